import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { makeIds } from "#db";
import { inParallel } from "./report.ts";

/**
 * The ceiling of `settle`: PostgreSQL itself writing the very rows that a settled payment writes, in batches, through
 * prepared arrays, with everything known beforehand: no lock, no guard, no decision, no Node work.
 */
export type RawRow = {
  bucket: number;
  payment: string;
  order: string;
  checkout: string;
  store: string;
  marketplace: string;
  wallet_account: string;
  debit: string;
  credit: string;
  /** When the worker would have looked at it. */
  due: Date;
};

const settleSql = `
with d as (
  select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[],
      $9::uuid[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::jsonb[], $16::timestamptz[])
    as u (bucket, payment, order_id, checkout, store, marketplace, wallet_account, debit, credit, wallet_ref, event,
      transfer, amount, data, due)
), p as (
  update payments p set state = 'paid', version = 3, action = null, stage = null, wallet_ref = d.wallet_ref,
    paid_at = $15::timestamptz from d where p.bucket = d.bucket and p.id = d.payment
), o as (
  update orders o set state = 'paid', paid_payment = d.payment, paid_at = $15, live_payment = null
  from d where o.bucket = d.bucket and o.id = d.order_id
), c as (
  update checkouts c set state = 'complete' from d where c.bucket = d.bucket and c.id = d.checkout
), w as (
  delete from due u using d where u.bucket = d.bucket and u.at = d.due and u.kind = 'payment' and u.subject = d.payment
), r as (
  insert into wallet_refs select bucket, wallet_account, wallet_ref, payment from d
), e as (
  insert into outbox select bucket, event, 'payment.paid', 1, marketplace, payment, data, $15 from d
), a as (
  update accounts a set debits = a.debits + s.debits, credits = a.credits + s.credits from (
    select bucket, account, sum(debit) as debits, sum(credit) as credits from (
      select bucket, debit as account, amount as debit, 0::bigint as credit from d
      union all select bucket, credit, 0, amount from d
    ) e group by bucket, account order by bucket, account
  ) s where a.bucket = s.bucket and a.id = s.account
)
insert into transfers select bucket, store, transfer, debit, credit, amount, 'payment_paid', payment, $15 from d`;

const amount = 1230n;
const at = "2026-11-22T08:00:10Z";
/** Ids that begin with their time, as the house's do: index pages fill in the same order. */
const ids = makeIds({ now: () => new Date() }, randomBytes);

function columns(rows: readonly RawRow[]): unknown[] {
  const column = (name: keyof RawRow) => rows.map((row) => row[name]);
  return [
    ...(["bucket", "payment", "order", "checkout", "store", "marketplace"] as const).map(column),
    ...(["wallet_account", "debit", "credit"] as const).map(column),
    rows.map(() => `42000${randomBytes(11).readBigUInt64BE().toString().padStart(23, "0").slice(0, 23)}`),
    rows.map(() => ids.next("evt")),
    rows.map(() => ids.next("tra")),
    rows.map(() => amount),
    rows.map((row) =>
      JSON.stringify({
        ...{ to: "paid", code: null, from: "waiting", order: row.order, store: row.store, wallet: "wechatpay" },
        amount: { minor: "1230", currency: "CNY" },
        ...{ payment: row.payment, checkout: row.checkout, wallet_ref: "4200000000000000000000000000" },
        payment_version: 3,
      }),
    ),
    at,
    column("due"),
  ];
}

/** Writes the rows in batches over some connections; answers the seconds that it took. */
export async function settleRaw(
  clients: readonly pg.Client[],
  rows: readonly RawRow[],
  batch: number,
): Promise<number> {
  const batches: RawRow[][] = [];
  for (let at = 0; at < rows.length; at += batch) batches.push(rows.slice(at, at + batch));
  const free = [...clients];
  const { wallMs } = await inParallel(batches, clients.length, async (part) => {
    const client = free.pop() as pg.Client;
    await client.query({ name: "settle", text: settleSql, values: columns(part) });
    free.push(client);
  });
  return wallMs / 1000;
}

export async function connect(url: string, count: number): Promise<pg.Client[]> {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

/**
 * Payments that wait, as many as asked for: copies of one that the product made, under ids of their own, so that both
 * sides find rows of the same width. As the owner.
 */
export async function copyWaiting(client: pg.Client, template: string, count: number): Promise<RawRow[]> {
  const { rows } = await client.query<RawRow>({
    text: `with t as (select p.*, row_number() over (order by store) as n, count(*) over () as size
        from (select distinct on (store) * from payments where state = 'waiting' and checkout <> $1) p),
      made as (
        select t.bucket, t.id as like_payment, t.order_id as like_order, t.checkout as like_checkout, t.store,
          t.marketplace, t.wallet_account, t.created_at + interval '15 seconds' as due, i,
          'pay_' || substr(md5('p' || i || $3), 1, 26) as payment,
          'ord_' || substr(md5('o' || i || $3), 1, 26) as order,
          'chk_' || substr(md5('c' || i || $3), 1, 26) as checkout
        from generate_series(1, $2::int) i join t on t.n = 1 + i % t.size
      ), p as (
        insert into payments select (jsonb_populate_record(p, jsonb_build_object('id', m.payment, 'order_id', m.order,
          'checkout', m.checkout))).* from made m join payments p on p.bucket = m.bucket and p.id = m.like_payment
      ), o as (
        insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', m.order, 'checkout', m.checkout,
          'live_payment', m.payment))).* from made m join orders o on o.bucket = m.bucket and o.id = m.like_order
      ), c as (
        insert into checkouts select (jsonb_populate_record(c, jsonb_build_object('id', m.checkout, 'order_ids',
          array[m.order]))).* from made m join checkouts c on c.bucket = m.bucket and c.id = m.like_checkout
      ), w as (
        insert into due (bucket, at, kind, subject) select m.bucket, m.due, 'payment', m.payment from made m
      )
      select m.due, m.bucket, m.payment, m.order, m.checkout, m.store, m.marketplace, m.wallet_account,
        (select a.id from accounts a where a.bucket = m.bucket and a.book = m.store and a.code = 'receivable' limit 1)
          as debit,
        (select a.id from accounts a where a.bucket = m.bucket and a.book = m.store and a.code = 'escrow' limit 1)
          as credit
      from made m`,
    values: [template, count, randomUUID()],
  });
  return rows;
}
