import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, startAt: new Date("2026-11-22T15:00:00Z") });
});
afterAll(async () => {
  await flow?.house.close();
  await database?.drop();
});

async function file(path = "/v1/openness") {
  const answer = await flow.house.app.inject(path);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

async function compose(n: number) {
  const made = await flow.house.openings.createOpening(
    flow.operator,
    {
      ...{ marketplace: flow.marketplace, capability: "code", partner: `p_${n}`, methods: null, effective_at: null },
      ...{ caps: {}, terms: { zh: "互扫", en: "Shared codes" } },
      stages: [
        {
          stores: { list: [...flow.stores].slice(0, 1) },
          caps: { per_payment: fen(5000) },
          condition: "payment.amount < 5000",
        },
        {
          buyers: { city_tiers: [3, 4] },
          condition: `store . id == "sto_x"`,
          guards: [{ figure: "success_rate", limit: 9000, window_minutes: 30, min_count: 20 }],
        },
      ],
    },
    null,
  );
  if (!made.ok) throw new Error(`${made.fault} ${JSON.stringify(made.detail)}`);
  return made.value.id;
}

async function buy(pays: boolean): Promise<void> {
  const amount = fen(1230);
  const [store = ""] = flow.stores;
  const orders = [{ store, number: "A-1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const asking = { marketplace: flow.marketplace, orders, ...rest };
  const made = await flow.house.payments.createCheckout(flow.operator, asking, null);
  if (!made.ok) throw new Error(made.fault);
  const asked = { checkout: made.value.checkout.id, wallet: "wechatpay", method: "qr", device: "desktop" } as const;
  const more = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const started = await flow.house.payments.startPayment(flow.operator, { ...asked, ...more }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  flow.advance(4);
  if (pays) await flow.fakes.wechatpay.act(started.value.action.content, "pay");
  await flow.settle();
}

test("newer drafts push nothing public out, and a stage tells whom it is for, its caps and its guards", async () => {
  const shown = await compose(0);
  const moved = await flow.house.openings.moveOpening(flow.operator, shown, "withdraw", "shown", null);
  if (!moved.ok) throw new Error(moved.fault);
  await Promise.all(Array.from({ length: 105 }, (_, n) => compose(n + 1)));
  const found = await file();
  const mine = found.openings.find((one: { id: string }) => one.id === shown);
  expect(mine.stages[0]).toMatchObject({ listed_stores: 1, caps: { per_payment: { minor: "5000" } } });
  expect(JSON.stringify(mine)).not.toContain(flow.stores[0]);
  expect(mine.stages[1]).toMatchObject({ listed_stores: null, buyers: { city_tiers: [3, 4] } });
  expect(mine.stages[1].guards).toHaveLength(1);
  expect(mine.stages.map((stage: { condition: string | null }) => stage.condition)).toEqual([
    "payment.amount < 5000",
    null,
  ]);
  expect(mine.stages.map((stage: { conditional: boolean }) => stage.conditional)).toEqual([true, true]);
  expect(found.openings.every((one: { state: string }) => one.state !== "draft")).toBe(true);
  expect(found.openings_cut).toBe(false);
});

type Day = { wallet: string; amount: { currency: string; minor: string } } & Record<Counted, number>;
const counted = ["started", "paid", "refused", "unknown"] as const;
type Counted = (typeof counted)[number];

test("every total of the wallets is the sum of the file's own days", async () => {
  for (const pays of [true, false, true]) await buy(pays);
  // The file is kept for half a minute.
  flow.advance(60);
  const { wallets, days } = await file();
  expect(wallets.find((one: Day) => one.wallet === "wechatpay")).toMatchObject({ started: 3, paid: 2 });
  for (const one of wallets) {
    const mine: Day[] = days.filter((day: Day) => day.wallet === one.wallet);
    for (const name of counted) expect(one[name]).toBe(mine.reduce((sum, day) => sum + day[name], 0));
    const yuan = mine.filter((day) => day.amount.currency === "CNY");
    expect(one.amount.minor).toBe(yuan.reduce((sum, day) => sum + BigInt(day.amount.minor), 0n).toString());
  }
});

test("every opening is told page by page as the file tells it, by three questions a page however many there are", async () => {
  const { openings } = await file();
  const rows: { id: string }[] = [];
  let cursor = "";
  do {
    const page = await file(`/v1/openness/openings?limit=1${cursor}`);
    rows.push(...page.data);
    cursor = page.next_cursor === null ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor !== "");
  expect(openings.length).toBeGreaterThan(1);
  expect(rows).toEqual(openings);
  const asked = vi.spyOn(flow.house.db, "read");
  const one = await flow.house.openings.publicOpenings({ after: null, limit: 1 });
  const questions = asked.mock.calls.length;
  const all = await flow.house.openings.publicOpenings({ after: null, limit: 1000 });
  expect([questions, asked.mock.calls.length - questions]).toEqual([3, 3]);
  asked.mockRestore();
  expect([one.data.length, one.next !== null, all.data.length, all.next]).toEqual([1, true, openings.length, null]);
  expect(all.data[0]?.steps.length).toBeGreaterThan(0);
  const bad = await flow.house.app.inject("/v1/openness/openings?cursor=nowhere");
  expect(bad.json().code).toBe("cursor_invalid");
});
