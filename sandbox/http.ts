import { Agent, request } from "undici";
import type { Http } from "#wallets/protocol";
import { wireNames } from "./wire-names.ts";

/** Kept-alive connections to merchants; none keeps the process alive. */
const agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 });

/** The machine's own network, for the sandbox's composition: rejects on time-out or a broken connection. */
export const sandboxHttp: Http = async ({ method, url, headers, body, timeoutMs }) => {
  const answer = await request(url, {
    dispatcher: agent,
    method,
    headers: wireNames(headers),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    ...(body === undefined ? {} : { body }),
  });
  const answered = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return { status: answer.statusCode, headers: answered, body: Buffer.from(await answer.body.arrayBuffer()) };
};
