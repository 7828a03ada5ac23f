import type { RawRequest } from "../../protocol.ts";

/** Parameters by name. */
export type Parameters = Record<string, string>;

export function readPairs(text: string): Parameters {
  return Object.fromEntries(new URLSearchParams(text));
}

export function formText(parameters: Readonly<Parameters>): string {
  return new URLSearchParams(parameters).toString();
}

/** Path and query of a request's target; Alipay's Python SDK sends it in absolute form, "http://host/path?query". */
export function splitPath(target: string): { path: string; query: string } {
  const own = target.replace(/^https?:\/\/[^/?]+/i, "");
  const at = own.indexOf("?");
  return at < 0 ? { path: own, query: "" } : { path: own.slice(0, at), query: own.slice(at + 1) };
}

/** Public parameters may stand in the query, in the body, or in both; files of a multipart body are not signed. */
export function readParameters(request: RawRequest): Parameters {
  const inQuery = readPairs(splitPath(request.path).query);
  const type = request.headers["content-type"] ?? "";
  if (request.body.length === 0) return inQuery;
  if (type.startsWith("multipart/form-data")) return { ...inQuery, ...readMultipart(type, request.body) };
  return { ...inQuery, ...readPairs(request.body.toString()) };
}

/** The text fields of a multipart body; parts with a file name are left out. */
export function readMultipart(contentType: string, body: Buffer): Parameters {
  const found = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType);
  const boundary = (found?.[1] ?? found?.[2] ?? "").trim();
  if (boundary === "") return {};
  const fields: Parameters = {};
  // latin1 keeps every byte, so that offsets hold whatever a file contains.
  for (const part of body.toString("latin1").split(`--${boundary}`)) {
    const headEnd = part.indexOf("\r\n\r\n");
    if (headEnd < 0) continue;
    const head = part.slice(0, headEnd);
    const name = /\bname="([^"]*)"/.exec(head)?.[1];
    if (name === undefined || /\bfilename\*?=/.test(head)) continue;
    const value = part.slice(headEnd + 4).replace(/\r\n$/, "");
    fields[name] = Buffer.from(value, "latin1").toString();
  }
  return fields;
}
