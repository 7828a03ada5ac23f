import type { NewAcceptanceChange } from "#acceptance";
import { fen } from "#money";
import { author, must, walletNames } from "../market.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const pair = { acquirer: "alipay", issuer: "unionpay" } as const;
const app = "com.unionpay.chsp/10";
/** Days ago, in fen. Those of one day share its cap. */
const paid = [
  [34, 12_800],
  [27, 4_600],
  [19, 23_900],
  [13, 8_850],
  [8, 31_200],
  [5, 6_660],
  [0.09, 18_800],
  [0.06, 45_900],
  [0.03, 7_200],
] as const;

/** On this day the shop had reached its limit at Alipay: what was paid went back. */
const refusedOn = 13;

/** UnionPay's users at Alipay's merchants: agreed by two, opened, paid, one sent back, cleared; another pair beside. */
export async function accept(scene: Scene): Promise<void> {
  const { rooms, market, now } = scene;
  const { operator, finance } = market.staff;
  const at = daysBefore(now);
  const account = market.accounts["unionpay"] ?? "";
  const agreed = async (days: number, change: NewAcceptanceChange, why: string) =>
    await agree(scene, days, change, why);
  await agreed(48, { kind: "pair", pair: { ...pair, account } }, "两家已签互认协议");
  const card = { ...pair, bearer: "acquirer", on_refund: "returned", starts_at: null } as const;
  await agreed(46, { kind: "rates", card: { ...card, rate: 38, fixed: fen(0) } }, "首期费率");
  await agreed(12, { kind: "rates", card: { ...card, rate: 35, fixed: fen(5) } }, "半年复核，比例下调");
  const beside = { acquirer: "wechatpay", issuer: "unionpay", account };
  await agreed(25, { kind: "pair", pair: beside }, "先登记，开放待谈");
  await openPair(scene);
  // A window takes all that is owed when it is closed, so what came later is paid later.
  const pay = async (from: number, to: number): Promise<void> => {
    for (const [days, amount] of paid.filter(([days]) => days <= from && days > to))
      await payAt(scene, { days, amount, accepts: days !== refusedOn });
  };
  await pay(40, 14);
  await clear(scene, { closed: 14, paid: 13.4, received: 13 });
  await pay(14, 3);
  await clear(scene, { closed: 3, paid: 2.3, received: null });
  await pay(3, 0);
  await rooms.in(at(0.4), async () => {
    const { listClearings, propose } = rooms.clearing;
    const [last] = await listClearings();
    const by = { proposer: operator.id, why: "银行回单 20261122-7（模拟）" };
    if (last) must(await propose({ kind: "received", clearing: last.id }, by));
    const next = { ...card, rate: 30, fixed: fen(5), starts_at: new Date(now.getTime() + 20 * 86_400_000) };
    must(await propose({ kind: "rates", card: next }, { proposer: finance.id, why: "明年费率，待批" }));
  });
}

async function agree(scene: Scene, days: number, change: NewAcceptanceChange, why: string): Promise<void> {
  const { rooms, market, now } = scene;
  const { finance, approver } = market.staff;
  await rooms.in(daysBefore(now)(days), async () => {
    const { id } = must(await rooms.clearing.propose(change, { proposer: finance.id, why }));
    const yes = { approve: true, why: "已核对", by: approver.id, may: async () => ({ ok: true }) as const };
    must(await rooms.clearing.decide(id, yes));
  });
}

/** What lies between wallets is of the whole house: no person of the marketplace opens it. */
async function openPair({ rooms, market, now }: Scene): Promise<void> {
  const { zh, en } = walletNames.unionpay;
  const input = {
    ...{ marketplace: market.marketplace, sides: [pair.acquirer], partner: pair.issuer, capability: "acceptance" },
    ...{ methods: null, effective_at: null, depth: "deep" as const },
    caps: { per_payment: fen(50_000), total_day: fen(100_000) },
    terms: { zh: `${zh}用户可在支付宝商户付款`, en: `${en} users may pay at Alipay's merchants` },
  };
  await rooms.in(daysBefore(now)(44), async () => {
    const { id } = must(await rooms.openings.createOpening(author, input, null));
    must(await rooms.openings.moveOpening(author, id, "open", "协议已生效，每日一千元", null));
  });
  await rooms.refresh();
}

/** A shop that takes Alipay and has not joined UnionPay: its counter's code, paid by UnionPay's app. */
async function payAt({ rooms, market, now }: Scene, given: { days: number; amount: number; accepts: boolean }) {
  const shop = market.stores.find((store, n) => n % 8 === 4 && !store.wallets.includes(pair.issuer));
  if (!shop) return;
  const owner = { kind: "person", id: shop.owner, marketplace: market.marketplace, store: shop.id };
  await rooms.in(daysBefore(now)(given.days), async () => {
    const code = must(await rooms.codes.create(owner, { store: shop.id, amount: null, title: "前台" }, null)).id;
    rooms.phone.shut = !given.accepts;
    const form = { code, wallet: pair.issuer, amount: fen(given.amount), userAgent: app };
    const done = await rooms.codes.pay({ ...form, key: rooms.codes.formKey(), ip: "203.0.113.9" });
    rooms.phone.shut = false;
    if (given.accepts) must(done);
  });
}

type Days = { closed: number; paid: number; received: number | null };

/** Closes the window and confirms its steps, each by two; the last may be left to a second person. */
async function clear(scene: Scene, days: Days): Promise<void> {
  const { rooms, market, now } = scene;
  const closed = await rooms.in(daysBefore(now)(days.closed), () =>
    rooms.clearing.closeWindow(pair, market.staff.finance.id),
  );
  if (typeof closed === "string") throw new Error(`The demo year: the window is ${closed}.`);
  await agree(scene, days.paid, { kind: "paid", clearing: closed.id }, "付方银行回单（模拟）");
  if (days.received !== null)
    await agree(scene, days.received, { kind: "received", clearing: closed.id }, "收方确认到账（模拟）");
}
