import { leafHash, treeOfHashes } from "#merkle";
import { type Band, bandsOf } from "./bands.ts";
import type { House } from "./create-openings.ts";
import { consultationsOf } from "./read-consultation.ts";
import { hiddenOf, openLeafOf, type Receipt } from "./receipts.ts";
import { keepOfSealed, mustHaveRoot, type Sealed } from "./sealed.ts";
import type { Choice } from "./tally.ts";
import type { Result } from "./types.ts";
import { refused } from "./write.ts";

/** A ballot as everybody reads it: `hidden` is a hash over store, salt and reason, `band` its store's turnover. */
export type ToldBallot = { hidden: string; choice: Choice; band: number };
export type ToldBallots = { root: string; bands: readonly Band[]; ballots: readonly ToldBallot[] };

type Row = Omit<Receipt, "consultation"> & { turnover: bigint; leaf: number | null };

/**
 * A sealed consultation's ballots in the order of their leaves, without their stores: whoever counts them has the
 * tally, and the leaves made from them have the published root. `consultation_under_way` before the result;
 * `not_found` also for consultations whose stores were told that no choice is published.
 */
export async function ballotsOf(house: House, opening: string, n: number): Promise<Result<ToldBallots>> {
  const found = (await consultationsOf(house, opening)).find((one) => one.n === n);
  if (!found?.ballots_public) return refused("not_found", { opening, n });
  if (found.root === null) return refused("consultation_under_way");
  return { ok: true, value: await told(house, { opening, n, root: found.root }) };
}

const told = keepOfSealed(read);

async function read(house: House, sealed: Sealed): Promise<ToldBallots> {
  const { opening, n, root } = sealed;
  // In the order of their leaves; electors who did not vote come last, and count for the bands alone.
  const rows = await house.db.read<Row | { [Name in keyof Row]: Name extends "turnover" ? bigint : null }>(
    `select e.opening, e.store, e.turnover, c.terms_hash, b.choice, b.reason_code, b.reason,
       encode(b.salt, 'hex') as salt, b.leaf
     from consultation_electors e join consultations c using (opening, n) left join ballots b using (opening, n, store)
     where e.opening = $1 and e.n = $2 order by b.leaf nulls last`,
    [opening, n],
  );
  const { bands, bandOf } = bandsOf(rows.map(({ turnover, choice }) => ({ turnover, choice })));
  const ballots = rows.flatMap((row) => {
    if (row.choice === null) return [];
    const hidden = hiddenOf({ ...row, consultation: n });
    return [{ hidden, choice: row.choice, band: bandOf(row.turnover) }];
  });
  const leaves = ballots.map(({ choice, hidden }) => leafHash(openLeafOf(choice, hidden)));
  mustHaveRoot(house, sealed, treeOfHashes(leaves));
  return { root, bands, ballots };
}
