import type { Audit } from "#audit";
import type { Drills, WalletState } from "#drills";
import type { Cases } from "#oversight";
import type { AlarmsDoor } from "./alarms-door.ts";
import type { CallsDoor } from "./calls-door.ts";

/** What this room needs of the chain, of cases, of alarms, of calls and of drills. */
export type WatchDoor = {
  audit: Omit<Audit, "link">;
  cases: Omit<Cases, "raise">;
  alarms: AlarmsDoor;
  /** What went over the wire with wallets. */
  calls: CallsDoor;
  drills: Pick<Drills, "possible" | "startDrill" | "listDrills" | "getDrill">;
  /** How this process finds each wallet that it called. */
  walletStates(): readonly WalletState[];
};
