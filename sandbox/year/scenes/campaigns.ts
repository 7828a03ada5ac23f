import { clickName, type NewCampaign } from "#campaigns";
import { moveCursors, readHeads } from "#db";
import { fen } from "#money";
import { author, inTurn, must } from "../market.ts";
import { makeDice } from "../plan.ts";
import { daysBefore, relay } from "../rooms.ts";
import type { Scene } from "./index.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const shop = "https://market.example";

type Ad = {
  plan: Pick<NewCampaign, "plan" | "name" | "pricing" | "price" | "share_bp" | "model"> & { host: string };
  surface: string;
  target: "store" | "product";
  /** Of the store that pays; else the platform does. */
  byStore: boolean;
  budget: { total: bigint | null; day: bigint | null };
  clicks: number;
  /** Of those who clicked, in hundredths. */
  bought: number;
  paused: boolean;
};

const ads: readonly Ad[] = [
  {
    plan: {
      ...{ plan: "ud_effect", name: { zh: "双十一：朋友圈直达店铺", en: "Double Eleven: Moments to stores" } },
      ...{ pricing: "click", price: fen(450), share_bp: null, model: "last_touch", host: "wechat" },
    },
    ...{ surface: "moments", target: "store", byStore: false, budget: { total: 300_000n, day: 20_000n } },
    ...{ clicks: 120, bought: 22, paused: false },
  },
  {
    plan: {
      ...{ plan: "spark", name: { zh: "星火计划：秋茶上新", en: "Spark: the autumn teas" } },
      ...{ pricing: "order", price: fen(1_200), share_bp: null, model: "last_touch", host: "bilibili" },
    },
    ...{ surface: "content", target: "product", byStore: false, budget: { total: null, day: 30_000n } },
    ...{ clicks: 70, bought: 30, paused: false },
  },
  {
    plan: {
      ...{ plan: null, name: { zh: "碧螺春老客回访", en: "Biluochun: come again" } },
      ...{ pricing: "share", price: null, share_bp: 500, model: "position", host: "wechat" },
    },
    ...{ surface: "channels", target: "product", byStore: true, budget: { total: 20_000n, day: null } },
    ...{ clicks: 40, bought: 35, paused: false },
  },
  {
    plan: {
      ...{ plan: null, name: { zh: "夏季清仓（已暂停）", en: "Summer clearance (paused)" } },
      ...{ pricing: "click", price: fen(50), share_bp: null, model: "last_touch", host: "wechat" },
    },
    ...{ surface: "feed", target: "store", byStore: false, budget: { total: 10_000n, day: null } },
    ...{ clicks: 16, bought: 10, paused: true },
  },
];

/** Advertisements in other camps' apps: people tap, look, buy; host apps are billed and paid, each by two people. */
export async function advertise(scene: Scene): Promise<void> {
  const { rooms, market, now } = scene;
  const { operator } = market.staff;
  const at = daysBefore(now);
  // Whoever follows what was paid for credits begins with these orders: no other came by an advertisement.
  await relay(rooms);
  const heads = await readHeads(rooms.db);
  await rooms.db.tx((tx) => moveCursors(tx, "campaigns", heads));
  const targets = () => rooms.campaigns.setJumpTargets(operator.id, market.marketplace, [shop]);
  must(await rooms.in(at(45), targets));
  await addFunds(scene);
  const made: string[] = [];
  for (const [n, ad] of ads.entries()) made.push(await run(scene, ad, n));
  await relay(rooms);
  await rooms.in(at(4), async () => {
    while ((await rooms.campaigns.follow()) > 0);
  });
  await settleAds(scene, made);
}

async function addFunds({ rooms, market, now }: Scene): Promise<void> {
  const { marketplace, accounts, staff } = market;
  const move = { marketplace, wallet_account: accounts["alipay"] ?? "", act: "add" as const, amount: fen(500_000) };
  await rooms.in(daysBefore(now)(44), async () => {
    const why = "第四季度推广预算";
    const { id } = must(await rooms.settlement.proposeFunds(staff.finance.id, { ...move, why }, null));
    must(await rooms.settlement.decideFunds(staff.approver.id, id, true));
  });
}

async function run({ rooms, market, now }: Scene, ad: Ad, n: number): Promise<string> {
  const { marketplace, accounts, staff } = market;
  const [first] = market.stores;
  const store = ad.byStore ? (first?.id ?? null) : null;
  const { host, ...plan } = ad.plan;
  const limit = (minor: bigint | null) => (minor === null ? null : fen(minor));
  const input: NewCampaign = {
    ...{ marketplace, ...plan, starts_at: new Date(now.getTime() - 42 * dayMs), ends_at: null },
    ...{ window_seconds: 7 * 86_400, wallet_account: accounts["alipay"] ?? "", payer: store },
    budget: { total: limit(ad.budget.total), day: limit(ad.budget.day) },
    placements: [{ host, surface: ad.surface, target: ad.target, url: `${shop}/item/${100 + n}`, store }],
  };
  const begin = daysBefore(now)(41);
  const by = ad.byStore ? (first?.owner ?? "") : staff.operator.id;
  const made = await rooms.in(begin, async () => must(await rooms.campaigns.createCampaign(by, input, null)));
  const placement = made.placements[0]?.id ?? "";
  const dice = makeDice(100 + n);
  const taps = Array.from({ length: ad.clicks }, (_, k) => {
    const later = 4.5 + 36 * (1 - k / ad.clicks) - dice();
    return { k, at: new Date(now.getTime() - Math.max(later, 4.2) * dayMs), opens: dice() < 0.8, dice: dice() };
  });
  await inTurn(taps.length, async (k) => {
    const tap = taps[k];
    if (tap) await follow({ rooms, market }, { ...tap, n, placement, buys: tap.dice * 100 < ad.bought });
  });
  if (ad.paused) {
    const pause = daysBefore(now)(4);
    must(await rooms.in(pause, () => rooms.campaigns.moveCampaign(staff.operator.id, made.id, "paused")));
  }
  return made.id;
}

