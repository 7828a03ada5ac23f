import { type Money, share } from "#money";

/** What a credited order costs: a price an order by its part, or a share of what was credited; rounded down. */
export function feeOf(
  terms: { pricing: "click" | "order" | "share"; price: Money | null; share_bp: number | null },
  weight: number,
  credited: Money,
): bigint {
  if (terms.pricing === "order" && terms.price) return share(terms.price, BigInt(weight), 10_000n, "down").minor;
  if (terms.pricing === "share" && terms.share_bp !== null)
    return share(credited, BigInt(terms.share_bp), 10_000n, "down").minor;
  return 0n;
}
