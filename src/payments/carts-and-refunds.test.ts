import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketOf, timeOf } from "#db";
import { fen } from "#money";
import { caller, drain, made, makeRig, newCheckout, notify, type Rig, start, started } from "./testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  rig.alarms.length = 0;
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const view = async (id: string) => {
  const found = await rig.payments.getCheckout(id);
  if (!found) throw new Error(`${id} is not there`);
  return found;
};

async function paid(amount = 1000): Promise<string> {
  const checkout = newCheckout(rig.stores.slice(0, 1), amount);
  const done = await rig.payments.createCheckout(caller, checkout, null);
  if (!done.ok) throw new Error(done.fault);
  const [id] = (await started(rig, done.value.checkout.id)) as [string];
  rig.toys.red.pay(id.slice(4));
  await notify(rig, rig.toys.red, id);
  return id;
}

const refund = (payment: string, amount: number, key: string | null = null, room = rig.payments) =>
  room.createRefund(
    caller,
    { payment, amount: fen(amount), reason: "changed my mind" },
    key === null ? null : { caller: caller.id, route: "refunds", key, requestHash: `${payment} ${amount}` },
  );

describe("a cart over three stores", () => {
  test("one combined order at the wallet, one payment a store, the money in each store's book", async () => {
    const before = await Promise.all(rig.stores.map((store) => rig.balance(store)));
    const checkout = await made(rig, rig.stores);
    const ids = await started(rig, checkout);
    expect(new Set(ids.map(bucketOf)).size).toBe(3);
    rig.toys.red.pay((ids[0] as string).slice(4));
    for (const id of ids) await notify(rig, rig.toys.red, id);
    expect((await view(checkout)).state).toBe("complete");
    const after = await Promise.all(rig.stores.map((store) => rig.balance(store)));
    expect(after.map((one, i) => (one["red escrow"] ?? 0) - (before[i]?.["red escrow"] ?? 0))).toEqual([
      1230, 1231, 1232,
    ]);
  });

  test("we died after the checkout's commit, before the other stores' orders: a read completes them", async () => {
    const checkout = await made(rig, rig.stores);
    const [, second] = (await view(checkout)).orders;
    const owner = (await import("#db")).openDatabase(rig.owner, { poolSize: 1, applicationName: "crash" });
    await owner.read("delete from orders where bucket = $1 and id = $2", [bucketOf(second?.id as string), second?.id]);
    await owner.close();
    expect((await view(checkout)).orders.map((order) => order.amount.minor)).toEqual([1230n, 1231n, 1232n]);
    expect((await started(rig, checkout)).length).toBe(3);
  });

  test("half of the intents committed, the wallet never called: the worker undoes them, a new start works", async () => {
    const checkout = await made(rig, rig.stores);
    const ids = await started(rig, checkout);
    const [last] = ids.slice(-1) as [string];
    const owner = (await import("#db")).openDatabase(rig.owner, { poolSize: 1, applicationName: "crash" });
    await owner.read("delete from payments where bucket = $1 and id = $2", [bucketOf(last), last]);
    await owner.read("update payments set state = 'starting', action = null where id = any($1)", [ids]);
    await owner.read("update orders set attempts = 0, live_payment = null where live_payment = $1", [last]);
    await owner.close();
    rig.advance(20);
    await drain(rig);
    const states = (await view(checkout)).payments.map((one) => one.state);
    expect(states).toEqual(["closed", "closed"]);
    expect((await started(rig, checkout)).length).toBe(3);
  });

  test("a wallet without a combined form: paid store by store", async () => {
    const checkout = await made(rig, rig.stores.slice(0, 2));
    const jump = (order?: string) =>
      rig.payments.startPayment(
        caller,
        {
          checkout,
          wallet: "red",
          method: "jump",
          device: "phone",
          buyer: {},
          by_friend: false,
          ...(order && { order }),
        },
        null,
      );
    const orders = (await view(checkout)).orders.map((order) => order.id);
    expect(await jump()).toMatchObject({ fault: "method_unsupported", detail: { pay_orders_one_by_one: orders } });
    for (const order of orders) {
      const done = await jump(order);
      const id = done.ok ? (done.value.payments[0]?.id as string) : "";
      rig.toys.red.pay(id.slice(4));
      expect((await view(checkout)).state).toBe("open");
      await notify(rig, rig.toys.red, id);
    }
    expect((await view(checkout)).state).toBe("complete");
  });

  test("changing the wallet of a cart closes all its parts", async () => {
    const checkout = await made(rig, rig.stores);
    const reds = await started(rig, checkout, "red");
    await started(rig, checkout, "blue");
    expect(reds.map((id) => rig.toys.red.orders.get(id.slice(4))?.state)).toEqual(["closed", "closed", "closed"]);
  });
});

