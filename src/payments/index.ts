import { makeContext } from "./context.ts";
import { makeDoor } from "./door.ts";
import type { PaymentsNeeds } from "./needs.ts";

export { escrow, receivable } from "./chart.ts";
export { paymentChecks } from "./checks.ts";
export type { PaymentFault, Result } from "./faults.ts";
export { type LimitChange, type LimitFault, type NewLimit, type RefundRole, refundRoles } from "./limit-changes.ts";
export type { Between } from "./narrow.ts";
export type {
  AccountFacts,
  Decision,
  DecisionAsked,
  MarketplaceFacts,
  PaymentsNeeds,
  ReleasedRefunds,
  StoreFacts,
} from "./needs.ts";
export { payerOf } from "./payer.ts";
export { type BetweenAsked, type BetweenFault, readBetween, widestDays } from "./read-between.ts";
export { refundTable } from "./refund-states.ts";
export { liveStates, orderStates, paymentStart, paymentTable } from "./states.ts";
export type { LimitView } from "./store-limits.ts";
export type * from "./types.ts";

export type Payments = ReturnType<typeof makeDoor>;

/** The room, with what main hands in. */
export function makePayments(needs: PaymentsNeeds): Payments {
  return makeDoor(makeContext(needs));
}
