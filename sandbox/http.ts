import { Agent } from "undici";
import { callOver } from "#http-call";
import type { Http } from "#wallets/protocol";
import { wireNames } from "./wire-names.ts";

/** Kept-alive connections to merchants; none keeps the process alive. */
const agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 });

/** The machine's own network, for the sandbox's composition: rejects on time-out or a broken connection. */
export const sandboxHttp: Http = (call) =>
  callOver(agent, { ...call, url: new URL(call.url), headers: wireNames(call.headers) });
