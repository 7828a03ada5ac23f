import type { Problem, ProblemCode } from "./api.ts";

/** The house refused: an RFC 9457 problem. Programs go by `code`; `message` is for logs. */
export class HutongProblem extends Error {
  override readonly name = "HutongProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail} (${problem.request_id})`);
    this.problem = problem;
  }

  /** Stable. Codes that this version of the SDK does not know stay possible. */
  get code(): ProblemCode | (string & {}) {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** True: the same request, with the same key, may succeed a little later. */
  get retry(): boolean {
    return this.problem.retry;
  }
}

/**
 * No answer that can be believed, after every attempt: the network, a time-out, or an answer that is none of the
 * house's. The effect is **unknown**: repeat with `idempotencyKey`, or read what was made. Never take it for a refusal.
 */
export class HutongUnknown extends Error {
  override readonly name = "HutongUnknown";
  readonly attempts: number;
  /** The key that every attempt carried; null where the operation takes none. */
  readonly idempotencyKey: string | null;
  /** True: a GET, which changes nothing, so that only its answer is missing. */
  readonly onlyRead: boolean;
  /** What went wrong, for people; `message` is for logs. */
  readonly words: { en: string; zh: string };

  constructor({ what, attempts, key, method }: Unanswered, cause?: unknown) {
    const told = (name: string, and: string) => (key === null ? "" : `${and}${name}: ${key}`);
    super(`${what.en} (attempts: ${attempts}${told("Idempotency-Key", ", ")})`, { cause });
    this.attempts = attempts;
    this.idempotencyKey = key;
    this.onlyRead = method === "GET";
    const zh = `${what.zh}（尝试 ${attempts} 次${told("Idempotency-Key", "，")}）`;
    this.words = { en: this.message, zh };
  }
}

type Unanswered = { what: { en: string; zh: string }; attempts: number; key: string | null; method: string };

/** A problem document, or null for whatever else answered (a proxy, another program). */
export function readProblem(text: string): Problem | null {
  try {
    const found = JSON.parse(text) as Partial<Problem> | null;
    return typeof found?.code === "string" && typeof found.status === "number" ? (found as Problem) : null;
  } catch {
    return null;
  }
}
