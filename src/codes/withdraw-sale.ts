import { isId } from "#db";
import type { Money } from "#money";
import { makeSale, reaches } from "./charge-payer.ts";
import { type CodeCaller, type CodePayment, type CodesNeeds, ok, type Result, refuse } from "./needs.ts";

export type SaleToWithdraw = { store: string; number: string; amount: Money };

/**
 * `ending`: a payment of it is still being reversed at its wallet, or the wallet is mute and may have taken the money;
 * ask again. `withdrawn`: no wallet took anything, or all of it went back.
 */
export type WithdrawnSale = { number: string; state: "withdrawn" | "paid" | "ending" };

/**
 * Takes a sale back by its number, whether or not the house ever heard of it: the sale is made under its own key if it
 * is not there, and ended. A charge of that number that is still on its way then meets an ended sale, and one that is
 * at the wallet is reversed. What was paid before stays paid, and is said.
 */
export async function withdrawSale<Payment extends CodePayment>(
  needs: CodesNeeds<Payment>,
  caller: CodeCaller,
  { store: id, number, amount }: SaleToWithdraw,
): Promise<Result<WithdrawnSale>> {
  const store = isId(id, "sto") ? needs.store(id) : null;
  if (!store || !reaches(caller, store)) return refuse("not_found");
  const made = await makeSale(needs, caller, store, { number, amount, title: store.title.zh });
  if (!made.ok) return made;
  const ended = await needs.endSale(made.value.checkout);
  if (ended.ok || ended.fault === "checkout_expired")
    return ok({ number, state: (await needs.isInDoubt(made.value.checkout)) ? "ending" : "withdrawn" });
  if (ended.fault === "checkout_complete") return ok({ number, state: "paid" });
  return ended.fault === "payment_in_progress" ? ok({ number, state: "ending" }) : ended;
}
