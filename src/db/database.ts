import pg from "pg";
import { copyOut } from "./copy.ts";

declare const brand: unique symbol;

type Parameter = unknown;

/** An open transaction. It can only be had from `db.tx`, so what takes a Tx cannot run outside one. */
export type Tx = {
  query<Row extends object>(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
  readonly [brand]: true;
};

export type Db = {
  /** Runs work in one transaction; commits when it resolves, rolls back when it rejects. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One statement in a commit of its own: a read, or a call of a lane's function. */
  read<Row extends object>(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
  /** A query's rows in PostgreSQL's binary COPY form, as they come: for reads of millions of rows. */
  copy(sql: string, parameters: readonly string[]): AsyncIterable<Buffer>;
  close(): Promise<void>;
};

export type DatabaseOptions = { poolSize: number; applicationName: string; onError?: (fault: Error) => void };

const int8 = 20;
const timestamptz = 1184;

/** Connections speak UTC, so an instant comes as "2026-11-22 08:00:00.123+00": rewritten as ISO it parses fast. */
function toInstant(text: string): Date {
  if (!text.endsWith("+00")) throw new Error(`Not an instant in UTC: "${text}".`);
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) => {
    if (oid === int8) return BigInt;
    if (oid === timestamptz) return toInstant;
    return pg.types.getTypeParser(oid, format as "text");
  },
};

/** Statement text → name, so that every connection prepares each text once. */
const names = new Map<string, string>();

function prepared(text: string, values: readonly Parameter[]): pg.QueryConfig {
  if (values.length === 0) return { text };
  let name = names.get(text);
  if (name === undefined) {
    name = `h${names.size}`;
    names.set(text, name);
  }
  return { name, text, values: values as Parameter[] };
}

export function openDatabase(url: string, options: DatabaseOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize,
    application_name: options.applicationName,
    types,
    options: "-c timezone=UTC",
    keepAlive: true,
    idleTimeoutMillis: 0,
  });
  pool.on("error", (fault) => options.onError?.(fault));
  return {
    tx: (work) => inTransaction(pool, work),
    read: async <Row extends object>(sql: string, parameters: readonly Parameter[] = []) =>
      (await pool.query<Row>(prepared(sql, parameters))).rows,
    copy: (sql, parameters) => copyOut(pool, sql, parameters),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let open = true;
  const tx = {
    query: async <Row extends object>(sql: string, parameters: readonly Parameter[] = []) => {
      if (!open) throw new Error("This transaction has ended: await everything that uses it inside db.tx.");
      return (await client.query<Row>(prepared(sql, parameters))).rows;
    },
  } as Tx;
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(tx);
    open = false;
    // After a fault that the work swallowed, PostgreSQL takes a commit, rolls back, and says so only here.
    const { command } = await client.query("commit");
    if (command !== "COMMIT") throw new Error("The transaction was rolled back: a statement in it had failed.");
    return result;
  } catch (fault) {
    open = false;
    await client.query("rollback").catch((lost: Error) => {
      broken = lost;
    });
    throw fault;
  } finally {
    client.release(broken);
  }
}
