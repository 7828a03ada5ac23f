import type { Clock, Db, Ids, Lanes } from "#db";
import type { Ended, NewTransfer, Prepared } from "./types.ts";

export type TransfersNeeds = { db: Db; clock: Clock; ids: Ids; lanes: number };

/** How a transfer ends. Without a fulfilment it is aborted. `source` "" is the hub itself (time is over). */
export type EndMove = {
  id: string;
  source: string;
  fulfilment: Buffer | null;
  error: { code: string; says: string } | null;
};

export type TransfersContext = {
  needs: TransfersNeeds;
  prepares: Lanes<NewTransfer, Prepared>;
  ends: Lanes<EndMove, Ended>;
};
