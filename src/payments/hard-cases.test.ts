import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen } from "#money";
import { accountOf, drain, made, makeRig, notify, type Rig, start, started } from "./testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) {
    toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
    toy.beforeAnswer = null;
  }
  rig.alarms.length = 0;
  rig.decisions.clear();
});
// After every case, whatever it did, the books stand.
afterEach(async () => expect(await rig.books()).toEqual([]));

const state = async (checkout: string) => (await rig.payments.getCheckout(checkout))?.state;
const payment = async (id: string) => {
  const found = await rig.payments.getPayment(id);
  if (!found) throw new Error(`${id} is not there`);
  return found;
};
const moved = async (before: Record<string, number>, store: string) => {
  const after = await rig.balance(store);
  return Object.fromEntries(
    Object.entries(after)
      .map(([code, now]) => [code, now - (before[code] ?? 0)] as const)
      .filter(([, by]) => by !== 0),
  );
};
const store = () => rig.stores[0] as string;

describe("one payment", () => {
  test("start, pay, notice: the money stands in the store's book and the checkout is complete", async () => {
    const before = await rig.balance(store());
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    expect((await payment(id)).action).toEqual({ kind: "qr", content: "red:code" });
    rig.toys.red.pay(id.slice(4));
    expect((await notify(rig, rig.toys.red, id))?.status).toBe(200);
    expect(await state(checkout)).toBe("complete");
    expect(await moved(before, store())).toEqual({ "red receivable": 1230, "red escrow": 1230 });
  });

  test("the same notice ten times at once, on two processes, pays once", async () => {
    const before = await rig.balance(store());
    const [id] = (await started(rig, await made(rig))) as [string];
    rig.toys.red.pay(id.slice(4));
    const other = { payments: rig.boot() };
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, i) => notify(i % 2 ? rig : other, rig.toys.red, id)),
    );
    expect(new Set(replies.map((reply) => reply?.status))).toEqual(new Set([200]));
    expect(await moved(before, store())).toEqual({ "red receivable": 1230, "red escrow": 1230 });
  });

  test("a notice that overtakes the answer to our own call", async () => {
    const checkout = await made(rig);
    rig.toys.red.beforeAnswer = async () => {
      const [id] = [...rig.toys.red.orders.keys()].slice(-1) as [string];
      rig.toys.red.pay(id);
      await notify(rig, rig.toys.red, `pay_${id}`);
    };
    const [id] = (await started(rig, checkout)) as [string];
    expect((await payment(id)).state).toBe("paid");
    expect(await state(checkout)).toBe("complete");
  });

  test("a notice of another amount is not believed: alarm, and what the wallet answers counts", async () => {
    const [id] = (await started(rig, await made(rig))) as [string];
    rig.toys.red.knobs.ask = "unknown";
    rig.toys.red.pay(id.slice(4));
    expect((await notify(rig, rig.toys.red, id, { amount: fen(1231) }))?.status).toBe(500);
    expect((await payment(id)).state).toBe("waiting");
    rig.toys.red.knobs.ask = "ok";
    expect((await notify(rig, rig.toys.red, id, { amount: fen(1231) }))?.status).toBe(200);
    expect((await payment(id)).state).toBe("paid");
    await notify(rig, rig.toys.red, id, { walletRef: "another" });
    expect(rig.alarms).toEqual([...["payment_amount_differs", "payment_amount_differs", "payment_contradiction"]]);
  });

  test("one transaction number cannot pay two payments", async () => {
    const [a] = (await started(rig, await made(rig))) as [string];
    const [b] = (await started(rig, await made(rig))) as [string];
    await notify(rig, rig.toys.red, a);
    await notify(rig, rig.toys.red, b, { walletRef: rig.toys.red.orders.get(a.slice(4))?.ref as string });
    expect((await payment(b)).state).toBe("waiting");
    expect(rig.alarms).toEqual(["payment_contradiction"]);
  });

  test("a forged notice is refused, a proven one about nothing of ours is kept and taken", async () => {
    const [id] = (await started(rig, await made(rig))) as [string];
    const raw = rig.toys.red.notice(id.slice(4));
    const account = "wac_01JDREDRED01REDREDREDREDRE";
    const forged = await rig.payments.takeNotice("red", account, { ...raw, body: Buffer.alloc(0) });
    expect(forged?.status).toBe(401);
    const stray = { ...raw, body: Buffer.from(raw.body.toString().replaceAll(id.slice(4), "SOMETHING-ELSE")) };
    expect((await rig.payments.takeNotice("red", account, stray))?.status).toBe(200);
    expect(await rig.payments.takeNotice("green", account, raw)).toBeNull();
    expect(rig.alarms).toEqual(["notice_not_genuine", "notice_stray"]);
  });
});

