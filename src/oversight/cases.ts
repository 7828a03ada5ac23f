import { bucketOf } from "#db";
import { gapWords } from "./flow-words.ts";
import { type CaseMove, moveCase } from "./move-case.ts";
import { makeRaiseCases } from "./raise-cases.ts";
import { bucketsOf } from "./reach.ts";
import type { CaseView, Parts, Reach } from "./types.ts";

type Row = Omit<CaseView, "order" | "words" | "moves"> & { order_id: string; bucket: number };
type Filter = { state: CaseView["state"] | null; limit: number; after: string | null };
type Move = CaseView["moves"][number] & { case_id: string };

const columns = "bucket, id, order_id, marketplace, store, code, state, desk, owner, since, opened_at, closed_at";

export type CaseMoved = { ok: true; value: CaseView } | { ok: false; fault: "not_found" | "case_closed" };

/** Gaps as cases: found by a chore, taken by a person, closed with a reason or by the gap's own end. */
export function createCases(parts: Parts) {
  return {
    raise: makeRaiseCases(parts),
    listCases: (reach: Reach, filter: Filter) => listCases(parts, reach, filter),
    getCase: (id: string) => getCase(parts, id),
    takeCase: (id: string, by: string) => move(parts, id, { to: "taken", by, why: "taken" }),
    closeCase: (id: string, by: string, why: string) => move(parts, id, { to: "closed", by, why }),
  };
}

export type Cases = ReturnType<typeof createCases>;

function view({ order_id, bucket: _, ...row }: Row, moves: readonly Move[]): CaseView {
  const mine = moves.filter((one) => one.case_id === row.id).map(({ case_id: __, ...rest }) => rest);
  return { ...row, order: order_id, words: gapWords[row.code], moves: mine };
}

async function movesOf({ db }: Parts, rows: readonly Row[]): Promise<readonly Move[]> {
  return await db.read<Move>(
    `select m.case_id, m.n, m.from_state, m.to_state, m.by_whom, m.why, m.at
     from unnest($1::int[], $2::text[]) as c (bucket, id)
     join case_moves m on m.bucket = c.bucket and m.case_id = c.id order by m.case_id, m.n`,
    [rows.map((row) => row.bucket), rows.map((row) => row.id)],
  );
}

/** The newest first, after the case that `after` names; `next` is null where there are no more. */
async function listCases(
  parts: Parts,
  reach: Reach,
  { state, limit, after }: Filter,
): Promise<{ data: readonly CaseView[]; next: string | null }> {
  const rows = await parts.db.read<Row>(
    `select ${columns} from cases
     where bucket = any($1) and ($2::text is null or marketplace = $2) and ($3::text is null or store = $3)
       and ($4::text is null or state = $4)
       and ($5::text is null or (opened_at, id) < (select opened_at, id from cases where bucket = $6 and id = $5))
     order by opened_at desc, id desc limit $7`,
    [
      ...[bucketsOf(reach), reach.marketplace, reach.store, state],
      ...[after, after === null ? null : bucketOf(after), limit + 1],
    ],
  );
  const page = rows.slice(0, limit);
  const moves = await movesOf(parts, page);
  return { data: page.map((row) => view(row, moves)), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

async function getCase(parts: Parts, id: string): Promise<CaseView | null> {
  const rows = await parts.db.read<Row>(`select ${columns} from cases where bucket = $1 and id = $2`, [
    bucketOf(id),
    id,
  ]);
  const [row] = rows;
  return row ? view(row, await movesOf(parts, rows)) : null;
}

async function move(parts: Parts, id: string, to: CaseMove): Promise<CaseMoved> {
  const fault = await moveCase(parts, id, to, parts.clock.now());
  if (fault !== null) return { ok: false, fault };
  const value = await getCase(parts, id);
  if (!value) throw new Error("A case that was just moved must be there.");
  return { ok: true, value };
}
