import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { isPublicAddress } from "#public-address";
import { whyRefused } from "./targets.ts";

export type Sending = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  timeoutMs: number;
};

/** Resolves on any status; rejects when there was no answer. Redirects are not followed. */
export type Send = (sending: Sending) => Promise<{ status: number; says: string }>;

/** Looks a name up and refuses it when any of its addresses is not public: checked on the very address dialled. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (fault, addresses) => {
    if (fault) return callback(fault, "", 0);
    const inner = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (inner || !first) return callback(new Error(`${hostname} leads to an address that is not public`), "", 0);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

const saysMax = 300;
/** Of an answer's body nothing more is read: it is for people who look for the cause. */
const readMax = 4096;

async function firstWords(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size >= readMax) break;
  }
  const text = Buffer.concat(parts).toString("utf8");
  return [...text.replace(/[\p{Cc}\p{Cn}]+/gu, " ")].slice(0, saysMax).join("").trim();
}

/** Posts to endpoints. Unless `privateTargets` (the sandbox), only to public addresses over https. */
export function makeSend(privateTargets: boolean): Send {
  const connect = { timeout: 5_000, ...(privateTargets ? {} : { lookup: publicLookup }) };
  const agent = new Agent({ connect, pipelining: 1, connections: 8, keepAliveTimeout: 5_000 });
  return async ({ url, headers, body, timeoutMs }) => {
    // An address as such is never looked up, so it is checked here; settings may also have changed since it was saved.
    const why = whyRefused(url, privateTargets);
    if (why !== null) throw new Error(why);
    const answer = await request(url, {
      ...{ method: "POST", headers, body, dispatcher: agent, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.statusCode, says: await firstWords(answer.body) };
  };
}
