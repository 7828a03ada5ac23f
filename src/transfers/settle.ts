import { type RepeatKey, sqlState, type Tx } from "#db";
import type { TransfersNeeds } from "./context.ts";
import { effectOnce, undo } from "./effect.ts";
import { getSettlement, type SettlementView } from "./settlements.ts";
import type { Currency, Result } from "./types.ts";

/** paid: its bank says so. covered: from what it had put down, because it did not pay. received: into its funds. */
export type SettleHow = "paid" | "covered" | "received";

/** What the database says where positions and what is in transit do not agree (migration 0103). */
const booksDiffer = "HT002";

/**
 * Closes the window of a currency. `hub_nothing_to_settle`: every net position is nothing; `hub_books_differ`: the
 * hub's own books disagree, so that no figure of the window could be trusted (`detail.why` says by how much).
 */
export async function closeWindow(
  needs: TransfersNeeds,
  { currency, by }: { currency: Currency; by: string },
  repeat: RepeatKey | null,
): Promise<Result<SettlementView>> {
  const id = needs.ids.next("stl");
  return await effectOnce(
    ...([needs, repeat, id] as const),
    async (tx, at) => {
      const [row] = await tx
        .query<{ lines: number }>("select hub_close_window($1, $2, $3, $4) as lines", [id, currency, by, at])
        .catch((fault: unknown) => {
          if (sqlState(fault) === booksDiffer) return undo("hub_books_differ", { why: (fault as Error).message });
          throw fault;
        });
      if ((row?.lines ?? 0) === 0) undo("hub_nothing_to_settle");
    },
    (known) => getSettlement(needs, known),
  );
}

export type LineResult = "done" | "repeat" | "unknown" | "wrong_way" | "transit_short" | "funds_short";

type Line = { settlement: string; participant: string; how: SettleHow; proposer: string | null; by: string };

/**
 * Ends a line. Whoever is covered from its funds did not pay: it is paused and its cap is nothing, until two people let
 * it on again and two give it a cap.
 */
export async function settleLineIn(tx: Tx, line: Line, at: Date): Promise<LineResult> {
  const { settlement, participant, how, proposer, by } = line;
  const [row] = await tx.query<{ result: LineResult }>("select hub_settle_line($1, $2, $3, $4, $5, $6) as result", [
    ...[settlement, participant, how, proposer, by, at],
  ]);
  if (how === "covered" && row?.result === "done") {
    await tx.query("update hub_participants set state = 'paused' where name = $1", [participant]);
    await tx.query(
      `update hub_accounts set cap = 0
       where participant = $1 and currency = (select currency from hub_settlements where id = $2)`,
      [participant, settlement],
    );
  }
  return row?.result ?? "unknown";
}

/**
 * Pays a line out of what others have paid in: into the receiver's funds, which two people let go. That somebody has
 * paid, or is covered, is a change that two people make (`settle`).
 */
export async function receiveLine(
  needs: TransfersNeeds,
  line: { settlement: string; participant: string; by: string },
  repeat: RepeatKey | null,
): Promise<Result<SettlementView>> {
  return await effectOnce(
    ...([needs, repeat, line.settlement] as const),
    async (tx, at) => {
      const result = await settleLineIn(tx, { ...line, how: "received", proposer: null }, at);
      if (result === "unknown") undo("not_found");
      if (result !== "done" && result !== "repeat") undo("hub_line_refused", { why: result });
    },
    (known) => getSettlement(needs, known),
  );
}
