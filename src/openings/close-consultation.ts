import { rootOf, treeOf } from "#merkle";
import { applyChange, type Change, change, type Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import { type LeafForm, leafOf, type Receipt } from "./receipts.ts";
import type { OpeningRow } from "./rows.ts";
import { type Rule, type Tally, tallyOf } from "./tally.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { Refusal } from "./write.ts";

/**
 * Seals the ballots after the deadline: counts them, grows the tree, publishes both. The house does it by itself; a
 * person need not wait for that. Refused before the deadline, to the millisecond.
 */
export async function decideOpening(
  house: House,
  caller: Caller,
  id: string,
  why: string,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  return await change(house, { caller, id, why, repeat }, (moved) => seal(moved));
}

/** Seals what is due; answers how many. */
export async function sealDue(house: House): Promise<number> {
  const due = await house.db.read<{ opening: string }>(
    `select c.opening from consultations c join openings o on o.id = c.opening
     where c.state = 'open' and c.deadline <= $1 and o.state = 'consulting' order by c.opening limit 20`,
    [house.clock.now()],
  );
  for (const { opening } of due)
    await house.db.tx(async (tx) => {
      const now = house.clock.now();
      const [found] = await tx.query<OpeningRow>(
        "select * from openings where id = $1 and state = 'consulting' for update skip locked",
        [opening],
      );
      if (!found) return;
      const moved = { tx, found, now };
      await applyChange(house, moved, { by: "house", why: "its deadline has passed" }, await seal(moved));
    });
  return due.length;
}

type BallotRow = Omit<Receipt, "terms_hash" | "consultation"> & { turnover: bigint };
type ConsultationRow = {
  n: number;
  terms_hash: string;
  rule: Rule;
  stores: number;
  turnover: bigint;
  deadline: Date;
  leaf_form: LeafForm;
};

async function seal({ tx, found, now }: Moved): Promise<Change> {
  // Alone from here on: ballots under way have committed, later ones will see it closed.
  const [open] = await tx.query<ConsultationRow>(
    `select n, terms_hash, rule, stores, turnover, deadline, leaf_form from consultations
     where opening = $1 and state = 'open' for update`,
    [found.id],
  );
  if (!open) throw new Refusal("opening_wrong_state", { state: found.state, move: "decide" });
  if (now < open.deadline) throw new Refusal("consultation_under_way", { deadline: open.deadline.toISOString() });
  // Ballots that poured in today are not in the planner's figures yet: it would take them for a handful and compare
  // each with each.
  await tx.query("set local enable_nestloop = off");
  const rows = await tx.query<BallotRow>(
    `select b.opening, b.store, b.choice, b.reason_code, b.reason, encode(b.salt, 'hex') as salt, e.turnover
     from ballots b join consultation_electors e using (opening, n, store) where b.opening = $1 and b.n = $2`,
    [found.id, open.n],
  );
  // In the order of their hashes, so that a place in the tree tells nothing of who voted when.
  const leaves = rows
    .map((row) => ({
      row,
      leaf: leafOf({ ...row, consultation: open.n, terms_hash: open.terms_hash }, open.leaf_form),
    }))
    .sort((a, b) => a.leaf.compare(b.leaf));
  const root = rootOf(treeOf(leaves.map((one) => one.leaf)));
  const electorate = { stores: BigInt(open.stores), turnover: open.turnover };
  const votes = rows.map((row) => ({ choice: row.choice, reasonCode: row.reason_code, turnover: row.turnover }));
  const tally: Tally = tallyOf(open.rule, electorate, votes);
  await tx.query(
    `update ballots b set leaf = u.leaf from unnest($3::text[], $4::int[]) as u (store, leaf)
     where b.opening = $1 and b.n = $2 and b.store = u.store`,
    [found.id, open.n, leaves.map((one) => one.row.store), leaves.map((_, index) => index)],
  );
  await tx.query(
    `update consultations set state = 'closed', closed_at = $3, passed = $4, tally = $5, root = $6
     where opening = $1 and n = $2`,
    [found.id, open.n, now, tally.passed, JSON.stringify(tally), root],
  );
  const details = { consultation: open.n, passed: tally.passed, tally, root: root.toString("hex") };
  const patch = tally.passed ? { voted_hash: open.terms_hash } : {};
  return { move: "decide", events: ["decide"], patch, details };
}
