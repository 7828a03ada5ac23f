import { type Tx, writeEvent } from "#db";
import type { OnboardingNeeds } from "./context.ts";
import type { ApplicationRow } from "./rows.ts";
import type { ApplicationState } from "./states.ts";

/** The audit's line and the event of a move, in the move's own commit. Neither holds a secret. */
export async function keepMove(
  needs: OnboardingNeeds,
  tx: Tx,
  row: ApplicationRow,
  move: { from: ApplicationState | null; by: string },
): Promise<void> {
  const now = needs.clock.now();
  await tx.query(
    `insert into application_moves (bucket, application, n, from_state, to_state, round, reasons, by_whom, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.bucket, row.id, row.moves, move.from, row.state, row.round, JSON.stringify(row.reasons), move.by, now],
  );
  // What the house does between two states of the wallet is nobody's news.
  const what = row.state === "sending" ? "submitted" : row.state === "draft" ? "created" : row.state;
  await tell(needs, tx, row, what, { from: move.from, to: row.state, reasons: row.reasons });
}

export async function tell(
  needs: OnboardingNeeds,
  tx: Tx,
  row: ApplicationRow,
  what: string,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { id, store, wallet, round, sub_merchant } = row;
  const data = { application: id, store, wallet, round, sub_merchant, ...more };
  const event = { type: `application.${what}`, version: 1, marketplace: row.marketplace, subject: id, data };
  await writeEvent(tx, needs.ids, event, needs.clock.now());
}
