import {
  bucketIndex,
  bucketOf,
  bucketValues,
  claimRepeat,
  isId,
  isUniqueViolation,
  type RepeatKey,
  type Tx,
  writeEvent,
} from "#db";
import { decideInTx, lockBlock, moveInTx } from "./blocks.ts";
import type { House } from "./house.ts";
import { type AppealView, type Caller, type NewAppeal, type Page, type Paged, type Result, refused } from "./types.ts";

type Row = Omit<AppealView, "decided"> & { bucket: number; decided_zh: string | null; decided_en: string | null };
const columns = `bucket, id, marketplace, store, kind, block, subject, partner, policy, why, state, appealed_by,
  appealed_at, decided_by, decided_zh, decided_en, decided_at`;

function viewOf({ bucket: _, decided_zh: zh, decided_en: en, ...row }: Row): AppealView {
  return { ...row, decided: zh === null || en === null ? null : { zh, en } };
}

/**
 * A store says why a blocked host, or what the screen found in a post, should be let in. It stays out until another
 * person has decided. One open appeal a store and subject; a block that was appealed before is not appealed twice.
 */
export async function appealScreen(
  house: House,
  caller: Caller,
  input: NewAppeal,
  repeat: RepeatKey | null,
): Promise<Result<AppealView>> {
  const at = house.clock.now();
  const id = house.ids.next("lap", bucketIndex(input.store));
  const done = await house.db
    .tx(async (tx): Promise<Result<AppealView>> => {
      const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, id, at));
      if (claim && !claim.first) {
        const before = await findAppeal(tx.query, claim.subject);
        if (!claim.same || !before) return refused("idempotency_key_reused");
        return { ok: true, value: viewOf(before), repeated: true };
      }
      const subject = input.kind === "host" ? await contested(house, tx, caller, input, at) : input.subject;
      if (typeof subject !== "string") throw new Undone(subject);
      const row = await insert(tx, id, caller, { ...input, subject }, at);
      await told(house, tx, row, { event: "appealed", by: caller.id, at });
      return { ok: true, value: viewOf(row) };
    })
    .catch((fault: unknown): Result<AppealView> => {
      if (fault instanceof Undone) return fault.answer;
      if (isUniqueViolation(fault)) return refused("appeal_open");
      throw fault;
    });
  if (done.ok && input.kind === "host") await house.snapshot.refresh();
  return done;
}

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class Undone extends Error {
  readonly answer: Result<never>;
  constructor(answer: Result<never>) {
    super("appeal refused");
    this.answer = answer;
  }
}

/** The host of a block of this marketplace, whose appeal begins with this one or is under way already. */
async function contested(
  house: House,
  tx: Tx,
  caller: Caller,
  input: Extract<NewAppeal, { kind: "host" }>,
  at: Date,
): Promise<string | Result<never>> {
  const block = await lockBlock(tx, input.block);
  if (block?.marketplace !== input.marketplace) return refused("not_found");
  if (block.state !== "blocked" && block.state !== "appealed")
    return refused("link_block_wrong_state", { state: block.state });
  if (block.state === "blocked")
    await moveInTx(house, tx, block, { to: "appealed", by: caller.id, why: input.why, at });
  return block.host;
}

async function insert(
  tx: Tx,
  id: string,
  caller: Caller,
  input: NewAppeal & { subject: string },
  at: Date,
): Promise<Row> {
  const { marketplace, store, kind, subject, why } = input;
  const [block, partner, policy] =
    input.kind === "host" ? [input.block, null, null] : [null, input.partner, input.policy];
  const [row] = await tx.query<Row>(
    `insert into screen_appeals (bucket, id, marketplace, store, kind, block, subject, partner, policy, why, state,
       appealed_by, appealed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12) returning ${columns}`,
    [bucketOf(id), id, marketplace, store, kind, block, subject, partner, policy, why, caller.id, at],
  );
  return row as Row;
}

async function told(house: House, tx: Tx, row: Row, what: { event: string; by: string; at: Date }): Promise<void> {
  const { id, marketplace, store, kind, subject } = row;
  const event = { type: `screen_appeal.${what.event}`, version: 1, marketplace, subject: id };
  await writeEvent(
    tx,
    house.ids,
    { ...event, data: { appeal: id, store, kind, about: subject, by: what.by } },
    what.at,
  );
}

