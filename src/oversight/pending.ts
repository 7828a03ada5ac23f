import { type Currency, money } from "#money";
import { bucketsOf } from "./reach.ts";
import { pendingSql } from "./two-person-acts.ts";
import type { Parts, Pending, Reach } from "./types.ts";

type Row = Omit<Pending, "amount" | "proposer_name"> & { amount: bigint | null; currency: Currency | null };

/** Everything that one person proposed and another has to decide, within a reach, the oldest first. */
export async function pendingApprovals({ db }: Parts, reach: Reach): Promise<readonly Pending[]> {
  const rows = await db.read<Row>(pendingSql, [reach.marketplace, reach.store, bucketsOf(reach)]);
  const names = await namesOf(db, rows);
  return rows
    .map(({ currency, ...row }) => ({
      ...row,
      proposer_name: names.get(row.proposer) ?? null,
      amount: row.amount === null || currency === null ? null : money(row.amount, currency),
    }))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** Whoever proposed, as people know them. */
async function namesOf(db: Parts["db"], rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.map((one) => one.proposer))];
  const found = await db.read<{ id: string; name: string }>("select id, name from people where id = any($1)", [ids]);
  return new Map(found.map((one) => [one.id, one.name]));
}
