import { Resolver } from "node:dns/promises";
import { type ClientRequest, type IncomingMessage, request as overHttp } from "node:http";
import { request as overTls } from "node:https";
import { isIP } from "node:net";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { FollowAnswer, FollowNetwork } from "#links";

/** How long one name server has to answer, before the next one is asked. */
const oneServerMs = 1500;

/** What of a resolver is needed; a test hands in one that never answers. */
type Names = Pick<Resolver, "resolve4" | "resolve6" | "cancel">;

/**
 * The follower's network: plain GETs that carry nothing of ours. A connection goes to the address that was looked at,
 * under the name that the certificate must bear; it is closed as soon as enough was read.
 */
export function makeLinkNetwork(
  makeNames: () => Names = () => new Resolver({ timeout: oneServerMs, tries: 2 }),
): FollowNetwork {
  return { lookup: (host, timeoutMs) => addressesOf(makeNames(), host, timeoutMs), get };
}

/**
 * Asks the name servers themselves: the system's own look-up cannot be cancelled, and strangers whose names never
 * answer would hold all of its few threads. Whatever has not answered in time is cancelled.
 */
async function addressesOf(names: Names, host: string, timeoutMs: number): Promise<readonly string[]> {
  const plain = host.replace(/^\[|\]$/g, "");
  if (isIP(plain) !== 0) return [plain];
  // Name servers know nothing of it, and none may say that it is elsewhere (RFC 6761).
  if (plain === "localhost") return ["127.0.0.1", "::1"];
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`${plain} was looked up for ${timeoutMs} ms without an answer`));
    names.cancel();
  }, timeoutMs);
  try {
    const both = Promise.allSettled([names.resolve4(plain), names.resolve6(plain)]);
    const found = (await Promise.race([both, late.promise])).flatMap((one) =>
      one.status === "fulfilled" ? one.value : [],
    );
    if (found.length === 0) throw new Error(`${plain} has no address`);
    return found;
  } finally {
    clearTimeout(timer);
  }
}

const get: FollowNetwork["get"] = ({ url, address, timeoutMs, mostBytes }) =>
  new Promise<FollowAnswer>((resolve, reject) => {
    const family = isIP(address);
    const call: ClientRequest = (url.protocol === "https:" ? overTls : overHttp)(
      url,
      {
        method: "GET",
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        maxHeaderSize: 16_384,
        headers: { accept: "text/html,*/*;q=0.1", "accept-encoding": "identity", "user-agent": "hutong-screening" },
        // Whatever the name says by now.
        lookup: (_host, options, done) =>
          typeof options === "object" && options.all
            ? (done as unknown as (fault: null, all: object[]) => void)(null, [{ address, family }])
            : done(null, address, family),
      },
      (answer) => void read(answer, mostBytes).then(resolve, reject),
    );
    call.on("error", reject);
    call.end();
  });

async function read(answer: IncomingMessage, mostBytes: number): Promise<FollowAnswer> {
  const { location, refresh } = answer.headers;
  const status = answer.statusCode ?? 0;
  const contentType = answer.headers["content-type"] ?? "";
  // A redirect's body says nothing; of a page, as much as can hold its head.
  try {
    const body = status < 300 || status >= 400 ? await beginningOf(answer, mostBytes) : Buffer.alloc(0);
    return {
      ...{ status, location: location ?? null, refresh: typeof refresh === "string" ? refresh : null },
      ...{ contentType, body: textOf(body, contentType) },
    };
  } finally {
    answer.destroy();
  }
}

/**
 * Nobody asked for a packed page, and browsers unpack it all the same. What cannot be unpacked here is no answer: read
 * as it comes, a page that leads on would look like one that stays.
 */
function unpacked(answer: IncomingMessage): AsyncIterable<Buffer> {
  const packing = answer.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const makers = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };
  if (packing === "" || packing === "identity") return answer;
  if (!Object.hasOwn(makers, packing)) throw new Error(`It is packed as "${packing}", which is not read here`);
  // Whatever breaks is thrown to whoever reads.
  return pipeline(answer, makers[packing as keyof typeof makers](), () => {});
}

async function beginningOf(answer: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of unpacked(answer)) {
    parts.push(part);
    size += part.length;
    if (size >= mostBytes) break;
  }
  return Buffer.concat(parts).subarray(0, mostBytes);
}

/** As browsers read it: by its first bytes, then by its header; what nobody names is UTF-8, whose ASCII is all's. */
function textOf(body: Buffer, contentType: string): string {
  const named = /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType)?.[1] ?? "utf-8";
  const [first, second] = body;
  const marked = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  try {
    return new TextDecoder(marked ?? named).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
