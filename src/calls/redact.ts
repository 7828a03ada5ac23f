import type { Ids } from "#db";
import type { Gather } from "./gather.ts";
import { type CallRow, rowOf } from "./write.ts";

/** Few enough that redacting them holds up nothing else for longer than a millisecond or two. */
const atOnce = 64;
/** So many are written by one statement, or so much text: a row of 256 costs PostgreSQL two thirds of one of 43. */
const batch = { rows: 256, text: 1024 * 1024 };

/** The next rows, redacted a few at a time: between them the house does what else it has to do (`turn`). */
export async function redactNext(gather: Gather, ids: Ids, turn: () => Promise<void>): Promise<readonly CallRow[]> {
  const rows: CallRow[] = [];
  let text = 0;
  while (gather.waits() > 0 && rows.length < batch.rows && text < batch.text) {
    if (rows.length > 0) await turn();
    for (const one of gather.take(atOnce)) {
      const row = rowOf(one, ids);
      text += row.request.length + row.response.length;
      rows.push(row);
    }
  }
  return rows;
}
