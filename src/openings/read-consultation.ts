import { proofOf, type Tree, treeOf } from "#merkle";
import type { Words } from "#wallets/protocol";
import type { House } from "./create-openings.ts";
import { type LeafForm, leafOf, type Proof, type Receipt } from "./receipts.ts";
import { keepOfSealed, mustHaveRoot } from "./sealed.ts";
import type { Rule, Tally } from "./tally.ts";
import type { Caller, Result, StoreAudience } from "./types.ts";
import { maySteer, mustFind, refused } from "./write.ts";

/** Before the deadline only counts are told; afterwards the result, for everybody who may see the opening. */
export type ConsultationView = {
  opening: string;
  n: number;
  state: "open" | "closed";
  terms_version: number;
  terms_hash: string;
  rule: Rule;
  electorate: StoreAudience;
  /** How many stores are asked, and how many have voted. */
  stores: number;
  cast: number;
  opens_at: Date;
  deadline: Date;
  closed_at: Date | null;
  passed: boolean | null;
  tally: Tally | null;
  /** Of the RFC 6962 tree over all ballots, hexadecimal. */
  root: string | null;
  /** Whether each choice, without its store, is published with the result. */
  ballots_public: boolean;
  /** What the marketplace says to the stores' reasons. */
  answers: readonly { reason_code: string; answer: Words; by: string; at: Date }[];
};

/** Every consultation of an opening, oldest first. */
export async function consultationsOf(house: House, opening: string): Promise<readonly ConsultationView[]> {
  return await consultationsOfAll(house, [opening]);
}

/** Of many openings in one question, by opening and number. */
export async function consultationsOfAll(
  house: Pick<House, "db">,
  openings: readonly string[],
): Promise<readonly ConsultationView[]> {
  return await house.db.read<ConsultationView>(
    `select c.opening, c.n, c.state, c.terms_version, c.terms_hash, c.rule, c.electorate, c.stores, c.opens_at,
       c.deadline, c.closed_at, c.passed, c.tally, encode(c.root, 'hex') as root,
       c.leaf_form = 2 as ballots_public,
       (select count(*)::int from ballots b where b.opening = c.opening and b.n = c.n) as cast,
       coalesce((select jsonb_agg(jsonb_build_object('reason_code', a.reason_code,
           'answer', jsonb_build_object('zh', a.zh, 'en', a.en), 'by', a.by_whom, 'at', a.at) order by a.reason_code)
         from consultation_answers a where a.opening = c.opening and a.n = c.n), '[]') as answers
     from consultations c where c.opening = any($1) order by c.opening, c.n`,
    [openings],
  );
}

type Leaf = Receipt & { leaf: number; leaf_form: LeafForm };

/** The proof that a store's own ballot is in the published result. */
export async function proveBallot(
  house: House,
  caller: Caller,
  opening: string,
  store: string,
): Promise<Result<{ receipt: Receipt; proof: Proof }>> {
  if (caller.kind !== "person" || !house.mayVote(caller.id, store)) return refused("person_needed");
  const [own] = await house.db.read<{ n: number; leaf: number | null; root: string | null }>(
    `select b.n, b.leaf, encode(c.root, 'hex') as root from ballots b join consultations c using (opening, n)
     where b.opening = $1 and b.store = $2 order by b.n desc limit 1`,
    [opening, store],
  );
  if (!own) return refused("not_found", { opening, store });
  if (own.leaf === null || own.root === null) return refused("consultation_under_way");
  const tree = await treeFor(house, { opening, n: own.n, root: own.root });
  const [row] = await readLeaves(house, opening, own.n, own.leaf);
  if (!row) throw new Error("A sealed ballot is never deleted.");
  const { leaf: _leaf, leaf_form: form, ...receipt } = row;
  const hashes = proofOf(tree, own.leaf).map((hash) => hash.toString("hex"));
  const size = tree.levels[0]?.length ?? 0;
  return { ok: true, value: { receipt, proof: { form, leaf: own.leaf, size, hashes, root: own.root } } };
}

/**
 * The leaves under a published root, hexadecimal, in their order: hashes over salts that only the stores have, so they
 * tell how many voted and nothing of how. `consultation_under_way` before the result.
 */
export async function leavesOf(
  house: House,
  opening: string,
  n: number,
): Promise<Result<{ root: string; leaves: readonly string[] }>> {
  const found = (await consultationsOf(house, opening)).find((one) => one.n === n);
  if (!found) return refused("not_found", { opening, n });
  if (found.root === null) return refused("consultation_under_way");
  const tree = await treeFor(house, { opening, n, root: found.root });
  return { ok: true, value: { root: found.root, leaves: tree.levels[0]?.map((leaf) => leaf.toString("hex")) ?? [] } };
}

async function readLeaves(house: House, opening: string, n: number, leaf: number | null): Promise<Leaf[]> {
  return await house.db.read<Leaf>(
    `select b.opening, b.n as consultation, c.terms_hash, b.store, b.choice, b.reason_code, b.reason,
       encode(b.salt, 'hex') as salt, b.leaf, c.leaf_form
     from ballots b join consultations c using (opening, n)
     where b.opening = $1 and b.n = $2 and ($3::int is null or b.leaf = $3) order by b.leaf`,
    [opening, n, leaf],
  );
}

/** A hundred thousand leaves are not hashed for each proof. */
const treeFor = keepOfSealed(async (house, sealed): Promise<Tree> => {
  const leaves = await readLeaves(house, sealed.opening, sealed.n, null);
  const tree = treeOf(leaves.map((one) => leafOf(one, one.leaf_form)));
  mustHaveRoot(house, sealed, tree);
  return tree;
});

/** The marketplace's answer to a reason that stores gave; once the result is out. */
export async function answerReason(
  house: House,
  caller: Caller,
  opening: string,
  input: { reason_code: string; answer: Words },
): Promise<Result<readonly ConsultationView[]>> {
  const { reason_code, answer } = input;
  const done = await house.db.tx(async (tx) => {
    const found = await mustFind(tx, opening);
    if (!maySteer(caller, found.marketplace, found.sides)) return "not_found" as const;
    const [closed] = await tx.query<{ n: number; tally: Tally | null }>(
      "select n, tally from consultations where opening = $1 order by n desc limit 1",
      [opening],
    );
    if (!closed?.tally) return "consultation_under_way" as const;
    if (!closed.tally.reasons.some((one) => one.code === reason_code)) return "not_found" as const;
    await tx.query(
      `insert into consultation_answers (opening, n, reason_code, zh, en, by_whom, at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (opening, n, reason_code) do update
         set zh = excluded.zh, en = excluded.en, by_whom = excluded.by_whom, at = excluded.at`,
      [opening, closed.n, reason_code, answer.zh, answer.en, caller.id, house.clock.now()],
    );
    return null;
  });
  if (done !== null) return refused(done, { opening, reason_code });
  return { ok: true, value: await consultationsOf(house, opening) };
}
