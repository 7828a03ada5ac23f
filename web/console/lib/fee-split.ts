import type { AcceptanceRates } from "./types.ts";

export type FeeCard = Pick<AcceptanceRates, "rate" | "bearer" | "on_refund"> & { fixed: bigint };

/** What becomes of one payment under a card, in minor units; as the house itself reckons it. */
export type FeeSplit = {
  /** The issuer's user pays it, and the merchant receives all of it. */
  amount: bigint;
  fee: bigint;
  /** What the issuer owes the acquirer for it. */
  owed: bigint;
  /** Of the fee, what comes back where the whole payment is refunded. */
  back: bigint;
};

export function feeSplit(amount: bigint, { rate, fixed, bearer, on_refund }: FeeCard): FeeSplit {
  const asked = (amount * BigInt(rate)) / 10_000n + fixed;
  const fee = asked < amount ? asked : amount;
  const owed = bearer === "acquirer" ? amount - fee : amount + fee;
  return { amount, fee, owed, back: on_refund === "returned" ? fee : 0n };
}

/** "0.38" as ten-thousandths; null for anything that is no rate from 0 to 100 with two places at most. */
export function rateOf(text: string): number | null {
  const found = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!found) return null;
  const rate = Number(`${found[1]}${(found[2] ?? "").padEnd(2, "0")}`);
  return rate <= 10_000 ? rate : null;
}
