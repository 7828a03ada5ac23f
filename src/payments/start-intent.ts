import { bucketIndex, type Db, isTransient, isUniqueViolation, type Lanes, makeLanes, retry } from "#db";
import type { Currency } from "#money";
import type { StartCaps } from "#openings";
import type { PayMethod } from "#wallets/protocol";
import type { StartJson } from "./rows.ts";

/** The intent to pay one order with one wallet, as start_payments takes it. */
export type StartMove = {
  bucket: number;
  id: string;
  order_id: string;
  /** The number of this attempt: one more than the order had when it was read. */
  attempt: number;
  /** True when the checkout lies in the same bucket and is checked in the same commit. */
  home: boolean;
  checkout: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  sub_merchant: string | null;
  method: PayMethod;
  amount: string;
  currency: Currency;
  combined: string | null;
  by_friend: boolean;
  start: StartJson;
  expires_at: Date;
  at: Date;
  /** When the worker asks for the first time, should nobody be heard. */
  ask_at: Date;
  /** The version of openings and directory that this was decided on. */
  openings: string;
  /** Counted in the same commit. */
  caps?: StartCaps;
  scope: string | null;
  key: string | null;
  hash: string | null;
};

export type StartResult = {
  result: "ok" | "repeat" | "differs" | "again" | "moved" | "paid" | "closed" | "not_found" | "lease" | "over_store";
  /** For `repeat`: the payment that the key made. */
  subject: string | null;
};

export type StartLanes = Lanes<StartMove, StartResult>;

export function makeStartLanes(parts: { db: Db; lanes: number }): StartLanes {
  return makeLanes({
    name: "starts",
    lanes: parts.lanes,
    bucket: (move) => bucketIndex(move.id),
    key: (move) => move.order_id,
    run: async (moves) => {
      const rows = JSON.stringify(moves.map((move, ord) => ({ ...move, ord })));
      const results = await retry(
        {
          attemptsMax: 3,
          safeBecause: "the statement rolled back whole, and the repeat key is read again",
          again: (fault) => isTransient(fault) || (moves.length === 1 && isUniqueViolation(fault)),
        },
        () => parts.db.read<StartResult & { ord: number }>("select * from start_payments($1::jsonb)", [rows]),
      );
      return moves.map((_, ord) => results.find((one) => one.ord === ord) as StartResult);
    },
  });
}
