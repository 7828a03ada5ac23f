export type { AcceptanceDoor } from "./acceptance-door.ts";
export { type Fault, faults } from "./faults.ts";
export type { HubDoor } from "./hub-door.ts";
export type { LogOptions } from "./logs.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export type { OpeningsDoor } from "./openings-door.ts";
export type {
  AccountView,
  Bearer,
  BooksDoor,
  Caller,
  DirectoryDoor,
  EventsDoor,
  EventTail,
  EventView,
  HttpConfig,
  HttpParts,
  Page,
  Paged,
  PaymentsDoor,
  Reach,
  RepeatKey,
  Result,
  Timers,
  TransferView,
} from "./parts.ts";
export { isScope, type Scope, scopes } from "./scopes.ts";
export { buildServer } from "./server.ts";
export type { WatchDoor } from "./watch-door.ts";
export type { Wire } from "./wire.ts";
