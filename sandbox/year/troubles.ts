import { bucketValues } from "#db";
import { author, must, type Staff, type YearMarket } from "./market.ts";
import type { Sale } from "./orders.ts";
import type { YearRooms } from "./rooms.ts";
import { dayTextOf, makeYearBills, type Refund } from "./year-bills.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Days before today whose bills are in. */
const billDays = 3;

export type Trouble = { rooms: YearRooms; market: YearMarket; sales: readonly Sale[]; now: Date };

/** What goes wrong in any year: goods that never came, disputes at each of their stages, bills that differ. */
export async function liveTroubles(trouble: Trouble): Promise<void> {
  const { rooms, sales, now } = trouble;
  rooms.at(now);
  await Promise.all([shipGoods(trouble), dispute(trouble)]);
  const since = new Date(`${dayTextBefore(now, billDays)}T00:00:00+08:00`);
  rooms.tellBills(makeYearBills(sales, since, await refundsSince(rooms, since)));
  await reconcile(trouble);
  for (let bucket = 0; bucket < 64; bucket++) await rooms.cases.raise();
}

/** What went back, by disputes too: the wallets know of it. */
function refundsSince({ db }: YearRooms, since: Date): Promise<Refund[]> {
  return db.read<Refund>(
    `select r.id, r.payment, p.wallet, r.amount, r.refunded_at as at from refunds r
     join payments p on p.bucket = r.bucket and p.id = r.payment
     where r.bucket = any($1) and r.state = 'refunded' and r.refunded_at >= $2`,
    [bucketValues, since],
  );
}

const dayTextBefore = (now: Date, days: number): string => dayTextOf(new Date(now.getTime() - days * dayMs));

/** Some stores have their carrier connected: what they sell is shipped, save for a few parcels. */
async function shipGoods({ rooms, market, sales, now }: Trouble): Promise<void> {
  const telling = new Set(market.stores.filter((_, n) => n % 16 === 0).map((store) => store.id));
  const month = new Date(now.getTime() - 30 * dayMs);
  const sold = sales.filter((sale) => sale.at > month && telling.has(sale.store.id));
  await Promise.all(
    sold.map(async (sale, n) => {
      if (n % 40 === 1) return;
      const place = { marketplace: market.marketplace, store: sale.store.id };
      const teller = { by: author.id, ...place, by_store: false };
      const parcel = { order: sale.order, carrier: "SF", number: `SF${100_000 + n}`, parcels: null };
      const legs = [
        { state: "picked_up", place: "揽收", at: new Date(sale.at.getTime() + 20 * hourMs) },
        { state: "delivered", place: "已签收", at: new Date(sale.at.getTime() + 3 * dayMs) },
      ] as const;
      for (const leg of legs.filter(({ at }) => at < now))
        await rooms.in({ at: leg.at }, () => rooms.settlement.tellShipment(teller, { ...parcel, ...leg }));
    }),
  );
}

type Step = (call: { id: string; store: Caller; buyer: Caller; staff: Staff }, rooms: YearRooms) => Promise<unknown>;
type Caller = { kind: string; id: string; marketplace: string; store: string | null };

const said = (why: string) => ({ why, evidence: [] });
type Verdict = "for_buyer" | "for_store" | "upheld" | "overturned";
const propose =
  (verdict: Verdict, why: string): Step =>
  async ({ id, staff }, { disputes }) =>
    must(await disputes.propose(staff.finance, id, { verdict, ...said(why) }));
/** One proposes, another approves. */
const ruled = (verdict: Verdict, why: string): readonly Step[] => [
  propose(verdict, why),
  async ({ id, staff }, { disputes }) =>
    must(await disputes.decide(staff.approver, id, { approve: true, verdict, why: "核实无误" })),
];
const agree: Step = async ({ id, store }, { disputes }) => must(await disputes.agree(store, id, said("同意退款")));
const contest: Step = async ({ id, store }, { disputes }) =>
  must(await disputes.contest(store, id, said("商品完好寄出，有称重记录")));
const appeal: Step = async ({ id, store }, { disputes }) =>
  must(await disputes.appeal(store, id, said("买家照片不是本店商品")));
const withdraw: Step = async ({ id, buyer }, { disputes }) =>
  must(await disputes.withdraw(buyer, id, said("已与店家谈妥")));

