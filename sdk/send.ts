import { HutongProblem, HutongUnknown, readProblem } from "./faults.ts";
import { backoff, mayRepeat, type RetryRules, readRetryAfter } from "./retries.ts";

/** What the client needs of the world; tests hand in their own. */
export type Outside = {
  fetch: typeof fetch;
  sleep(ms: number): Promise<void>;
  random(): number;
  now(): number;
};

export type Asked = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | Blob | undefined;
  /** The key of every attempt; null where the operation takes none. */
  key: string | null;
  /** Per attempt, in milliseconds. */
  timeout: number;
  signal: AbortSignal | undefined;
};

type Words = { en: string; zh: string };
type Attempt =
  | { kind: "answer"; response: Response; content: Uint8Array }
  | { kind: "problem"; problem: HutongProblem; after: number | null }
  | { kind: "unknown"; status: number | null; what: Words; after: number | null; cause?: unknown };

/** One request with its retries, each with the same key. Throws HutongProblem, HutongUnknown or the signal's reason. */
export async function send(asked: Asked, rules: RetryRules, outside: Outside) {
  const safe = asked.method === "GET" || asked.method === "PUT" || asked.key !== null;
  for (let attempt = 1; ; attempt++) {
    const made = await tryOnce(asked, outside);
    if (made.kind === "answer") return made;
    const status = made.kind === "problem" ? made.problem.status : made.status;
    const code = made.kind === "problem" ? made.problem.code : null;
    const wait = made.after ?? backoff(attempt, outside.random);
    if (attempt > rules.retries || !mayRepeat(status, code, safe) || wait > rules.retryAfterMax) {
      if (made.kind === "problem") throw made.problem;
      const { key, method } = asked;
      throw new HutongUnknown({ what: made.what, attempts: attempt, key, method }, made.cause);
    }
    await outside.sleep(wait);
    asked.signal?.throwIfAborted();
  }
}

async function tryOnce({ method, url, headers, body, timeout, signal }: Asked, outside: Outside): Promise<Attempt> {
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await outside.fetch(url, {
      ...{ method, headers, signal: signal ? AbortSignal.any([signal, limit]) : limit },
      // A redirect would carry the token to another place.
      redirect: "error",
      ...(body === undefined ? {} : { body }),
    });
    // The body counts too: an answer that breaks off half-way is no answer.
    const content = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return { kind: "answer", response, content };
    const after = readRetryAfter(response.headers.get("retry-after"), outside.now());
    const problem = readProblem(new TextDecoder().decode(content));
    if (problem) return { kind: "problem", problem: new HutongProblem(problem), after };
    const { origin } = new URL(url);
    const what = {
      en: `HTTP ${response.status} without a problem document from ${origin}`,
      zh: `${origin} 返回 HTTP ${response.status}，且不是问题文档`,
    };
    return { kind: "unknown", status: response.status, what, after };
  } catch (cause) {
    // Who called it off wants no further attempt.
    signal?.throwIfAborted();
    const { origin } = new URL(url);
    const what = limit.aborted
      ? { en: `No answer within ${timeout} ms`, zh: `${timeout} 毫秒内没有应答` }
      : { en: `No answer from ${origin}`, zh: `${origin} 没有应答` };
    return { kind: "unknown", status: null, what, after: null, cause };
  }
}
