import type { Audit } from "#audit";
import type { Drills, WalletState } from "#drills";
import type { Cases } from "#oversight";

/** What this room needs of the chain, of cases and of drills. */
export type WatchDoor = {
  audit: Omit<Audit, "link">;
  cases: Omit<Cases, "raise">;
  drills: Pick<Drills, "possible" | "startDrill" | "listDrills" | "getDrill">;
  /** How this process finds each wallet that it called. */
  walletStates(): readonly WalletState[];
};
