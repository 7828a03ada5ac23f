import {
  bucketFromText,
  bucketValue,
  type Clock,
  claimRepeat,
  type Db,
  type Ids,
  type Random,
  type RepeatKey,
  type Tx,
} from "#db";
import type { WalletKind } from "#wallets/protocol";
import type { Sealer } from "./sealer.ts";
import type { LiveSnapshot } from "./snapshot.ts";
import type { KeyMode } from "./tokens.ts";
import type { Fault, Page, Paged, Result } from "./types.ts";

/** What every verb of this room needs; made once by createDirectory. */
export type House = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  sealer: Sealer;
  walletKinds: readonly WalletKind[];
  /** Keys made here are hk_live_ or hk_test_, and only such keys are let in. */
  mode: KeyMode;
  snapshot: LiveSnapshot;
};

/** Ends a write with an expected refusal: the transaction rolls back, the caller gets the fault. */
export class Refusal extends Error {
  readonly fault: Fault;
  readonly detail: Readonly<Record<string, unknown>> | undefined;
  constructor(fault: Fault, detail?: Readonly<Record<string, unknown>>) {
    super(fault);
    this.name = "Refusal";
    this.fault = fault;
    this.detail = detail;
  }
}

export function refused<T>(fault: Fault, detail?: Readonly<Record<string, unknown>>): Result<T> {
  return detail ? { ok: false, fault, detail } : { ok: false, fault };
}

/** `version` is what the rows written in this transaction carry; `now` the instant of the write. */
export type Write = { tx: Tx; version: bigint; now: Date };

/**
 * One write of the directory in one commit, then the snapshot takes it in. The version's row is taken first, so all
 * writes of the directory stand in one line: they are rare, and readers gain versions without gaps.
 */
export async function write<T>(house: House, work: (write: Write) => Promise<T>): Promise<Result<T>> {
  try {
    const value = await house.db.tx(async (tx) => {
      const [head] = await tx.query<{ version: bigint }>(
        "update directory_version set version = version + 1 returning version",
      );
      if (!head) throw new Error("The table directory_version has lost its row: the migrations did not run whole.");
      return await work({ tx, version: head.version, now: house.clock.now() });
    });
    await house.snapshot.refresh();
    return { ok: true, value };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault, error.detail);
    throw error;
  }
}

/**
 * A write that makes something under an id of its own and may be repeated: the second time nothing happens and `again`
 * answers what the first one made, as it is now.
 */
export async function create<T>(
  house: House,
  options: { id: string; repeat: RepeatKey | null; again: (tx: Tx, id: string) => Promise<T> },
  work: (write: Write) => Promise<T>,
): Promise<Result<T>> {
  const { id, repeat, again } = options;
  let repeated = false;
  const result = await write(house, async (given) => {
    const first = await claim(given, repeat, id);
    if (first === null) return await work(given);
    repeated = true;
    return await again(given.tx, first);
  });
  return result.ok && repeated ? { ...result, repeated: true } : result;
}

/** Null when the key is new (or absent); otherwise the id that the first request made. */
async function claim(given: Write, repeat: RepeatKey | null, id: string): Promise<string | null> {
  if (!repeat) return null;
  const { caller, route, key } = repeat;
  // The directory has no bucket of its own: its repeat keys lie where (caller, route, key) falls.
  const bucket = bucketValue(bucketFromText(`${caller} ${route} ${key}`));
  const found = await claimRepeat(given.tx, bucket, repeat, id, given.now);
  if (found.first) return null;
  if (!found.same) throw new Refusal("idempotency_key_reused");
  return found.subject;
}

/** One row by id inside a transaction, or a Refusal. */
export async function mustFind<Row extends object>(tx: Tx, sql: string, id: string, fault: Fault): Promise<Row> {
  const [row] = await tx.query<Row>(sql, [id]);
  if (!row) throw new Refusal(fault, { id });
  return row;
}

/** The row that a write answers. */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error("A statement that must answer one row answered none.");
  return row;
}

/** A page of rows, newest first. `where` numbers its parameters from $1; rows are ordered by id. */
export async function list<Row extends { id: string }, View>(
  db: Db,
  query: { table: string; where: readonly string[]; parameters: readonly unknown[]; page: Page },
  view: (row: Row) => View,
): Promise<Paged<View>> {
  const { table, page } = query;
  const parameters = [...query.parameters];
  const where = [...query.where];
  if (page.after !== null) where.push(`id < $${parameters.push(page.after)}`);
  const limit = `$${parameters.push(page.limit + 1)}`;
  const condition = where.length > 0 ? `where ${where.join(" and ")}` : "";
  const rows = await db.read<Row>(`select * from ${table} ${condition} order by id desc limit ${limit}`, parameters);
  const shown = rows.slice(0, page.limit);
  return { data: shown.map(view), next: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}

/** Conditions and parameters that keep a list inside a caller's reach. */
export function within(reach: Readonly<Record<string, string | null | undefined>>): {
  where: string[];
  parameters: unknown[];
} {
  const where: string[] = [];
  const parameters: unknown[] = [];
  for (const [column, value] of Object.entries(reach))
    if (value !== null && value !== undefined) where.push(`${column} = $${parameters.push(value)}`);
  return { where, parameters };
}
