import { Agent, request } from "undici";
import type { FspiopNeeds } from "#fspiop";
import { publicLookup } from "#webhooks";
import { whyNoEndpoint } from "./hub-door.ts";

/** Of an answer nothing is wanted but its status; more than this is not even thrown away. */
const answerMax = 65_536;

/**
 * The hub's calls to participants. In production only public addresses over https, looked at again at every call, since
 * what a name leads to may have changed. Redirects are not followed; a slow or endless answer ends with the time-out.
 */
export function makeHubCall(production: boolean): { http: FspiopNeeds["http"]; close(): Promise<void> } {
  const connect = { timeout: 5_000, ...(production ? { lookup: publicLookup } : {}) };
  const agent = new Agent({ connect, connections: 32, pipelining: 1, keepAliveTimeout: 10_000 });
  return {
    async http({ method, url, headers, body, timeoutMs }) {
      const why = whyNoEndpoint(url, production);
      if (why !== null) throw new Error(why);
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await request(url, {
        ...{ method: method as "POST", headers, dispatcher: agent, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
        ...(body === undefined ? {} : { body }),
        signal,
      });
      // The status is what was asked for: an answer that ends badly was heard all the same.
      await answer.body.dump({ limit: answerMax, signal }).catch(() => {});
      return { status: answer.statusCode };
    },
    close: () => agent.close(),
  };
}
