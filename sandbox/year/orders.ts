import { fen, type Money } from "#money";
import { decide } from "#openings";
import { author, must, type YearMarket } from "./market.ts";
import { days, makeDice, walletAt, weightOf } from "./plan.ts";
import type { YearRooms } from "./rooms.ts";

const dayMs = 86_400_000;
/** Enough to fill the lanes' batches. */
const atOnce = 384;
const urls = { success_url: "https://market.example/ok", cancel_url: "https://market.example/back" };
const buyers = 6000;
const ages = ["18-26", "27-40", "41-55", "55+"];

type Planned = {
  store: YearMarket["stores"][number];
  good: number;
  fen: number;
  wallet: string;
  end: "pays" | "is_refused" | "leaves";
  refund: boolean;
  number: string;
  at: Date;
  buyer: { reference: string; city_tier: number; age_band: string };
};

type Turn = { day: number; n: number; at: Date };

function planOrder(dice: () => number, market: YearMarket, { day, n, at }: Turn): Planned {
  // A few stores sell most: the square of a dice leans to the first.
  const store = market.stores[Math.floor(dice() ** 2 * market.stores.length)] ?? market.stores[0];
  if (!store) throw new Error("The demo year has no store.");
  const fate = dice();
  const wallet = walletAt(day, dice());
  return {
    ...{ store, good: Math.floor(dice() * store.goods.length), fen: 990 + Math.floor(dice() ** 3 * 60_000) },
    wallet: store.wallets.includes(wallet) ? wallet : "alipay",
    end: fate < 0.965 ? "pays" : fate < 0.985 ? "is_refused" : "leaves",
    refund: dice() < 0.03,
    number: `Y${String(day).padStart(3, "0")}${String(n).padStart(5, "0")}`,
    at,
    buyer: buyerAt(dice()),
  };
}

/** One of some thousands who come again and again, each of one age and one kind of town. */
function buyerAt(dice: number): Planned["buyer"] {
  const n = Math.floor(dice * buyers);
  return { reference: `u${100_000 + n}`, city_tier: 1 + ((n * 7) % 5), age_band: ages[(n * 13) % 4] ?? "27-40" };
}

/** Takes the wallet only where its opening lets this buyer of this store in at that instant; else the old one. */
function asOpened({ openings }: Pick<YearRooms, "openings">, market: YearMarket, one: Planned): Planned {
  if (one.wallet === "alipay") return one;
  const facts = {
    ...{ marketplace: market.marketplace, store: one.store.id, capability: "payment", partner: one.wallet },
    ...{ method: null, amount: null, buyer: one.buyer, standing: "ready" as const, health: "well" as const },
    storeFacts: { tags: one.store.tags, signedUpAt: null },
  };
  const { open } = decide(facts, openings.programmesFor(market.marketplace), one.at);
  return open ? one : { ...one, wallet: "alipay" };
}

/** A payment of the year that stands, for what comes after it. */
export type Sale = {
  order: string;
  checkout: string;
  payment: string;
  wallet: string;
  store: YearMarket["stores"][number];
  amount: Money;
  at: Date;
  /** The refund that was made at once. */
  refund: string | null;
};

async function live(rooms: YearRooms, market: YearMarket, one: Planned): Promise<Sale | null> {
  const amount = fen(one.fen);
  const title = one.store.goods[one.good]?.zh ?? "商品";
  const made = await rooms.payments.createCheckout(
    author,
    {
      ...{
        marketplace: market.marketplace,
        buyer: one.buyer,
        locale: "zh-CN",
        expires_in: 1800,
        metadata: {},
        ...urls,
      },
      orders: [{ store: one.store.id, number: one.number, title, amount, lines: [{ title, quantity: 1, amount }] }],
    },
    null,
  );
  const { checkout } = must(made);
  if (one.end === "leaves") return null;
  const asked = { checkout: checkout.id, wallet: one.wallet, method: "qr", device: "desktop" } as const;
  const rest = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const started = await rooms.payments.startPayment(author, { ...asked, ...rest }, null);
  if (one.end === "is_refused" && !started.ok) return null;
  if (!started.ok) throw new Error(`The demo year: ${started.fault} ${JSON.stringify(started.detail ?? {})}`);
  const payment = started.value.payments[0];
  if (one.end !== "pays" || !payment) return null;
  const { wallet, store, at } = one;
  const sale = { order: payment.order, checkout: checkout.id, payment: payment.id, wallet, store, amount, at };
  if (!one.refund) return { ...sale, refund: null };
  const back = { payment: payment.id, amount, reason: "七天无理由退货" };
  return { ...sale, refund: must(await rooms.payments.createRefund(author, back, null)).id };
}

function livePlanned(rooms: YearRooms, market: YearMarket, one: Planned): Promise<Sale | null> {
  const mood = one.end === "is_refused" ? "is_refused" : "pays";
  return rooms.in({ at: one.at, mood }, () => live(rooms, market, one));
}

/** Every order of the year, in the order of time: as many a day as the day is worth. */
function planYear(market: YearMarket, span: { from: Date; to: Date; orders: number }): Planned[] {
  const dice = makeDice(2024);
  const instants = Array.from({ length: days }, (_, day) => new Date(span.from.getTime() + day * dayMs));
  const whole = instants.reduce((sum, at, day) => sum + weightOf(day, at), 0);
  return instants.flatMap((at, day) => {
    const count = Math.ceil((span.orders * weightOf(day, at)) / whole);
    const turn = (_: unknown, n: number) => planOrder(dice, market, { day, n, at: momentOf(at, n / count, span.to) });
    return Array.from({ length: count }, turn);
  });
}

/** The year's orders, many under way at once. Answers how many there were, and what was sold, in the order of time. */
export async function liveYear(
  rooms: YearRooms,
  market: YearMarket,
  span: { from: Date; to: Date; orders: number },
  told: (done: number, of: number) => void,
): Promise<{ orders: number; sales: Sale[] }> {
  const planned = planYear(market, span).map((one) => asOpened(rooms, market, one));
  const sales: Sale[] = [];
  let next = 0;
  let done = 0;
  const walk = async (): Promise<void> => {
    for (let one = planned[next++]; one; one = planned[next++]) {
      const sale = await livePlanned(rooms, market, one);
      if (sale) sales.push(sale);
      done += 1;
      if (done % 100 === 0 || done === planned.length) told(done, planned.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  return { orders: done, sales: sales.toSorted((a, b) => a.at.getTime() - b.at.getTime()) };
}

/** Between nine in the morning and ten at night in Shanghai, and never later than now. */
function momentOf(day: Date, share: number, latest: Date): Date {
  const at = new Date(day.getTime() + (9 + 13 * share) * 3_600_000);
  return at > latest ? latest : at;
}
