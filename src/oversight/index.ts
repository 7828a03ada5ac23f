export type { AgreementHolds } from "./agreement-holds.ts";
export { appealFigures, appealOutcomes, appealsAbout, type ToldAppeals } from "./appeals.ts";
export { type Cases, createCases } from "./cases.ts";
export { createOversight, type Oversight } from "./create-oversight.ts";
export { twoPersonActs, twoPersonKinds } from "./two-person-acts.ts";
export {
  type BuyerFigures,
  type CaseView,
  type DayFigures,
  type FlowItem,
  type Found,
  flows,
  type Gap,
  type MomentView,
  type MoneyFlows,
  momentKinds,
  type NewMoment,
  type OrderFlows,
  type Pending,
  type PlatformDay,
  type ShipmentView,
  type StoreOwing,
  shipmentStates,
  type WalletHealth,
} from "./types.ts";
