import { hash } from "node:crypto";
import type { BuyerFacts } from "./types.ts";

/**
 * Who the buyer is to what lies outside their marketplace: a hash, so that no reference is kept. The same reference at
 * two marketplaces is two people.
 */
export function payerOf(marketplace: string, { reference }: BuyerFacts): string | undefined {
  return reference === undefined ? undefined : hash("sha256", `${marketplace}/${reference}`).slice(0, 32);
}