describe("repeat keys", () => {
  test("twenty starts at once under one key make one payment", async () => {
    const checkout = await made(rig);
    const calls = rig.toys.red.calls.start;
    const all = await Promise.all(Array.from({ length: 20 }, () => start(rig, checkout, "red", "key-1")));
    const ids = new Set(all.flatMap((one) => (one.ok ? one.value.payments.map((row) => row.id) : [one.fault])));
    expect(ids.size).toBe(1);
    expect(rig.toys.red.calls.start).toBe(calls + 1);
  });

  test("the same key for something else is refused; after the payment it still answers it", async () => {
    const checkout = await made(rig);
    const first = await start(rig, checkout, "red", "key-2");
    const id = first.ok ? (first.value.payments[0]?.id as string) : "";
    expect(await start(rig, checkout, "blue", "key-2")).toMatchObject({ fault: "idempotency_key_reused" });
    rig.toys.red.pay(id.slice(4));
    await notify(rig, rig.toys.red, id);
    expect(await start(rig, checkout, "red", "key-2")).toMatchObject({ repeated: true, value: { payments: [{ id }] } });
    expect(await start(rig, checkout, "red", "key-3")).toMatchObject({ fault: "checkout_complete" });
  });
});

describe("two wallets", () => {
  test("changing the wallet closes the first attempt before the second is made", async () => {
    const checkout = await made(rig);
    const [red] = (await started(rig, checkout, "red")) as [string];
    const [blue] = (await started(rig, checkout, "blue")) as [string];
    expect((await payment(red)).state).toBe("closed");
    expect(rig.toys.red.orders.get(red.slice(4))?.state).toBe("closed");
    expect((await payment(blue)).state).toBe("waiting");
  });

  test("the same wallet again answers the attempt that is open", async () => {
    const checkout = await made(rig);
    expect(await started(rig, checkout)).toEqual(await started(rig, checkout));
  });

  test('close is answered "already paid": the order is paid, the other wallet is never called', async () => {
    const checkout = await made(rig);
    const [red] = (await started(rig, checkout, "red")) as [string];
    rig.toys.red.pay(red.slice(4));
    const calls = rig.toys.blue.calls.start;
    expect(await start(rig, checkout, "blue")).toMatchObject({ ok: false, fault: "checkout_complete" });
    expect((await payment(red)).state).toBe("paid");
    expect(rig.toys.blue.calls.start).toBe(calls);
  });

  test("both paid: the first wins, the other goes back by itself", async () => {
    const before = await rig.balance(store());
    const checkout = await made(rig);
    const [red] = (await started(rig, checkout, "red")) as [string];
    rig.toys.red.knobs.close = "unproven";
    const [blue] = (await started(rig, checkout, "blue")) as [string];
    expect((await payment(red)).state).toBe("abandoned");
    rig.toys.blue.pay(blue.slice(4));
    await notify(rig, rig.toys.blue, blue);
    rig.toys.red.pay(red.slice(4));
    await notify(rig, rig.toys.red, red);
    expect((await payment(red)).state).toBe("surplus");
    await drain(rig);
    expect((await payment(red)).state).toBe("returned");
    expect([...rig.toys.red.refunds.values()].at(-1)).toBe(1230n);
    expect(await moved(before, store())).toEqual({ "blue receivable": 1230, "blue escrow": 1230 });
    expect((await rig.payments.getCheckout(checkout))?.orders[0]).toMatchObject({ state: "paid", refunded: fen(0) });
  });

  test("success after close pays an order that is still unpaid, and the newer attempt is closed", async () => {
    const checkout = await made(rig);
    const [red] = (await started(rig, checkout, "red")) as [string];
    const [blue] = (await started(rig, checkout, "blue")) as [string];
    await notify(rig, rig.toys.red, red);
    expect((await payment(red)).state).toBe("paid");
    await drain(rig);
    expect((await payment(blue)).state).toBe("closed");
    expect(rig.toys.blue.orders.get(blue.slice(4))?.state).toBe("closed");
  });

  test("a wallet that cannot even be connected holds no buyer up: its attempt is abandoned", async () => {
    const checkout = await made(rig);
    const [red] = (await started(rig, checkout, "red")) as [string];
    const room = rig.boot({
      wallet: async (account) => {
        if (account === accountOf("red")) throw new Error("certificates are out of reach");
        return rig.toys.blue.wallet;
      },
    });
    expect((await start({ payments: room }, checkout, "blue")).ok).toBe(true);
    expect((await payment(red)).state).toBe("abandoned");
    expect(rig.alarms).toEqual(["wallet_not_connected"]);
  });

  test("a hundred starts at once with two wallets leave one open attempt", async () => {
    const checkout = await made(rig);
    await Promise.all(Array.from({ length: 100 }, (_, i) => start(rig, checkout, i % 2 ? "red" : "blue")));
    const view = await rig.payments.getCheckout(checkout);
    const open = view?.payments.filter((one) => one.state === "waiting" || one.state === "starting") ?? [];
    expect(open.length).toBeLessThanOrEqual(1);
  });
});

