import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { fen } from "#money";
import { accountOf, caller, drain, made, makeRig, notify, type Rig, started } from "./testing/rig.ts";

/** What a second pair of eyes asked of the money path: looked after for ever, nobody else's, told when it is odd. */
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
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const must = <T>(result: { ok: true; value: T } | { ok: false; fault: string }): T => {
  if (!result.ok) throw new Error(result.fault);
  return result.value;
};

async function paid(wallet: "red" | "blue" = "red"): Promise<{ checkout: string; payment: string }> {
  const checkout = await made(rig);
  const [payment] = (await started(rig, checkout, wallet)) as [string];
  rig.toys[wallet].pay(payment.slice(4));
  await notify(rig, rig.toys[wallet], payment);
  return { checkout, payment };
}

const refundOf = async (payment: string) => {
  const { data } = await rig.payments.listRefunds(
    { marketplace: null, store: null, payment },
    { after: null, limit: 9 },
  );
  return data[0];
};

describe("what is due", () => {
  test("a payment that is due twice at once holds nobody up", async () => {
    await drain(rig);
    const checkout = await made(rig);
    const [old] = (await started(rig, checkout, "red")) as [string];
    rig.toys.red.knobs.close = "unproven";
    const [live] = (await started(rig, checkout, "blue")) as [string];
    rig.toys.red.pay(old.slice(4));
    rig.advance(5);
    await notify(rig, rig.toys.red, old);
    // The worker was away for a minute: the first question and the order to close are both due.
    rig.advance(60);
    await drain(rig);
    expect((await rig.payments.getPayment(live))?.state).toBe("closed");
  });

  test("a bucket where more falls due than we can do keeps no other waiting", async () => {
    for (let i = 0; i < 140; i++) await started(rig, await made(rig));
    const [last] = (await started(rig, await made(rig, [rig.stores[2] as string]))) as [string];
    const heard: string[] = [];
    const silent = async (subject: { paymentId: string }) => {
      heard.push(subject.paymentId);
      return { kind: "unknown", cause: "time-out" } as const;
    };
    const room = rig.boot({ wallet: async () => ({ ...rig.toys.red.wallet, ask: silent, close: silent }) });
    // All that was put off is due again before we are through.
    for (let turn = 0; turn < 64 && !heard.includes(last.slice(4)); turn++) {
      rig.advance(4000);
      await room.workDue();
    }
    expect(heard).toContain(last.slice(4));
  });
});

describe("refunds", () => {
  test("a refund notice over another account's keys touches nothing and is kept as stray", async () => {
    const { payment } = await paid("red");
    rig.toys.red.knobs.refund = "processing";
    const refund = must(await rig.payments.createRefund(caller, { payment, amount: fen(100), reason: "r" }, null));
    const raw = rig.toys.blue.refundNotice(refund.id.slice(4), payment.slice(4), fen(100));
    await rig.payments.takeNotice("blue", accountOf("blue"), raw);
    expect((await rig.payments.getRefund(refund.id))?.state).toBe("processing");
    expect(rig.alarms).toContain("notice_stray");
    const own = rig.toys.red.refundNotice(refund.id.slice(4), payment.slice(4), fen(100));
    await rig.payments.takeNotice("red", accountOf("red"), own);
    expect((await rig.payments.getRefund(refund.id))?.state).toBe("refunded");
  });

  test("a surplus that the wallet refuses to send back is tried again until it does", async () => {
    const checkout = await made(rig);
    const [payment] = (await started(rig, checkout)) as [string];
    rig.toys.red.knobs.close = "unproven";
    must(await rig.payments.cancelCheckout(checkout));
    rig.toys.red.pay(payment.slice(4));
    rig.toys.red.knobs.refund = "refused";
    await notify(rig, rig.toys.red, payment);
    await drain(rig);
    expect((await refundOf(payment))?.state).toBe("abnormal");
    expect(rig.alarms).toContain("refund_abnormal");
    rig.toys.red.knobs.refund = "ok";
    rig.advance(7 * 3600);
    await drain(rig);
    expect((await refundOf(payment))?.state).toBe("refunded");
    expect((await rig.payments.getPayment(payment))?.state).toBe("returned");
  });

  test("a wallet that says another amount went back: alarm, and it is asked again", async () => {
    const { payment } = await paid();
    rig.toys.red.knobs.refund = "processing";
    const refund = must(await rig.payments.createRefund(caller, { payment, amount: fen(100), reason: "r" }, null));
    const odd = { ...rig.toys.red.wallet, askRefund: async () => said(99), refund: async () => said(99) };
    const said = (minor: number) =>
      ({ kind: "refunded", walletRefundRef: "x", amount: fen(minor), refundedAt: rig.clock.now() }) as const;
    const room = rig.boot({ wallet: async () => odd });
    rig.advance(60);
    await drain({ payments: room });
    rig.advance(600);
    await drain({ payments: room });
    expect(rig.alarms).toContain("refund_amount_differs");
    rig.toys.red.refunds.set(refund.id.slice(4), 100n);
    rig.advance(7200);
    await drain(rig);
    expect((await rig.payments.getRefund(refund.id))?.state).toBe("refunded");
  });

  test("a wallet that refused and then says it went back raises an alarm", async () => {
    const { payment } = await paid();
    rig.toys.red.knobs.refund = "refused";
    const refund = must(await rig.payments.createRefund(caller, { payment, amount: fen(100), reason: "r" }, null));
    const raw = rig.toys.red.refundNotice(refund.id.slice(4), payment.slice(4), fen(100));
    await rig.payments.takeNotice("red", accountOf("red"), raw);
    expect(rig.alarms).toContain("refund_contradiction");
  });
});

