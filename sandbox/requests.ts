import type { IncomingMessage, ServerResponse } from "node:http";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { wireNames } from "./wire-names.ts";

const bodyBytesMax = 4 * 1024 * 1024;

export class BodyTooLarge extends Error {
  constructor() {
    super(`The body is larger than ${bodyBytesMax} bytes.`);
    this.name = "BodyTooLarge";
  }
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytesMax) chunks.push(chunk);
      else reject(new BodyTooLarge());
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

/** A proxy's absolute form ("GET http://host/path") is cut down to the path, as the wallet would see it. */
function pathOf(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  return absolute ? target.slice(absolute[0].length) || "/" : target;
}

/** The request as the wallet sees it: raw bytes, raw path, header names in lower case. */
export async function readRaw(request: IncomingMessage): Promise<RawRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  const body = await readBody(request);
  return { method: request.method ?? "GET", path: pathOf(request.url ?? "/"), headers, body };
}

export function writeRaw(response: ServerResponse, raw: RawResponse): void {
  const bodyless = raw.status === 204 || raw.status === 304;
  const length = bodyless ? {} : { "Content-Length": String(raw.body.length) };
  response.writeHead(raw.status, { ...wireNames(raw.headers), ...length });
  response.end(bodyless ? undefined : raw.body);
}

export function rawJson(status: number, value: unknown, headers: Record<string, string> = {}): RawResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
    body: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
  };
}

export function rawHtml(status: number, html: string, headers: Record<string, string> = {}): RawResponse {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers },
    body: Buffer.from(html),
  };
}

export function rawRedirect(location: string): RawResponse {
  return { status: 302, headers: { location, "cache-control": "no-store" }, body: Buffer.alloc(0) };
}
