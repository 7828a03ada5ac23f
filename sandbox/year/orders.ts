import { fen } from "#money";
import { author, type YearMarket } from "./market.ts";
import { days, makeDice, walletAt, weightOf } from "./plan.ts";
import type { YearRooms } from "./rooms.ts";

const dayMs = 86_400_000;
const atOnce = 64;
const stepMs = 19_000;
const urls = { success_url: "https://market.example/ok", cancel_url: "https://market.example/back" };
const ages = ["18-26", "27-40", "41-55", "55+"];

type Planned = {
  store: YearMarket["stores"][number];
  good: number;
  fen: number;
  wallet: string;
  end: "pays" | "is_refused" | "leaves";
  refund: boolean;
  number: string;
  buyer: { city_tier: number; age_band: string };
};

function planOrder(dice: () => number, market: YearMarket, day: number, n: number): Planned {
  // A few stores sell most: the square of a dice leans to the first.
  const store = market.stores[Math.floor(dice() ** 2 * market.stores.length)] ?? market.stores[0];
  if (!store) throw new Error("The demo year has no store.");
  const fate = dice();
  return {
    ...{ store, good: Math.floor(dice() * store.goods.length), fen: 990 + Math.floor(dice() ** 3 * 60_000) },
    wallet: walletAt(day, dice()),
    end: fate < 0.9 ? "pays" : fate < 0.93 ? "is_refused" : "leaves",
    refund: dice() < 0.03,
    number: `Y${String(day).padStart(3, "0")}${String(n).padStart(5, "0")}`,
    buyer: { city_tier: 1 + Math.floor(dice() * 5), age_band: ages[Math.floor(dice() * 4)] ?? "27-40" },
  };
}

async function live(rooms: YearRooms, market: YearMarket, one: Planned): Promise<void> {
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
  if (!made.ok) throw new Error(`The demo year: ${made.fault} ${JSON.stringify(made.detail ?? {})}`);
  if (one.end === "leaves") return;
  const asked = { checkout: made.value.checkout.id, wallet: one.wallet, method: "qr", device: "desktop" } as const;
  const rest = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const started = await rooms.payments.startPayment(author, { ...asked, ...rest }, null);
  if (one.end === "is_refused" && !started.ok) return;
  if (!started.ok) throw new Error(`The demo year: ${started.fault} ${JSON.stringify(started.detail ?? {})}`);
  const payment = started.value.payments[0];
  if (!one.refund || one.end !== "pays" || !payment) return;
  await rooms.payments.createRefund(author, { payment: payment.id, amount, reason: "七天无理由退货" }, null);
}

type Day = { at: Date; turn: number; planned: readonly Planned[] };

async function liveDay(rooms: YearRooms, market: YearMarket, day: Day, latest: Date): Promise<void> {
  // Refused ones apart: the stand-in has one mood at a time.
  for (const mood of ["pays", "is_refused"] as const) {
    rooms.setMood(mood);
    const mine = day.planned.filter((one) => (one.end === "is_refused") === (mood === "is_refused"));
    for (let i = 0; i < mine.length; i += atOnce) {
      const begins = momentOf(day.at, latest, (i / Math.max(1, mine.length) + day.turn) % 1);
      const step = (one: Planned, k: number) => {
        // A few seconds apart; the batch is over well before the first checkout expires.
        rooms.at(new Date(Math.min(latest.getTime(), begins.getTime() + k * stepMs)));
        return live(rooms, market, one);
      };
      await Promise.all(mine.slice(i, i + atOnce).map(step));
    }
  }
}

/** Day by day, as many orders as the day is worth; those of one moment go together. Answers how many there were. */
export async function liveYear(
  walkers: readonly YearRooms[],
  market: YearMarket,
  span: { from: Date; to: Date; orders: number },
  told: (done: number, of: number) => void,
): Promise<number> {
  const dice = makeDice(2024);
  const instants = Array.from({ length: days }, (_, day) => new Date(span.from.getTime() + day * dayMs));
  const whole = instants.reduce((sum, at, day) => sum + weightOf(day, at), 0);
  const waiting = instants.map((at, day): Day => {
    const count = Math.ceil((span.orders * weightOf(day, at)) / whole);
    return {
      at,
      turn: (day * 0.618) % 1,
      planned: Array.from({ length: count }, (_, n) => planOrder(dice, market, day, n)),
    };
  });
  let done = 0;
  const walk = async (rooms: YearRooms): Promise<void> => {
    for (let day = waiting.shift(); day; day = waiting.shift()) {
      await liveDay(rooms, market, day, span.to);
      done += day.planned.length;
      told(done, span.orders);
    }
  };
  await Promise.all(walkers.map(walk));
  return done;
}

/** Between nine in the morning and ten at night in Shanghai, and never later than now. */
function momentOf(day: Date, latest: Date, share: number): Date {
  const at = new Date(day.getTime() + (9 + 13 * share) * 3_600_000);
  return at > latest ? latest : at;
}
