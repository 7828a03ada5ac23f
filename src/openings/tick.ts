import { applyChange } from "./change.ts";
import type { House } from "./create-openings.ts";
import type { OpeningRow } from "./rows.ts";

/**
 * Writes down what has come true by itself: an announced opening whose instant has come is opening, and with no stages
 * it is open. Decisions do not wait for this: they look at the clock. Answers how many were moved.
 */
export async function tickOpenings(house: House): Promise<number> {
  const due = await house.db.read<{ id: string }>(
    "select id from openings where state = 'announced' and effective_at <= $1 order by id limit 20",
    [house.clock.now()],
  );
  for (const { id } of due)
    await house.db.tx(async (tx) => {
      const now = house.clock.now();
      const [found] = await tx.query<OpeningRow>(
        "select * from openings where id = $1 and state = 'announced' and effective_at <= $2 for update skip locked",
        [id, now],
      );
      if (!found) return;
      const events = found.stages.length === 0 ? (["begin", "complete"] as const) : (["begin"] as const);
      const why = "its effective instant has come";
      await applyChange(house, { tx, found, now }, { by: "house", why }, { move: "begin", events });
    });
  if (due.length > 0) await house.snapshot.refresh();
  return due.length;
}