type Tap = { k: number; n: number; at: Date; placement: string; opens: boolean; buys: boolean; dice: number };

/** One person's way: the tap, the page, perhaps an order ten minutes later that carries the click. */
async function follow({ rooms, market }: Pick<Scene, "rooms" | "market">, tap: Tap): Promise<void> {
  const { campaigns, payments } = rooms;
  const visitor = { address: `198.51.100.${tap.k % 250}`, browser: `phone ${tap.n}-${tap.k}`, before: null };
  const jumped = await rooms.in({ at: tap.at }, () => campaigns.jump(tap.placement, visitor));
  const click = must(jumped).click;
  if (click === null || !tap.opens) return;
  const opened = { at: new Date(tap.at.getTime() + 4000) };
  await rooms.in(opened, async () => must(await campaigns.tellOpened(click)));
  if (!tap.buys) return;
  const store = market.stores[tap.k % 5];
  if (!store) return;
  await rooms.in({ at: new Date(tap.at.getTime() + 10 * minuteMs) }, async () => {
    const title = store.goods[tap.k % store.goods.length]?.zh ?? "商品";
    const amount = fen(2_900 + Math.floor(tap.dice * 30_000));
    const order = { store: store.id, number: `AD${tap.n}-${1000 + tap.k}`, title, amount };
    const made = await payments.createCheckout(
      author,
      {
        ...{
          marketplace: market.marketplace,
          buyer: { reference: `a${tap.n}${tap.k}`, city_tier: 1 + (tap.k % 5), age_band: "27-40" },
          locale: "zh-CN",
        },
        ...{ expires_in: 1800, metadata: { [clickName]: click }, success_url: `${shop}/ok`, cancel_url: `${shop}/no` },
        orders: [{ ...order, lines: [{ title, quantity: 1, amount }] }],
      },
      null,
    );
    const asked = { checkout: must(made).checkout.id, wallet: "alipay", method: "qr", device: "desktop" } as const;
    const started = must(await payments.startPayment(author, { ...asked, by_friend: false, buyer: {} }, null));
    const payment = started.payments[0]?.id;
    if (payment && tap.k % 11 === 3)
      must(await payments.createRefund(author, { payment, amount, reason: "七天无理由退货" }, null));
  });
}

/** The first is billed, approved and paid out; the second's bill waits for a second person. */
async function settleAds({ rooms, market, now }: Scene, made: readonly string[]): Promise<void> {
  const { campaigns } = rooms;
  const { staff, accounts } = market;
  const wallet_account = accounts["alipay"] ?? "";
  const at = daysBefore(now);
  const [first = "", second = ""] = made;
  const bills = await rooms.in(at(3), async () => must(await campaigns.proposeBills(staff.operator.id, first)));
  for (const bill of bills)
    await rooms.in(at(2.9), async () => must(await campaigns.decideBill(staff.approver.id, bill.id, true)));
  await rooms.in(at(1), async () => must(await campaigns.proposeBills(staff.operator.id, second)));
  const payee = {
    wallet_account,
    host: "wechat",
    holder: "朋友圈广告（模拟）",
    bank: "招商银行",
    number: "755900000000123",
  };
  await rooms.in(at(2.8), async () => must(await campaigns.setPayee(staff.finance.id, payee)));
  const due = bills[0]?.amount.minor ?? 0n;
  const paid = await rooms.in(at(2.5), async () => {
    const input = { wallet_account, host: "wechat", amount: fen(due / 2n) };
    return must(await campaigns.askPayout(staff.finance.id, input, null));
  });
  await rooms.in(at(2.4), async () => must(await campaigns.confirmPayout(staff.approver.id, paid.id)));
  // People carry it to the bank, and two of them say what it answered.
  const said = { paid: true, reference: "CMB-07" };
  await rooms.in(at(2.3), async () => must(await campaigns.tellPayout(staff.finance.id, paid.id, said)));
  await rooms.in(at(2.2), async () =>
    must(await campaigns.confirmTold(staff.approver.id, paid.id, { ...said, toldBy: staff.finance.id })),
  );
  const rest = { wallet_account, host: "wechat", amount: fen(due / 4n) };
  await rooms.in(at(0.1), async () => must(await campaigns.askPayout(staff.finance.id, rest, null)));
}
