import { agreementHolds } from "./agreement-holds.ts";
import { appealsTold } from "./appeals.ts";
import { buyerFigures } from "./buyers.ts";
import { dayFigures } from "./figures.ts";
import { find } from "./find.ts";
import { walletHealth } from "./health.ts";
import { momentsOf, tellMoments } from "./moments.ts";
import { moneyFlows } from "./money-flows.ts";
import { orderFlows } from "./order-flows.ts";
import { walletOutages } from "./outages.ts";
import { pendingApprovals } from "./pending.ts";
import { platformDays } from "./platform-days.ts";
import { shipmentsOf } from "./shipments.ts";
import { storesOwing } from "./stores-owing.ts";
import type { OversightParts } from "./types.ts";

type Rest<Work> = Work extends (parts: OversightParts, ...rest: infer Given) => infer Answer
  ? (...rest: Given) => Answer
  : never;

const verbs = {
  agreementHolds,
  appealsTold,
  dayFigures,
  buyerFigures,
  find,
  moneyFlows,
  walletHealth,
  walletOutages,
  orderFlows,
  platformDays,
  storesOwing,
  pendingApprovals,
  shipmentsOf,
  tellMoments,
  momentsOf,
};

/** What people look at: figures, wallets' health, an order's four flows, what waits for a second person. */
export function createOversight(parts: OversightParts) {
  const bound = Object.entries(verbs).map(([name, verb]) => [
    name,
    (...rest: never[]) => (verb as (parts: OversightParts, ...rest: never[]) => unknown)(parts, ...rest),
  ]);
  return Object.fromEntries(bound) as { [Name in keyof typeof verbs]: Rest<(typeof verbs)[Name]> };
}

export type Oversight = ReturnType<typeof createOversight>;