describe("checkouts", () => {
  test("the same key and request answers the same checkout, twenty at once; another request is refused", async () => {
    const repeat = { caller: caller.id, route: "checkouts", key: "c-1", requestHash: "a" };
    const input = newCheckout(rig.stores.slice(0, 1));
    const all = await Promise.all(Array.from({ length: 20 }, () => rig.payments.createCheckout(caller, input, repeat)));
    expect(new Set(all.map((one) => one.ok && one.value.checkout.id)).size).toBe(1);
    expect(all.filter((one) => one.ok && !one.repeated)).toHaveLength(1);
    const other = await rig.payments.createCheckout(caller, input, { ...repeat, requestHash: "b" });
    expect(other).toMatchObject({ fault: "idempotency_key_reused" });
  });

  test("lines that do not sum, unknown stores, mixed currencies and doubled orders are refused", async () => {
    const input = newCheckout(rig.stores.slice(0, 1));
    const [order] = input.orders as [(typeof input.orders)[number]];
    const ask = (orders: unknown) =>
      rig.payments.createCheckout(caller, { ...input, orders: orders as typeof input.orders }, null);
    expect(await ask([{ ...order, amount: fen(1) }])).toMatchObject({ fault: "amount_mismatch" });
    expect(await ask([{ ...order, store: rig.ids.next("sto") }])).toMatchObject({ fault: "store_unknown" });
    expect(await ask([order, order])).toMatchObject({ fault: "order_duplicate" });
    expect(await ask([])).toMatchObject({ ok: false });
  });

  test("cancelled: the open attempt is closed at the wallet first", async () => {
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    expect(await rig.payments.cancelCheckout(checkout)).toMatchObject({ ok: true, value: { state: "cancelled" } });
    expect(rig.toys.red.orders.get(id.slice(4))?.state).toBe("closed");
    expect(await start(rig, checkout)).toMatchObject({ fault: "checkout_cancelled" });
  });
});

