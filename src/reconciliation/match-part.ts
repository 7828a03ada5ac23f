import { bucketOf, type Db } from "#db";
import type { AgreedRates } from "./agreed-rates.ts";
import {
  compare,
  type Day,
  expectAgreed,
  type Found,
  isFeeOurs,
  type Meeting,
  meetOurs,
  type Ours,
  oursOnly,
} from "./find-breaks.ts";
import { issuerLooks } from "./issuer-half.ts";
import { type LineView, viewOf } from "./line-record.ts";
import { LinesTable } from "./lines-table.ts";
import type { AccountFacts, RunView } from "./types.ts";

const atOnce = 1000;

export type PartScope = { db: Db; run: RunView; account: AccountFacts; day: Day; rates: AgreedRates | null };

export type PartSink = {
  /** Differences, some at a time. */
  found(found: readonly Found[]): Promise<void>;
  fee(store: string, fee: bigint): void;
  /** Lines that a later day will ask for. */
  keep(lines: readonly LineView[]): Promise<void>;
};

/** One part of a bill against the same part of ours. Memory holds the part, and differences until they are written. */
export async function matchPart(scope: PartScope, lines: Buffer, rows: Buffer, sink: PartSink): Promise<LinesTable> {
  const table = new LinesTable(lines);
  const found: Found[] = [];
  const ours: Ours[] = [];
  const kept: LineView[] = [];
  const flush = async (): Promise<void> => {
    await sink.found(found.splice(0));
    await sink.keep(kept.splice(0));
  };
  const meeting: Meeting = {
    found: (one) => (found.push(one) >= atOnce ? flush() : undefined),
    async ours(one) {
      if (ours.push(one) >= atOnce) found.push(...(await notBilled(scope, ours.splice(0))));
      if (found.length >= atOnce) await flush();
    },
    fee: sink.fee,
    elsewhere: (line) => kept.push(line),
    rates: scope.rates,
  };
  await meetOurs(table, rows, scope.day, meeting);
  found.push(...(await notBilled(scope, ours)));
  await flush();
  await meetOthers(scope, table, meeting, flush);
  await flush();
  return table;
}

/** Ours without a line in this bill, less what another day's bill of the account has. */
async function notBilled(scope: PartScope, ours: readonly Ours[]): Promise<Found[]> {
  if (ours.length === 0) return [];
  const ids = ours.map((one) => one.id);
  const billed = await scope.db.read<{ subject: string }>(
    `select l.subject from unnest($1::int[], $2::text[]) as w (bucket, id)
     join bill_lines l on l.bucket = w.bucket and l.subject = w.id
     join bill_runs r on r.id = l.run and r.wallet_account = $3`,
    [ids.map((id) => bucketOf(id)), ids, scope.account.id],
  );
  const known = new Set(billed.map((row) => row.subject));
  return ours.filter((one) => !known.has(one.id)).map((one) => oursOnly(one, scope.day));
}

/** Lines that met nothing of ours on that day: of another day, of another state, or not ours at all. */
async function meetOthers(
  scope: PartScope,
  table: LinesTable,
  meeting: Meeting,
  flush: () => Promise<void>,
): Promise<void> {
  let some: { line: LineView; isCopy: boolean }[] = [];
  const look = async (): Promise<void> => {
    const known = await lookUp(scope, some);
    for (const { line, isCopy } of some) {
      const ours = line.subject === null ? null : (known.get(line.subject) ?? null);
      // Two accounts of one merchant at the wallet have one bill: the other account's own run looks after its lines.
      if (ours?.account !== undefined && ours.account !== scope.account.id) continue;
      const one = compare(expectAgreed(scope.rates, line, ours), ours, scope.day, isCopy);
      if (one.classes.length > 0) await meeting.found(one);
      // A refund that was made on one day and done on another is found here; its own day must know it has a line.
      else if (ours !== null) meeting.elsewhere(line);
      if (ours !== null && isFeeOurs(one)) meeting.fee(ours.store, line.fee);
    }
    some = [];
    await flush();
  };
  for (const at of table.unmatched())
    if (some.push({ line: viewOf(table.bytes, at), isCopy: false }) >= atOnce) await look();
  for (const at of table.copies) if (some.push({ line: viewOf(table.bytes, at), isCopy: true }) >= atOnce) await look();
  await look();
}

type OurLook = Omit<Ours, "dayOne" | "dayTwo" | "paidAt"> & Record<"day_one" | "day_two" | "payment_at", Date | null>;

const looks = `
select p.id, coalesce(p.received, p.amount) as amount, p.currency, p.state, p.wallet_ref as ref, p.paid_at as day_one,
  null::timestamptz as day_two, p.store, p.wallet_account as account, p.method, p.paid_at as payment_at
from unnest($1::int[], $2::text[]) as w (bucket, id)
join payments p on p.bucket = w.bucket and p.id = w.id and p.wallet = $3
union all
select r.id, r.amount, r.currency, r.state, r.wallet_refund_ref, r.created_at, r.refunded_at, r.store, p.wallet_account,
  p.method, p.paid_at
from unnest($1::int[], $2::text[]) as w (bucket, id) join refunds r on r.bucket = w.bucket and r.id = w.id
join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet = $3
union all ${issuerLooks}`;

async function lookUp(scope: PartScope, some: readonly { line: LineView }[]): Promise<Map<string, Ours>> {
  const ids = [...new Set(some.flatMap(({ line }) => line.subject ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await scope.db.read<OurLook>(looks, [ids.map((id) => bucketOf(id)), ids, scope.account.wallet]);
  return new Map(
    rows.map(({ day_one, day_two, payment_at, ...row }) => {
      const [dayOne, dayTwo, paidAt] = [day_one, day_two, payment_at].map((at) => at?.getTime() ?? null);
      return [row.id, { ...row, dayOne: dayOne ?? null, dayTwo: dayTwo ?? null, paidAt: paidAt ?? null }];
    }),
  );
}
