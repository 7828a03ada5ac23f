import { bucketOf, bucketValues, claimRepeat, type RepeatKey, type Tx } from "#db";
import { type ContractRow, contractView } from "./rows.ts";
import type {
  AllianceParts,
  ContractView,
  DatasetView,
  LogEntry,
  NewContract,
  NewDataset,
  Page,
  Paged,
  Result,
} from "./types.ts";

export async function writeLog(
  tx: Tx,
  { ids, clock }: AllianceParts,
  place: { marketplace: string; contract: string },
  told: Pick<LogEntry, "event" | "run" | "by" | "about">,
): Promise<void> {
  const bucket = bucketOf(place.contract);
  await tx.query(
    `insert into alliance_log (bucket, contract, id, marketplace, event, run, by_whom, about, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[bucket, place.contract, ids.next("alg"), place.marketplace, told.event, told.run, told.by],
      ...[JSON.stringify(told.about), clock.now()],
    ],
  );
}

export async function findContract(read: Tx["query"], id: string): Promise<ContractRow | null> {
  const sql = "select * from alliance_contracts where bucket = $1 and id = $2";
  const [row] = await read<ContractRow>(sql, [bucketOf(id), id]);
  return row ?? null;
}

/** Once made, a contract stands as it is: other terms are another contract. */
export async function createContract(
  parts: AllianceParts,
  by: string,
  input: NewContract,
  repeat: RepeatKey | null,
): Promise<Result<ContractView>> {
  const { db, ids, clock } = parts;
  return await db.tx(async (tx) => {
    const id = ids.next("alc", undefined);
    // A repeat must look where the first one was written: in the marketplace's bucket.
    const claim = repeat && (await claimRepeat(tx, bucketOf(input.marketplace), repeat, id, clock.now()));
    if (claim && !claim.first) {
      if (!claim.same) return { ok: false, fault: "idempotency_key_reused" };
      const found = await findContract(tx.query, claim.subject);
      if (found === null) throw new Error("A contract that was made must be there.");
      return { ok: true, value: contractView(found), repeated: true };
    }
    const { marketplace, partner, title, purposes, modes, agreement, clip } = input;
    const [row] = await tx.query<ContractRow>(
      `insert into alliance_contracts (bucket, id, marketplace, partner, title, purposes, modes, agreement, currency,
         clip, crowd, epsilon_milli, padding, budget, starts_at, ends_at, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning *`,
      [
        ...[bucketOf(id), id, marketplace, partner, title, purposes, modes, agreement, clip.currency, clip.minor],
        ...[input.crowd, input.epsilon_milli, input.padding, input.budget, input.starts_at, input.ends_at],
        ...[by, clock.now()],
      ],
    );
    await writeLog(tx, parts, { marketplace, contract: id }, { event: "contract_made", run: null, by, about: {} });
    return { ok: true, value: contractView(row as ContractRow) };
  });
}

export async function listContracts(
  { db }: AllianceParts,
  marketplace: string | null,
  page: Page,
): Promise<Paged<ContractView>> {
  const rows = await db.read<ContractRow>(
    `select * from alliance_contracts where bucket = any($1) and ($2::text is null or id < $2)
       and ($3::text is null or marketplace = $3) order by id desc limit $4`,
    [bucketValues, page.after, marketplace, page.limit + 1],
  );
  return cut(rows.map(contractView), page.limit);
}

export function cut<T extends { id: string }>(rows: readonly T[], limit: number): Paged<T> {
  const data = rows.slice(0, limit);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

const datasetColumns = "id, marketplace, title, purposes, basis, withdrawn_at, created_at";

export async function createDataset(
  { db, ids, clock }: AllianceParts,
  by: string,
  input: NewDataset,
  repeat: RepeatKey | null,
): Promise<Result<DatasetView>> {
  return await db.tx(async (tx) => {
    const id = ids.next("ald");
    const claim = repeat && (await claimRepeat(tx, bucketOf(input.marketplace), repeat, id, clock.now()));
    if (claim && !claim.first) {
      if (!claim.same) return { ok: false, fault: "idempotency_key_reused" };
      return { ok: true, value: (await findDataset(tx.query, claim.subject)) as DatasetView, repeated: true };
    }
    const { marketplace, title, purposes, basis } = input;
    const [row] = await tx.query<DatasetView>(
      `insert into alliance_datasets (bucket, id, marketplace, title, purposes, basis, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${datasetColumns}`,
      [bucketOf(id), id, marketplace, title, purposes, basis, by, clock.now()],
    );
    return { ok: true, value: row as DatasetView };
  });
}

export async function findDataset(read: Tx["query"], id: string, lock = ""): Promise<DatasetView | null> {
  const sql = `select ${datasetColumns} from alliance_datasets where bucket = $1 and id = $2 ${lock}`;
  const [row] = await read<DatasetView>(sql, [bucketOf(id), id]);
  return row ?? null;
}

export async function listDatasets(
  { db }: AllianceParts,
  marketplace: string | null,
  page: Page,
): Promise<Paged<DatasetView>> {
  const rows = await db.read<DatasetView>(
    `select ${datasetColumns} from alliance_datasets where bucket = any($1) and ($2::text is null or id < $2)
       and ($3::text is null or marketplace = $3) order by id desc limit $4`,
    [bucketValues, page.after, marketplace, page.limit + 1],
  );
  return cut(rows, page.limit);
}

/** For good: whoever took consent back is in no later run. Runs under way end as they would. */
export async function withdrawDataset({ db, clock }: AllianceParts, id: string): Promise<Result<DatasetView>> {
  const [row] = await db.read<DatasetView>(
    `update alliance_datasets set withdrawn_at = coalesce(withdrawn_at, $3) where bucket = $1 and id = $2
     returning ${datasetColumns}`,
    [bucketOf(id), id, clock.now()],
  );
  return row ? { ok: true, value: row } : { ok: false, fault: "not_found" };
}

/** Everything about a contract, newest first. */
export async function readLog({ db }: AllianceParts, contract: string, page: Page): Promise<Paged<LogEntry>> {
  const rows = await db.read<LogEntry>(
    `select id, contract, event, run, by_whom as "by", about, at from alliance_log
     where bucket = $1 and contract = $2 and ($3::text is null or id < $3) order by id desc limit $4`,
    [bucketOf(contract), contract, page.after, page.limit + 1],
  );
  return cut(rows, page.limit);
}
