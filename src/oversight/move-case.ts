import { bucketOf, type Tx, writeEvent } from "#db";
import type { Parts } from "./types.ts";

/** `by`: a person, or the house for a gap that mended itself. */
export type CaseMove = { to: "taken" | "closed"; by: string; why: string };
type Before = Omit<ToldCase, "id" | "to" | "by"> & { state: string; moves: number };

/** Moves a case on and tells of it, in one commit; answers why it did not move, or null. Nothing moves a closed one. */
export async function moveCase(
  { db, ids }: Pick<Parts, "db" | "ids">,
  id: string,
  { to, by, why }: CaseMove,
  now: Date,
): Promise<"not_found" | "case_closed" | null> {
  const place = [bucketOf(id), id];
  return await db.tx(async (tx) => {
    const [before] = await tx.query<Before>(
      "select order_id, marketplace, store, code, state, moves from cases where bucket = $1 and id = $2 for update",
      place,
    );
    if (!before) return "not_found";
    if (before.state === "closed") return "case_closed";
    // The house owns no case: whoever took it stays named.
    await tx.query(
      `update cases set state = $3, owner = coalesce($4, owner), closed_at = $5, moves = moves + 1
       where bucket = $1 and id = $2`,
      [...place, to, by === "house" ? null : by, to === "closed" ? now : null],
    );
    await tx.query(
      `insert into case_moves (bucket, case_id, n, from_state, to_state, by_whom, why, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [...place, before.moves + 1, before.state, to, by, why, now],
    );
    await tellCase(tx, ids, { ...before, id, to, by }, now);
    return null;
  });
}

type ToldCase = {
  id: string;
  order_id: string;
  marketplace: string;
  store: string;
  code: string;
  to: "opened" | "taken" | "closed";
  by: string;
};

/** In the transaction of what it tells. */
export async function tellCase(tx: Tx, ids: Parts["ids"], told: ToldCase, at: Date): Promise<void> {
  const { id, marketplace, store, code, to, by } = told;
  const data = { case: id, order: told.order_id, store, code, to, by };
  await writeEvent(tx, ids, { type: `case.${to}`, version: 1, marketplace, subject: id, data }, at);
}