describe("unknown is a result", () => {
  test("time-out after success: the worker asks, and finds the payment", async () => {
    const checkout = await made(rig);
    rig.toys.red.knobs.start = "lost_after";
    const [id] = (await started(rig, checkout)) as [string];
    expect((await payment(id)).state).toBe("starting");
    rig.toys.red.pay(id.slice(4));
    rig.advance(20);
    await drain(rig);
    expect(await state(checkout)).toBe("complete");
  });

  test("the call never arrived (or we died before it): the worker starts it again under the same id", async () => {
    const checkout = await made(rig);
    rig.toys.red.knobs.start = "lost_before";
    const [id] = (await started(rig, checkout)) as [string];
    expect(rig.toys.red.orders.has(id.slice(4))).toBe(false);
    rig.toys.red.knobs.start = "ok";
    rig.advance(20);
    await drain(rig);
    expect(await payment(id)).toMatchObject({ state: "waiting", action: { kind: "qr" } });
  });

  test("a lost notice is found by asking, on the schedule or by hand", async () => {
    for (const how of ["schedule", "hand"]) {
      const checkout = await made(rig);
      const [id] = (await started(rig, checkout)) as [string];
      rig.toys.red.pay(id.slice(4));
      if (how === "hand") await rig.payments.checkCheckout(checkout);
      else {
        rig.advance(20);
        await drain(rig);
      }
      expect(await state(checkout)).toBe("complete");
    }
  });

  test("an explicit refusal ends the attempt, and another wallet may be tried", async () => {
    const checkout = await made(rig);
    rig.toys.red.knobs.start = "refused";
    expect(await start(rig, checkout)).toMatchObject({ fault: "wallet_refused", detail: { code: "NO_AUTH" } });
    expect((await started(rig, checkout, "blue")).length).toBe(1);
  });
});

