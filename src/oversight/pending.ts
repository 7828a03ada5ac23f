import { type Currency, money } from "#money";
import { bucketsOf } from "./reach.ts";
import { mostOfKind, pendingSql } from "./two-person-acts.ts";
import type { Parts, Pending, Reach } from "./types.ts";

type Row = Omit<Pending, "amount" | "proposer_name"> & { amount: bigint | null; currency: Currency | null };

export type Waiting = { data: readonly Pending[]; more: boolean };

/**
 * What one person proposed and another has to decide, within a reach, the oldest first. `more`: of some kind more waits
 * than is shown, and comes up as the older ones are decided.
 */
export async function pendingApprovals({ db, clock }: Parts, reach: Reach): Promise<Waiting> {
  const { marketplace, store } = reach;
  const found = await db.read<Row>(pendingSql, [marketplace, store, bucketsOf(reach), clock.now()]);
  const kept = new Map<string, number>();
  const rows = found.toSorted(oldestFirst).filter(({ kind }) => {
    const before = kept.get(kind) ?? 0;
    kept.set(kind, before + 1);
    return before < mostOfKind;
  });
  const names = await namesOf(db, rows);
  const data = rows.map(({ currency, ...row }) => ({
    ...row,
    proposer_name: names.get(row.proposer) ?? null,
    amount: row.amount === null || currency === null ? null : money(row.amount, currency),
  }));
  return { data, more: rows.length < found.length };
}

const oldestFirst = (a: { at: Date }, b: { at: Date }): number => a.at.getTime() - b.at.getTime();

/** Whoever proposed, as people know them. */
async function namesOf(db: Parts["db"], rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.map((one) => one.proposer))];
  const found = await db.read<{ id: string; name: string }>("select id, name from people where id = any($1)", [ids]);
  return new Map(found.map((one) => [one.id, one.name]));
}
