import { leafHash, rootOf, treeOfHashes } from "#merkle";
import { type Band, bandsOf } from "./bands.ts";
import type { House } from "./create-openings.ts";
import { consultationsOf } from "./read-consultation.ts";
import { hiddenOf, leafOf, type Receipt } from "./receipts.ts";
import type { Choice } from "./tally.ts";
import type { Result } from "./types.ts";
import { refused } from "./write.ts";

/** A ballot as everybody reads it: `hidden` is a hash over store, salt and reason, `band` its store's turnover. */
export type ToldBallot = { hidden: string; choice: Choice; band: number };
export type ToldBallots = { root: string; bands: readonly Band[]; ballots: readonly ToldBallot[] };

type Row = Omit<Receipt, "consultation" | "terms_hash"> & { turnover: bigint; leaf: number | null };

/** Sealed for good, so that they are read once; only the latest that somebody asked about are kept. */
const kept = new WeakMap<House, Map<string, ToldBallots>>();
const keptMost = 8;

/**
 * A sealed consultation's ballots in the order of their leaves, without their stores: whoever counts them has the
 * tally, and the leaves made from them have the published root. `consultation_under_way` before the result;
 * `not_found` also for consultations whose stores were told that no choice is published.
 */
export async function ballotsOf(house: House, opening: string, n: number): Promise<Result<ToldBallots>> {
  const found = (await consultationsOf(house, opening)).find((one) => one.n === n);
  if (!found?.ballots_public) return refused("not_found", { opening, n });
  if (found.root === null) return refused("consultation_under_way");
  const mine = kept.get(house) ?? new Map<string, ToldBallots>();
  kept.set(house, mine);
  const known = mine.get(`${opening} ${n}`);
  if (known) return { ok: true, value: known };
  const value = await read(house, { opening, n, terms_hash: found.terms_hash, root: found.root });
  const oldest = mine.keys().next().value;
  if (mine.size >= keptMost && oldest !== undefined) mine.delete(oldest);
  mine.set(`${opening} ${n}`, value);
  return { ok: true, value };
}

type Asked = { opening: string; n: number; terms_hash: string; root: string };

async function read(house: House, { opening, n, terms_hash, root }: Asked): Promise<ToldBallots> {
  // Alone in their order, the electors who did not vote last: these count for the bands.
  const rows = await house.db.read<Row | { [Name in keyof Row]: Name extends "turnover" ? bigint : null }>(
    `select e.opening, e.store, e.turnover, b.choice, b.reason_code, b.reason, encode(b.salt, 'hex') as salt, b.leaf
     from consultation_electors e left join ballots b using (opening, n, store)
     where e.opening = $1 and e.n = $2 order by b.leaf nulls last`,
    [opening, n],
  );
  const { bands, bandOf } = bandsOf(rows.map(({ turnover, choice }) => ({ turnover, choice })));
  const cast = rows.flatMap((row) => (row.choice === null ? [] : [{ ...row, consultation: n, terms_hash }]));
  const leaves = cast.map((one) => leafHash(leafOf(one, 2)));
  if (rootOf(treeOfHashes(leaves)).toString("hex") !== root) {
    house.alarm("ballots_differ_from_root", { opening, consultation: n });
    throw new Error(`The ballots of ${opening} are no longer those whose root was published.`);
  }
  const ballots = cast.map((one) => ({ hidden: hiddenOf(one), choice: one.choice, band: bandOf(one.turnover) }));
  return { root, bands, ballots };
}
