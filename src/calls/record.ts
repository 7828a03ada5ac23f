import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "#db";
import type { Http, RawRequest, RawResponse } from "#wallets/protocol";
import { type Gather, held } from "./gather.ts";
import type { Act, Exchange, Verdict } from "./types.ts";

export type Recorder = ReturnType<typeof makeRecorder>;

/**
 * Knows during which act something goes over the wire. The act travels with the calls that it makes (its asynchronous
 * context), since a wallet's folder knows bytes and no acts, and the network knows neither.
 */
export function makeRecorder(clock: Clock, monotonicMs: () => number, gather: Gather) {
  const acts = new AsyncLocalStorage<Act>();

  function exchange(act: Act, call: Exchange["call"], at: Date, began: number, status: number | null): Exchange {
    const tookMs = Math.max(0, Math.round(monotonicMs() - began));
    const made: Exchange = { call, at, tookMs, status, fault: null };
    if (!act.ended) act.exchanges.push(made);
    return made;
  }

  return {
    current: (): Act | undefined => acts.getStore(),

    /** Runs work as an act. What it answers or throws passes through untouched. */
    async during<Answer>(act: Act, work: () => Promise<Answer>, judge: (answer: Answer) => Verdict): Promise<Answer> {
      let verdict: Verdict = { verdict: "failed", why: null };
      try {
        const answer = await acts.run(act, work);
        verdict = judge(answer);
        return answer;
      } finally {
        gather.ended(act, verdict);
      }
    },

    /** The same network; what goes over it during an act is noted. */
    http(network: Http): Http {
      return async (request) => {
        const act = acts.getStore();
        if (!act) return await network(request);
        const [at, began] = [clock.now(), monotonicMs()];
        const out = { direction: "out", method: request.method, path: pathOf(request.url) } as const;
        const asked = held(request.body);
        let answer: RawResponse;
        try {
          answer = await network(request);
        } catch (fault) {
          exchange(act, { ...out, request: asked, response: null }, at, began, null).fault = faultName(fault);
          throw fault;
        }
        const response = { headers: answer.headers, body: held(answer.body) ?? answer.body };
        exchange(act, { ...out, request: asked, response }, at, began, answer.status);
        return answer;
      };
    },

    /** A notice as it came, and what it was answered. */
    noticed(act: Act, raw: RawRequest, at: Date, began: number, answer: RawResponse | null): void {
      const { method, path, body } = raw;
      const call = { direction: "in", method, path, request: held(body), response: answer } as const;
      const made = exchange(act, call, at, began, answer?.status ?? null);
      if (answer === null) made.fault = "not answered";
    },
    began: () => ({ at: clock.now(), began: monotonicMs() }),
  };
}

function pathOf(url: string): string {
  const at = url.indexOf("/", url.indexOf("//") + 2);
  return at < 0 ? "/" : url.slice(at);
}

/** "timeout", or the network's own name for what broke. */
function faultName(fault: unknown): string {
  if (!(fault instanceof Error)) return "broken";
  if (/Timeout/i.test(fault.name) || /timed out/i.test(fault.message)) return "timeout";
  const code = "code" in fault ? String(fault.code) : "";
  return /^[A-Z_]{3,40}$/.test(code) ? code : "broken";
}
