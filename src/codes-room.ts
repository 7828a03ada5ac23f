import type { DecisionAsked } from "#payments";

/**
 * Which opening lets a payment through: codes are opened apart from checkouts. A payer's code that a till scans is
 * `scan`, a merchant's code that a payer's app scans is `shown`.
 */
export function openingOf(asked: Pick<DecisionAsked, "method" | "by_code">) {
  if (asked.method === "code") return { capability: "code", method: "scan" } as const;
  if (asked.by_code) return { capability: "code", method: "shown" } as const;
  return { capability: "payment", method: asked.method ?? null } as const;
}
