import { withPrefix } from "#db";
import type { Scene } from "./steps.ts";

type Row = { id: string; store: string; order_id: string; state: string; amount: bigint; refunded: bigint };

/** What must be true when everybody has come to rest: the wallets' money against ours, and nobody left waiting. */
export async function verdict(scene: Scene): Promise<string[]> {
  const { rig } = scene;
  const books = (await rig.books()).map((fault) => `books: ${fault.check}: ${fault.about} ${fault.detail}`);
  return [...books, ...(await unfinished(scene)), ...(await money(scene)), ...(await gaps(scene))];
}

async function unfinished({ rig }: Scene): Promise<string[]> {
  const rows = await rig.db.read<{ what: string }>(
    `select 'payment ' || id || ' is ' || state as what from payments
       where state in ('starting', 'waiting', 'abandoned', 'surplus')
     union all select 'refund ' || id || ' is ' || state from refunds where state in ('created', 'processing')
       or state = 'abnormal' and cause = 'surplus'
     union all select 'checkout ' || id || ' is ' || state from checkouts where state = 'open'
     union all select 'order ' || id || ' is ' || state from orders where state = 'unpaid' or live_payment is not null
     union all select 'due ' || kind || ' ' || subject || ' after ' || tries from due
     union all select 'outbox ' || id from outbox`,
  );
  return rows.map((row) => `unfinished: ${row.what}`);
}

/** Every order is paid once at most, net of what went back; each wallet holds what our books say that it holds. */
async function money({ rig, worlds }: Scene): Promise<string[]> {
  const faults: string[] = [];
  const payments = new Map((await rig.db.read<Row>("select * from payments")).map((row) => [row.id, row]));
  const orders = await rig.db.read<Row>("select * from orders");
  const net = new Map<string, bigint>();
  const held = new Map<string, bigint>();
  for (const wallet of ["red", "blue"] as const) {
    const { toy, refundOf } = worlds[wallet];
    const count = (wireId: string, by: bigint): void => {
      const row = payments.get(withPrefix("pay", wireId));
      if (!row) return void faults.push(`money of ${wireId}, which we do not know`);
      net.set(row.order_id, (net.get(row.order_id) ?? 0n) + by);
      held.set(`${row.store} ${wallet}`, (held.get(`${row.store} ${wallet}`) ?? 0n) + by);
    };
    for (const [id, order] of toy.orders) if (order.state === "paid") count(id, order.amount.minor);
    for (const [id, minor] of toy.refunds) count(refundOf.get(id) as string, -minor);
  }
  for (const order of orders) {
    const kept = order.state === "closed" || order.state === "unpaid" ? 0n : order.amount - order.refunded;
    if ((net.get(order.id) ?? 0n) !== kept)
      faults.push(`order ${order.id} is ${order.state}: ${kept} by us, ${net.get(order.id) ?? 0n} at the wallets`);
  }
  for (const store of rig.stores) {
    const balance = await rig.balance(store);
    for (const wallet of ["red", "blue"]) {
      const [ours, theirs] = [balance[`${wallet} receivable`] ?? 0, Number(held.get(`${store} ${wallet}`) ?? 0n)];
      if (ours !== theirs) faults.push(`${store}: ${ours} owed by ${wallet} says our book, it holds ${theirs}`);
    }
  }
  return faults;
}

/** Within a bucket, numbers have no gap; within a payment, they follow what happened. */
async function gaps({ rig }: Scene): Promise<string[]> {
  const rows = await rig.db.read<{ what: string }>(
    `select format('events of bucket %s: %s of %s', bucket, count(*), max(number)) as what
     from events group by bucket having count(*) <> max(number)
     union all
     select format('event %s of %s says from %s after %s', e.number, e.subject, e.data ->> 'from', e.before) from (
       select *, lag(data ->> 'to') over (partition by subject order by number) as before
       from events where type like 'payment.%'
     ) e where e.before is not null and e.before <> e.data ->> 'from'`,
  );
  return rows.map((row) => row.what);
}
