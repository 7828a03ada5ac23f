import type { PartnerFault } from "./partner.ts";
import type { Contract } from "./terms.ts";

/** A party's no. */
export const fault = (word: PartnerFault) => ({ ok: false, fault: word }) as const;

/** What a person counts for at most. */
export const clipped = (amount: bigint, clip: bigint): bigint => (amount < 0n ? 0n : amount > clip ? clip : amount);

/**
 * Between which a sum over at most `size` people lies with that many parties' noise in it: a noise of more than forty
 * times its scale is not drawn in the life of the world.
 */
export function sumRange(
  contract: Pick<Contract, "clip" | "epsilon_milli">,
  size: number,
  noises: number,
): { least: bigint; most: bigint } {
  const clip = BigInt(contract.clip);
  const room = 40n * ((clip * 1000n) / BigInt(contract.epsilon_milli) + 1n) * BigInt(noises);
  return { least: -room, most: BigInt(size) * clip + room };
}
