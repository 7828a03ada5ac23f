import type { Verdict } from "./types.ts";

type Answer = { kind: string; code?: string; cause?: string };
type Parts = readonly { outcome: Answer }[];

/** What an answer of a wallet comes to, in the words of the house. Of several parts: what all of them came to. */
export function verdictOf(answer: Answer | Parts): Verdict {
  if (!("kind" in answer)) return ofParts(answer);
  return { verdict: answer.kind, why: answer.cause ?? answer.code ?? null };
}

function ofParts(parts: Parts): Verdict {
  const kinds = new Set(parts.map((part) => part.outcome.kind));
  const [first] = parts;
  if (first && kinds.size === 1) return verdictOf(first.outcome);
  return { verdict: kinds.size === 0 ? "absent" : "mixed", why: kinds.size === 0 ? null : [...kinds].join(", ") };
}