describe("refunds", () => {
  test("in part, then the rest; the order says so and the books are empty again", async () => {
    const before = await rig.balance(rig.stores[0] as string);
    const id = await paid(1000);
    expect(await refund(id, 400)).toMatchObject({ ok: true, value: { state: "refunded" } });
    const order = (await rig.payments.getPayment(id))?.order as string;
    expect((await rig.payments.getOrder(order))?.state).toBe("partly_refunded");
    expect(await refund(id, 700)).toMatchObject({ fault: "refund_exceeds" });
    expect(await refund(id, 600)).toMatchObject({ ok: true });
    expect((await rig.payments.getOrder(order))?.state).toBe("refunded");
    expect(await rig.balance(rig.stores[0] as string)).toEqual(before);
  });

  test("two processes, forty at once, each for more than half: one stands", async () => {
    const id = await paid(1000);
    const other = rig.boot();
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => refund(id, 600, null, i % 2 ? rig.payments : other)),
    );
    expect(all.filter((one) => one.ok)).toHaveLength(1);
    expect((await rig.payments.getPayment(id))?.refunded.minor).toBe(600n);
  });

  test("one key, ten at once: one refund", async () => {
    const id = await paid(1000);
    const all = await Promise.all(Array.from({ length: 10 }, () => refund(id, 100, "r-1")));
    expect(new Set(all.map((one) => one.ok && one.value.id)).size).toBe(1);
    expect((await rig.payments.getPayment(id))?.refunded.minor).toBe(100n);
  });

  test("processing for days: asked after until it is done", async () => {
    const id = await paid(1000);
    rig.toys.red.knobs.refund = "processing";
    const done = await refund(id, 1000);
    expect(done).toMatchObject({ ok: true, value: { state: "processing" } });
    for (let day = 0; day < 3; day++) {
      rig.advance(86_400);
      await drain(rig);
    }
    const made = done.ok ? done.value.id : "";
    expect((await rig.payments.getRefund(made))?.state).toBe("processing");
    rig.toys.red.knobs.refund = "ok";
    rig.advance(86_400);
    await drain(rig);

    expect((await rig.payments.getRefund(made))?.state).toBe("refunded");
  });

  test("the answer was lost after the wallet had acted: asked, found, sent once", async () => {
    const id = await paid(1000);
    rig.toys.red.knobs.refund = "lost_after";
    const done = await refund(id, 1000);
    expect(done).toMatchObject({ ok: true, value: { state: "created" } });
    rig.toys.red.knobs.refund = "unknown";
    rig.advance(20);
    await drain(rig);
    rig.toys.red.knobs.refund = "ok";
    rig.advance(4000);
    await drain(rig);
    expect((await rig.payments.getRefund(done.ok ? done.value.id : ""))?.state).toBe("refunded");
  });

  test("refused by the wallet: the money is where it was, and can be refunded again", async () => {
    const id = await paid(1000);
    rig.toys.red.knobs.refund = "refused";
    expect(await refund(id, 1000)).toMatchObject({ ok: true, value: { state: "refused" } });
    rig.toys.red.knobs.refund = "ok";
    expect(await refund(id, 1000)).toMatchObject({ ok: true, value: { state: "refunded" } });
  });

  test("the database refuses more back than came, whatever the code says", async () => {
    const id = await paid(1000);
    const sql = "update payments set refunded = 1001 where id = $1";
    await expect(rig.db.read(sql, [id])).rejects.toMatchObject({ constraint: "never_more_back_than_came" });
  });
});

describe("ask a friend", () => {
  test("a friend sees what is paid for, pays, and the link is used up", async () => {
    const checkout = await made(rig);
    const made1 = await rig.payments.makeFriendLink(checkout);
    const made2 = await rig.payments.makeFriendLink(checkout);
    const [first, token] = [made1, made2].map((one) => (one.ok ? one.value.token : "")) as [string, string];
    expect(await rig.payments.readFriendLink(first)).toMatchObject({ fault: "friend_link_expired" });
    const seen = await rig.payments.readFriendLink(token);
    expect(JSON.stringify(seen, (_, v) => (typeof v === "bigint" ? String(v) : v))).not.toContain("ORDER-NUMBER");
    const holder = await rig.payments.readSecret(token);
    expect(holder).toMatchObject({ kind: "friend", checkout });
    const friend = { ...caller, kind: "friend", id: holder?.id as string, checkout };
    const done = await rig.payments.startPayment(
      friend,
      { checkout, wallet: "blue", method: "qr", device: "phone", buyer: {}, by_friend: true },
      null,
    );
    const id = done.ok ? (done.value.payments[0]?.id as string) : "";
    rig.toys.blue.pay(id.slice(4));
    await notify(rig, rig.toys.blue, id);
    expect(await rig.payments.readFriendLink(token)).toMatchObject({ ok: true, value: { state: "complete" } });
    expect(await refund(id, 1230)).toMatchObject({ ok: true, value: { state: "refunded" } });
    expect(await rig.payments.readSecret(`${token}x`)).toBeNull();
  });

  test("a repeated key answers the same link, twenty at once", async () => {
    const checkout = await made(rig);
    const repeat = { caller: caller.id, route: "friend-links", key: checkout, requestHash: "x" };
    const all = await Promise.all(Array.from({ length: 20 }, () => rig.payments.makeFriendLink(checkout, repeat)));
    const [token, ...others] = [...new Set(all.map((one) => (one.ok ? one.value.token : one.fault)))];
    expect(others).toEqual([]);
    expect(await rig.payments.readFriendLink(token as string)).toMatchObject({ ok: true });
  });

  test("a link whose checkout somebody else has paid says so", async () => {
    const checkout = await made(rig);
    const link = await rig.payments.makeFriendLink(checkout);
    const [id] = (await started(rig, checkout)) as [string];
    rig.toys.red.pay(id.slice(4));
    await notify(rig, rig.toys.red, id);
    const token = link.ok ? link.value.token : "";
    expect(await rig.payments.readFriendLink(token)).toMatchObject({ fault: "friend_link_used" });
  });
});

