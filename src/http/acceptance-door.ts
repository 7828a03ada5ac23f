import type { AcceptanceRoom } from "#acceptance";

/** What this room needs of acceptance between wallets. */
export type AcceptanceDoor = Pick<
  AcceptanceRoom,
  "pairs" | "putPair" | "setRates" | "listRates" | "list" | "closeWindow" | "confirm" | "getClearing" | "listClearings"
>;