describe("expiry", () => {
  test("asks before it closes: paid in the last second counts", async () => {
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    rig.toys.red.pay(id.slice(4));
    rig.advance(3601);
    await drain(rig);
    expect(await state(checkout)).toBe("complete");
  });

  test("unpaid: the attempt is closed at the wallet, then the orders, then the checkout", async () => {
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    rig.advance(3601);
    await drain(rig);
    expect(await state(checkout)).toBe("expired");
    expect((await payment(id)).state).toBe("closed");
    expect((await rig.payments.getCheckout(checkout))?.orders[0]?.state).toBe("closed");
    expect(await start(rig, checkout)).toMatchObject({ fault: "checkout_expired" });
  });

  test("paid in time at a wallet that gives no answer when its time is over: asked again, and it counts", async () => {
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    rig.toys.red.pay(id.slice(4));
    Object.assign(rig.toys.red.knobs, { ask: "unknown", close: "unproven" });
    rig.advance(3601);
    await drain(rig);
    expect([await state(checkout), (await payment(id)).state]).toEqual(["open", "waiting"]);
    Object.assign(rig.toys.red.knobs, { ask: "ok", close: "ok" });
    rig.advance(60);
    await drain(rig);
    expect([await state(checkout), (await payment(id)).state]).toEqual(["complete", "paid"]);
  });

  test("the wallet cannot be reached: nothing is decided; a late success goes back by itself", async () => {
    const before = await rig.balance(store());
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    Object.assign(rig.toys.red.knobs, { ask: "unknown", close: "unproven" });
    for (const seconds of [3601, 60, 60, 60, 120, 240]) {
      expect(await state(checkout)).toBe("open");
      rig.advance(seconds);
      await drain(rig);
    }
    expect((await payment(id)).state).toBe("abandoned");
    expect(await state(checkout)).toBe("expired");
    Object.assign(rig.toys.red.knobs, { ask: "ok" });
    rig.toys.red.pay(id.slice(4));
    await notify(rig, rig.toys.red, id);
    await drain(rig);
    expect((await payment(id)).state).toBe("returned");
    expect(await moved(before, store())).toEqual({});
  });

  test("a code that nobody ever scanned is closed only after its time at the wallet is over", async () => {
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    Object.assign(rig.toys.red.knobs, { ask: "absent", close: "unproven" });
    rig.advance(600);
    await drain(rig);
    expect((await payment(id)).state).toBe("waiting");
    rig.advance(400);
    await drain(rig);
    rig.advance(3600);
    await drain(rig);
    expect((await payment(id)).state).toBe("closed");
  });
});

describe("a decision that changes", () => {
  test("a shut wallet is refused with its reasons", async () => {
    const reason = { code: "not_opened", zh: "未开通", en: "Not opened" };
    rig.decisions.set("blue", { open: false, reasons: [reason], cap: null });
    const checkout = await made(rig);
    expect(await start(rig, checkout, "blue")).toMatchObject({
      fault: "wallet_not_offered",
      detail: { reasons: [reason] },
    });
    const view = await rig.payments.getCheckout(checkout);
    expect(view?.offers.map((offer) => [offer.wallet, offer.available])).toEqual([
      ["red", true],
      ["blue", false],
    ]);
  });

  test("an opening that changed since it was read is read again before money may move", async () => {
    rig.version.value = 41n;
    const refreshed = rig.version.refreshed;
    const checkout = await made(rig);
    expect((await start(rig, checkout)).ok).toBe(true);
    expect(rig.version.refreshed).toBe(refreshed + 1);
  });

  test("and where it cannot be read again, nothing starts: no intent, no call", async () => {
    const checkout = await made(rig);
    const calls = rig.toys.red.calls.start;
    const away = { startVersion: () => 41n, refresh: () => Promise.reject(new Error("the database is away")) };
    await expect(start({ payments: rig.boot(away) }, checkout)).rejects.toThrow("away");
    expect(rig.toys.red.calls.start).toBe(calls);
    expect((await rig.payments.getCheckout(checkout))?.payments).toEqual([]);
  });

  test("closed while a start is being planned: the commit sees what was decided before it as too old", async () => {
    const checkout = await made(rig);
    const reason = { code: "store_suspended", zh: "已暂停", en: "Suspended" };
    let known = 41n;
    const room = rig.boot({
      startVersion: () => known,
      refresh: async () => {
        rig.decisions.set("red", { open: false, reasons: [reason], cap: null });
        known = 0n;
      },
    });
    const calls = rig.toys.red.calls.start;
    expect(await start({ payments: room }, checkout)).toMatchObject({ detail: { reasons: [reason] } });
    expect(rig.toys.red.calls.start).toBe(calls);
  });
});