test("lists page backwards over all buckets without a gap or a double", async () => {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await rig.payments.listPayments({ marketplace: "mkt_test", store: null }, { after, limit: 3 });
    seen.push(...page.data.map((one) => one.id));
    after = page.next;
    if (after === null) break;
  }
  const [row] = await rig.db.read<{ n: bigint }>("select count(*) as n from payments");
  expect(new Set(seen).size).toBe(Number(row?.n));
  expect(seen).toEqual(seen.toSorted().reverse());
});

test("payments by order number, by amount, and by the time that their ids carry; none of another house", async () => {
  const reach = { marketplace: "mkt_test", store: null };
  const page = { after: null, limit: 100 };
  const id = await paid(4321);
  const one = await rig.payments.getPayment(id);
  const order = await rig.payments.getOrder(one?.order ?? "");
  if (!order) throw new Error("no order");
  const ids = async (more: object) =>
    (await rig.payments.listPayments({ ...reach, ...more }, page)).data.map((p) => p.id);
  const numbered = await ids({ number: order.number });
  expect(numbered).toContain(id);
  expect(await ids({ number: "nobody's" })).toEqual([]);
  expect(await rig.payments.listPayments({ marketplace: "mkt_x", store: null, number: order.number }, page)).toEqual({
    ...{ data: [], next: null },
  });
  const at = timeOf(order.id);
  const later = new Date(at.getTime() + 1);
  expect(await ids({ from: at, to: later, amount_from: 4321n, amount_to: 4321n })).toEqual([id]);
  expect(await ids({ from: at, to: later, amount_from: 4322n })).toEqual([]);
  expect(await ids({ from: later, amount_to: 4321n })).toEqual([]);
  expect(await ids({ from: new Date(at.getTime() - 1000), to: at, amount_from: 4321n })).toEqual([]);
  const orders = await rig.payments.listOrders({ ...reach, from: at, to: later, amount_from: 4321n }, page);
  expect(orders.data.map((found) => found.id)).toEqual([order.id]);
});

test("a number that a hundred orders of others have too is found within one's own reach", async () => {
  const [mine = "", others = ""] = rig.stores;
  const wanted = await made(rig, [mine]);
  const page = { after: null, limit: 100 };
  const all = (await rig.payments.listOrders({ marketplace: "mkt_test", store: mine, checkout: wanted }, page)).data;
  const { number = "" } = all[0] ?? {};
  const [id = ""] = await started(rig, wanted);
  rig.advance(1);
  await rig.db.read(
    `insert into orders (bucket, id, marketplace, store, checkout, number, title, amount, currency, lines, created_at)
     select $1, substr($2, 1, 26) || lpad(n::text, 4, '0'), 'mkt_test', $3, 'chk_none', $4, 'Tea', 1, 'CNY', '[]', $5
     from generate_series(1, 101) n`,
    [bucketOf(others), rig.ids.next("ord", bucketOf(others)), others, number, rig.clock.now()],
  );
  const seen = async (reach: { marketplace: string | null; store: string | null }) =>
    (await rig.payments.listPayments({ ...reach, number, checkout: wanted }, page)).data.map((one) => one.id);
  expect(await seen({ marketplace: "mkt_test", store: mine })).toEqual([id]);
  expect(await seen({ marketplace: "mkt_test", store: others })).toEqual([]);
  expect(await seen({ marketplace: "mkt_x", store: null })).toEqual([]);
});

test("the table of states is the database's table too", async () => {
  const { paymentTable } = await import("./states.ts");
  const rows = await rig.db.read<{ from_state: string; event: string; to_state: string }>(
    "select * from payment_moves_allowed",
  );
  const ours = Object.entries(paymentTable).flatMap(([from_state, row]) =>
    Object.entries(row).map(([event, to_state]) => ({ from_state, event, to_state })),
  );
  const text = (list: typeof rows) => list.map((one) => `${one.from_state} ${one.event} ${one.to_state}`).toSorted();
  expect(text(rows)).toEqual(text(ours));
});
