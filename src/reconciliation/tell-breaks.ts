import { type Tx, writeEvents } from "#db";
import type { BreakRow } from "./break-row.ts";
import type { ReconciliationNeeds } from "./types.ts";

/** What webhooks hear of a break. */
export type BreakWord = "opened" | "proposed" | "rejected" | "closed" | "entry_taken_back" | "assigned";

/** As much of a row as its event tells. */
export type ToldBreak = Pick<
  BreakRow,
  | ("id" | "bucket" | "run" | "marketplace" | "wallet_account" | "day" | "class" | "kind" | "subject" | "wallet_ref")
  | (
      | "currency"
      | "ours"
      | "theirs"
      | "owner"
      | "assignee"
      | "state"
      | "resolution"
      | "proposed_act"
      | "proposed_entry"
      | "entry"
    )
>;

/** The columns of a told break, for `returning`. */
export const toldColumns = `b.id, b.bucket, b.run, b.marketplace, b.wallet_account, b.day, b.class, b.kind, b.subject,
  b.wallet_ref, b.currency, b.ours, b.theirs, b.owner, b.assignee, b.state, b.resolution, b.proposed_act,
  b.proposed_entry, b.entry`;

const atOnce = 1000;

/** Events "reconciliation.break_…", in the transaction of what they tell; however many, a statement a thousand. */
export async function tellBreaks(
  tx: Tx,
  needs: Pick<ReconciliationNeeds, "ids" | "clock">,
  word: BreakWord,
  rows: readonly ToldBreak[],
): Promise<void> {
  const at = needs.clock.now();
  for (let from = 0; from < rows.length; from += atOnce) {
    const events = rows.slice(from, from + atOnce).map((row) => ({
      ...{ type: `reconciliation.break_${word}`, version: 1, marketplace: row.marketplace, subject: row.id },
      data: dataOf(row),
    }));
    await writeEvents(tx, needs.ids, events, at);
  }
}

function dataOf(row: ToldBreak): object {
  const { id, run, wallet_account, day, kind, subject, wallet_ref, currency, owner, state, resolution } = row;
  const amount = (minor: bigint | null) => (minor === null ? null : { minor: minor.toString(), currency });
  const entry = row.entry ?? row.proposed_entry;
  return {
    ...{ break: id, run, wallet_account, day, class: row.class, kind, subject, wallet_ref, owner, state, resolution },
    ...{ ours: amount(row.ours), theirs: amount(row.theirs), assignee: row.assignee, proposed_act: row.proposed_act },
    entry: entry === null ? null : { ...entry, currency },
  };
}