describe("events", () => {
  test("what happened later has the later number, though the clock was set back between, and two relays run", async () => {
    await Promise.all([relayEvents(rig.db, bucketValues, 500), relayEvents(rig.db, bucketValues, 500)]);
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      const [id] = (await started(rig, await made(rig))) as [string];
      rig.advance(-2);
      rig.toys.red.pay(id.slice(4));
      await notify(rig, rig.toys.red, id);
      ids.push(id);
    }
    while ((await Promise.all([0, 1].map(() => relayEvents(rig.db, bucketValues, 5)))).some((done) => done.length > 0));
    const rows = await rig.db.read<{ subject: string; told: string }>(
      `select subject, string_agg(type, ' ' order by number) as told from events
       where bucket = any($1) and subject = any($2) group by subject`,
      [bucketValues, ids],
    );
    expect(new Set(rows.map((row) => row.told))).toEqual(new Set(["payment.waiting payment.paid"]));
    expect(await rig.db.read("select bucket from events group by bucket having count(*) <> max(number)")).toEqual([]);
  });
});

describe("ids from outside", () => {
  test("a number whose bucket cannot be is nobody's: the notice is kept and taken, a read finds nothing", async () => {
    const odd = `01JDREDREDZZ${"0".repeat(14)}`;
    expect(await rig.payments.getPayment(`pay_${odd}`).catch(() => "threw")).toBe(null);
    rig.toys.red.orders.set(odd, { amount: fen(1), state: "paid", ref: "odd", group: null });
    expect((await notify(rig, rig.toys.red, `pay_${odd}`))?.status).toBe(200);
    expect(rig.alarms).toContain("notice_stray");
  });
});

describe("starting again", () => {
  test("an attempt whose time is over is not answered again: a new one takes its place", async () => {
    const checkout = await made(rig);
    const [first] = (await started(rig, checkout)) as [string];
    rig.advance(15 * 60 + 1);
    const [second] = (await started(rig, checkout)) as [string];
    expect(second).not.toBe(first);
  });
});

describe("friends", () => {
  const friendOf = async (token: string) => {
    const holder = await rig.payments.readSecret(token);
    if (!holder) throw new Error("no holder");
    return holder;
  };
  const pay = async (token: string, checkout: string, order?: string) =>
    rig.payments.startPayment(
      await friendOf(token),
      { checkout, wallet: "red", method: "qr", device: "phone", buyer: {}, by_friend: true, ...(order && { order }) },
      null,
    );

  test("a link that a newer one replaced starts nothing", async () => {
    const checkout = await made(rig);
    const old = must(await rig.payments.makeFriendLink(checkout));
    const now = must(await rig.payments.makeFriendLink(checkout));
    expect(await pay(old.token, checkout)).toMatchObject({ ok: false, fault: "friend_link_expired" });
    expect((await pay(now.token, checkout)).ok).toBe(true);
  });
});