/** How far each has come. The newest are told first. */
const stories: readonly { kind: "refund_only" | "dispute"; reason: string; steps: readonly Step[] }[] = [
  { kind: "refund_only", reason: "收到时外箱破损，茶叶受潮", steps: [] },
  { kind: "refund_only", reason: "少发一件", steps: [] },
  { kind: "refund_only", reason: "颜色与页面不符", steps: [contest] },
  { kind: "dispute", reason: "收到的不是所购商品", steps: [] },
  { kind: "dispute", reason: "重复下单，店家未处理", steps: [propose("for_buyer", "聊天记录清楚")] },
  { kind: "refund_only", reason: "水果坏了一半", steps: [agree] },
  { kind: "refund_only", reason: "迟迟不发货", steps: [agree, appeal] },
  { kind: "refund_only", reason: "与描述不符", steps: [agree, appeal, ...ruled("upheld", "申诉证据不足")] },
  { kind: "refund_only", reason: "包装漏气", steps: [agree, appeal, propose("overturned", "店铺有理")] },
  { kind: "dispute", reason: "要求退还差价", steps: [...ruled("for_store", "价格页面注明")] },
  { kind: "dispute", reason: "物流破损", steps: [...ruled("for_buyer", "承运方已认")] },
  { kind: "refund_only", reason: "误拍", steps: [withdraw] },
];

async function dispute({ rooms, market, sales, now }: Trouble): Promise<void> {
  const { staff } = market;
  // Their money still waits for the buyers' word.
  const age = (sale: Sale) => now.getTime() - sale.at.getTime();
  const fresh = sales.filter((sale) => sale.refund === null && age(sale) > 1.5 * dayMs && age(sale) < 6 * dayMs);
  // The first waits for the store whose owner signs in.
  const own = fresh.find((sale) => sale.store.id === market.stores[0]?.id) ?? fresh.at(-1);
  await Promise.all(
    stories.map(async ({ kind, reason, steps }, n) => {
      const sale = n === 0 ? own : fresh[fresh.length - 1 - n * Math.floor(fresh.length / stories.length)];
      if (!sale) return;
      const { marketplace } = market;
      const buyer = { kind: "checkout", id: sale.checkout, marketplace, store: null };
      const store = { kind: "person", id: sale.store.owner, marketplace, store: sale.store.id };
      const opened = Math.max(sale.at.getTime() + 6 * hourMs, now.getTime() - (6 + 9 * n) * hourMs);
      const moment = (step: number) => ({
        at: new Date(Math.min(opened + step * hourMs, now.getTime())),
      });
      const asked = { order: sale.order, kind, amount: sale.amount, reason, evidence: [] };
      const { id } = must(await rooms.in(moment(0), () => rooms.disputes.open(buyer, asked, null)));
      for (const [k, step] of steps.entries())
        await rooms.in(moment(k + 1), () => step({ id, store, buyer, staff }, rooms));
    }),
  );
}

/** The last days' bills of two wallets; of the breaks one is proposed, one closed, some given to finance. */
async function reconcile({ rooms, market, now }: Trouble): Promise<void> {
  const { staff } = market;
  const accounts = rooms.directory.snapshot.walletAccounts(market.marketplace);
  for (const { id: account, wallet } of accounts)
    for (let days = wallet === "unionpay" ? 0 : billDays; days > 0; days--)
      must(await rooms.reconciliation.runDay({ account, day: dayTextBefore(now, days) }));
  const listed = await rooms.reconciliation.listBreaks({ marketplace: market.marketplace }, { after: null, limit: 20 });
  const [first, second, ...others] = listed.data;
  const moment = { at: now };
  await rooms.in(moment, async () => {
    const end = { act: "accept" as const, why: "钱包来函说明，差额下月冲回" };
    for (const { id } of [...(first ? [first] : []), ...others.slice(0, 2)])
      must(await rooms.reconciliation.assignBreak(staff.operator, id, { assignee: staff.finance.id }, null));
    if (first) must(await rooms.reconciliation.proposeEnd(staff.finance, first.id, end));
    if (!second) return;
    const { proposed_at } = must(await rooms.reconciliation.proposeEnd(staff.finance, second.id, end));
    const seen = { approve: true, why: "已核对来函", proposed_at: proposed_at ?? now };
    must(await rooms.reconciliation.decideEnd(staff.approver, second.id, seen));
  });
}
