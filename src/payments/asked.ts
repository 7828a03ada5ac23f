import type { Money } from "#money";
import type { DecisionAsked } from "./needs.ts";
import type { BuyerFacts, StartPayment } from "./types.ts";

/** How a store is to be paid: by which wallet, and the road there. A start and a payment both tell it. */
type Way = Pick<StartPayment, "wallet" | "method" | "by_code" | "issuer">;

/** The one question of a payment to the openings, the same when it is planned, when its caps are held, and later. */
export function askedOf(way: Way, part: { store: string; amount: Money }, buyer: BuyerFacts): DecisionAsked {
  const { wallet, method, by_code: byCode, issuer } = way;
  return {
    ...{ store: part.store, wallet, method, amount: part.amount, buyer },
    ...(byCode ? { by_code: true } : {}),
    ...(issuer === undefined ? {} : { issuer }),
  };
}
