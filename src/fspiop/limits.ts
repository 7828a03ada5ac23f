import type { Money } from "#money";
import type { Take } from "#transfers";
import type { FspiopNeeds, Permission } from "./context.ts";
import type { ErrorCode } from "./faults.ts";
import { feeOf } from "./fees.ts";
import type { Terms } from "./quotes.ts";

/** Days of limits are days of Asia/Shanghai. */
const dayOf = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/**
 * The limits of a day that a transfer counts into: its person's at the wallet, and those of the opening that it goes
 * by. Or why it may not be: only from a quote the hub knows who pays and what is to be paid, so a wallet whose persons
 * are limited, or whose transfers cost something, must ask for one first.
 */
export async function takesOf(
  { db, clock }: FspiopNeeds,
  { payer, amount }: { payer: string; amount: Money },
  terms: Terms | null,
  permission: Permission,
): Promise<{ takes: readonly Take[] } | { code: ErrorCode; why: string }> {
  const [limit] = await db.read<{ amount: bigint }>(
    "select amount from hub_person_limits where participant = $1 and currency = $2",
    [payer, amount.currency],
  );
  const person = terms?.person?.toString("hex") ?? null;
  if (terms === null && (await feeOf(db, amount)).minor > 0n)
    return { code: "3100", why: "the hub takes a fee: ask for a quote first, which tells it" };
  if (!limit) return { takes: permission.takes };
  if (person === null)
    return { code: "4200", why: "no quote of this transfer is known, so nobody's day can be counted" };
  const own: Take = {
    ...{ counter: `person/${person}/${amount.currency}`, day: dayOf.format(clock.now()) },
    ...{ limit: limit.amount, refusal: "over_person_day" },
  };
  return { takes: [own, ...permission.takes] };
}
