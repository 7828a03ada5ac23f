import { bucketIndex, bucketValue, type Db, type Ids } from "#db";
import { wellFormed, withheldCall, wordsOf } from "#wallets/protocol";
import type { Gathered, ShownCall } from "./types.ts";

/** A row as it is written: redacted, and nothing raw in it. */
export type CallRow = {
  bucket: number;
  subject: string;
  id: string;
  at: Date;
  seq: number;
  wallet: string;
  wallet_account: string;
  act: string;
  direction: string;
  method: string;
  path: string;
  status: number | null;
  fault: string | null;
  took_ms: number;
  verdict: string | null;
  why: string | null;
  request: string;
  response: string;
};

export function rowOf(one: Gathered, ids: Ids): CallRow {
  const { exchange, subject } = one;
  const shown = shownOf(one);
  const index = bucketIndex(subject);
  return {
    bucket: bucketValue(index),
    subject,
    id: ids.next("wcl", index),
    at: exchange.at,
    seq: one.seq,
    wallet: one.wallet,
    wallet_account: one.account,
    act: one.name,
    direction: exchange.call.direction,
    method: lineOf(exchange.call.method),
    path: lineOf(shown.path.slice(0, 500)) || "/",
    status: exchange.status,
    fault: exchange.fault,
    took_ms: exchange.tookMs,
    verdict: one.verdict?.verdict ?? null,
    why: one.verdict?.why ? lineOf(wordsOf(one.verdict.why, shown.withheld ?? new Set())) : null,
    request: bodyText(shown.request),
    response: bodyText(shown.response),
  };
}

/** Without signs that are no writing. */
const lineOf = (text: string): string => wellFormed(text).replace(/\p{Cc}/gu, " ");

/** A list that fails shows nothing: that the call was made is kept all the same. */
function shownOf({ show, exchange }: Gathered): ShownCall {
  if (!show) return withheldCall(exchange.call);
  try {
    return show(exchange.call);
  } catch {
    return withheldCall(exchange.call);
  }
}

const textMax = 20_000;

function bodyText({ form, bytes, json }: ShownCall["request"]): string {
  const value = json.length <= textMax - 100 ? json : '{"$hidden":"object"}';
  return `{"form":"${form}","bytes":${bytes},"value":${value}}`;
}

/** Sent as one text a column, which needs no escapes and costs the least: JSON and the rest hold no such sign. */
const apart = "\u001e";
const none = "\u001d";

const types = {
  ...{ bucket: "int", subject: "text", id: "text", at: "timestamptz", seq: "bigint" },
  ...{ wallet: "text", wallet_account: "text", act: "text", direction: "text" },
  ...{ method: "text", path: "text", status: "int", fault: "text", took_ms: "int" },
  ...{ verdict: "text", why: "text", request: "text", response: "text" },
} satisfies Record<keyof CallRow, string>;
const columns = Object.entries(types) as [keyof CallRow, string][];

const insert = `insert into wire_calls (${columns.map(([name]) => name).join(", ")})
  select * from unnest(${columns
    .map(([, type], n) => `string_to_array($${n + 1}, e'\\x1e', e'\\x1d')::${type}[]`)
    .join(", ")})`;
/** Looks for each row first, up to a quarter more of PostgreSQL's time: for rows that may have been written already. */
const insertAgain = `${insert}
  on conflict do nothing`;

/** One statement. `again`: whether they were written before is not known; written twice is written once. */
export async function writeRows(db: Pick<Db, "read">, rows: readonly CallRow[], again: boolean): Promise<void> {
  await db.read(
    again ? insertAgain : insert,
    columns.map(([name]) => columnText(rows, name)),
  );
}

function columnText(rows: readonly CallRow[], name: keyof CallRow): string {
  let text = "";
  for (const [n, row] of rows.entries()) text += n === 0 ? fieldText(row[name]) : apart + fieldText(row[name]);
  return text;
}

function fieldText(value: CallRow[keyof CallRow]): string {
  if (typeof value === "string") return value;
  if (value === null) return none;
  return typeof value === "number" ? String(value) : value.toISOString();
}