async function findAppeal(read: Tx["query"], id: string, lock = false): Promise<Row | null> {
  if (!isId(id, "lap")) return null;
  const [row] = await read<Row>(
    `select ${columns} from screen_appeals where bucket = $1 and id = $2 ${lock ? "for update" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}

export type AppealWord = { grant: boolean; why: { zh: string; en: string } };

/**
 * Decides an appeal: never whoever appealed, nor whoever blocked. Granted, a host is let in again for everybody, and a
 * finding passes from then on in what this store posts.
 */
export async function decideAppeal(
  house: House,
  caller: Caller,
  id: string,
  word: AppealWord,
): Promise<Result<AppealView>> {
  const at = house.clock.now();
  const done = await house.db.tx(async (tx): Promise<Result<AppealView>> => {
    const row = await findAppeal(tx.query, id, true);
    if (!row) return refused("not_found");
    const may = await house.mayApprove(caller, row.marketplace, row.appealed_by, tx.query);
    if (!may.ok) return refused("second_person_needed", may.detail);
    if (row.state !== "open") return refused("appeal_decided", { state: row.state });
    if (row.block !== null) {
      const block = await decideInTx(house, tx, caller, row.block, word, at);
      const after = await findAppeal(tx.query, id);
      return block.ok && after ? { ok: true, value: viewOf(after) } : (block as Result<never>);
    }
    const decided = await close(tx, row, { by: caller.id, at, ...word });
    if (word.grant) await letPass(tx, row, at);
    await told(house, tx, decided, { event: decided.state, by: caller.id, at });
    return { ok: true, value: viewOf(decided) };
  });
  if (done.ok) await house.snapshot.refresh();
  return done;
}

type Closing = AppealWord & { by: string; at: Date };

async function close(tx: Tx, row: Pick<Row, "bucket" | "id">, { grant, why, by, at }: Closing): Promise<Row> {
  const [decided] = await tx.query<Row>(
    `update screen_appeals set state = $3, decided_by = $4, decided_zh = $5, decided_en = $6, decided_at = $7
     where bucket = $1 and id = $2 returning ${columns}`,
    [row.bucket, row.id, grant ? "granted" : "upheld", by, why.zh, why.en, at],
  );
  return decided as Row;
}

async function letPass(tx: Tx, { bucket, store, kind, subject, id }: Row, at: Date): Promise<void> {
  await tx.query(
    `insert into screen_passes (bucket, store, kind, subject, appeal, at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [bucket, store, kind, subject, id, at],
  );
}

export async function getAppeal(house: House, id: string): Promise<AppealView | null> {
  const row = await findAppeal(house.db.read, id);
  return row && viewOf(row);
}

/** Newest first: a marketplace's, or one store's. */
export async function listAppeals(
  house: House,
  reach: { marketplace: string | null; store: string | null },
  page: Page,
): Promise<Paged<AppealView>> {
  const rows = await house.db.read<Row>(
    `select ${columns} from screen_appeals where bucket = any($1) and ($2::text is null or marketplace = $2)
       and ($3::text is null or store = $3) and ($4::text is null or id < $4) order by id desc limit $5`,
    [
      reach.store === null ? bucketValues : [bucketOf(reach.store)],
      reach.marketplace,
      reach.store,
      page.after,
      page.limit + 1,
    ],
  );
  const data = rows.slice(0, page.limit).map(viewOf);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** What appeals let a store post: `kind subject`. */
export async function passesOf(house: House, store: string | null): Promise<ReadonlySet<string>> {
  if (store === null) return new Set();
  const rows = await house.db.read<{ kind: string; subject: string }>(
    "select kind, subject from screen_passes where bucket = $1 and store = $2",
    [bucketOf(store), store],
  );
  return new Set(rows.map((row) => `${row.kind} ${row.subject}`));
}

/** How many appeals there were in a marketplace (null: in all), and what came of them. */
export async function countAppeals(house: House, marketplace: string | null, since: Date | null = null) {
  const [row] = await house.db.read<{
    raised: number;
    granted: number;
    upheld: number;
    open: number;
    hours: number | null;
  }>(
    `select count(*)::int as raised, (count(*) filter (where state = 'granted'))::int as granted,
       (count(*) filter (where state = 'upheld'))::int as upheld, (count(*) filter (where state = 'open'))::int as open,
       round(extract(epoch from percentile_cont(0.5) within group (order by decided_at - appealed_at)) / 3600)::int
         as hours
     from screen_appeals where bucket = any($1) and ($2::text is null or marketplace = $2)
       and ($3::timestamptz is null or appealed_at >= $3)`,
    [bucketValues, marketplace, since],
  );
  return row ?? { raised: 0, granted: 0, upheld: 0, open: 0, hours: null };
}
