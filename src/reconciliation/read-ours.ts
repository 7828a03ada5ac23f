import { type Db, firstIdAt } from "#db";
import { issuerDay } from "./issuer-half.ts";
import { OurRow } from "./our-record.ts";
import { hashAt, partOf, Spill } from "./spill.ts";

/** A payment's id carries the time of its order, which is paid within this many days, or was not paid at all. */
const payableDays = 8;
const dayMs = 86_400_000;

/**
 * Everything of ours that belongs to a day of an account: what was paid on it, and refunds that were made on it. One
 * pass over the tables, whatever the buckets; $1 account, $2 and $3 the day, $4 and $5 times that its ids can have, $6
 * whether fees were agreed by method.
 */
const ourDay = `
select p.id, coalesce(p.received, p.amount), p.currency, p.state, p.wallet_ref, p.paid_at, null::timestamptz, p.store,
  case when $6::boolean then p.method end, null::timestamptz
from payments p
where p.id >= $4 and p.id < $5 and p.wallet_account = $1 and p.paid_at >= $2::timestamptz
  and p.paid_at < $3::timestamptz
union all
select r.id, r.amount, r.currency, r.state, r.wallet_refund_ref, r.created_at, r.refunded_at, r.store,
  case when $6::boolean then p.method end, case when $6::boolean then p.paid_at end
from refunds r join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet_account = $1
where r.created_at >= $2::timestamptz and r.created_at < $3::timestamptz
  and r.state in ('processing', 'abnormal', 'refunded')
union all ${issuerDay}`;

const headerLength = 19;

/** Our rows of a day, while they are read: beside the bill, so that wallet and database are waited for together. */
export type OursUnderWay = {
  rows(): Promise<Spill>;
  /** Reads no further and leaves nothing behind; whoever has had the rows removes them. */
  drop(): Promise<void>;
};

/** Puts our rows of a day aside, in the same parts as the bill's lines. */
export function readOurs(
  db: Pick<Db, "copy">,
  asked: { account: string; day: { from: Date; to: Date }; methods: boolean },
): OursUnderWay {
  return copyAside(db, ourDay, parametersOf(asked));
}

/** The same of any rows that have these columns. */
export function copyAside(db: Pick<Db, "copy">, sql: string, parameters: readonly string[]): OursUnderWay {
  const spill = new Spill();
  let wanted = true;
  const add = (row: OurRow, bytes: Buffer, from: number): void => {
    spill.add(partOf(hashAt(bytes, row.id)), bytes, from, row.end);
  };
  const reading = eachRow(db.copy(sql, parameters), add, () => wanted);
  // A fault is told to whoever asks for the rows; until then nobody listens.
  reading.catch(() => {});
  return {
    async rows() {
      await reading;
      return spill;
    },
    async drop() {
      wanted = false;
      await reading.catch(() => {});
      spill.remove();
    },
  };
}

/** True when there is anything of ours on that day. */
export async function haveAny(db: Pick<Db, "read">, account: string, day: { from: Date; to: Date }): Promise<boolean> {
  const [one] = await db.read(
    `select 1 from (${ourDay}) as ours limit 1`,
    parametersOf({ account, day, methods: false }),
  );
  return one !== undefined;
}

function parametersOf({ account, day, methods }: Parameters<typeof readOurs>[1]): string[] {
  const ids = idsOf(day);
  return [account, day.from.toISOString(), day.to.toISOString(), ids.from, ids.to, `${methods}`];
}

/** Goes through the rows of a stream; what a chunk left of a row comes first in the next. */
async function eachRow(
  chunks: AsyncIterable<Buffer>,
  work: (row: OurRow, bytes: Buffer, from: number) => void,
  wanted: () => boolean,
): Promise<void> {
  const row = new OurRow();
  let held: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of chunks) {
    if (!wanted()) return;
    const block: Buffer = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    if (!begun && block.length >= headerLength) {
      begun = true;
      at = headerLength;
    }
    // The end of all is a count of -1.
    for (; begun && isRow(block, at) && row.read(block, at); at = row.end) work(row, block, at);
    held = Buffer.from(block.subarray(at));
  }
}

const isRow = (bytes: Buffer, at: number): boolean => bytes.length - at >= 2 && bytes.readInt16BE(at) > 0;

/** The ids that a payment of that day can have: they begin with the order's time. */
export function idsOf(day: { from: Date; to: Date }): { from: string; to: string } {
  const at = (ms: number) => firstIdAt("pay", new Date(ms));
  return { from: at(day.from.getTime() - payableDays * dayMs), to: at(day.to.getTime() + dayMs) };
}
