export { createOversight, type Oversight } from "./create-oversight.ts";
export {
  type DayFigures,
  type FlowItem,
  flows,
  type Gap,
  type OrderFlows,
  type Pending,
  type ShipmentView,
  shipmentStates,
  type WalletHealth,
} from "./types.ts";
