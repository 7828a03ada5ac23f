import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen } from "#money";
import type { RefundOutcome, Wallet } from "#wallets/protocol";
import { caller, drain, made, makeRig, newCheckout, notify, type Rig, start, started } from "./testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  for (const toy of Object.values(rig.toys)) toy.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
});
afterEach(async () => expect(await rig.books()).toEqual([]));

const key = (name: string) => ({ caller: caller.id, route: "test", key: name, requestHash: "same" });

test("a start that the wallet refused is refused again under its key; one that was offered first is not", async () => {
  const checkout = await made(rig);
  rig.toys.red.knobs.start = "refused";
  expect(await start(rig, checkout, "red", "k-1")).toMatchObject({ fault: "wallet_refused" });
  rig.toys.red.knobs.start = "ok";
  const again = { fault: "wallet_refused", detail: { code: "NO_AUTH", says: "not allowed" } };
  expect(await start(rig, checkout, "red", "k-1")).toMatchObject(again);
  expect(rig.toys.red.calls.start).toBe(1);
  const offered = await start(rig, checkout, "blue", "k-2");
  expect(offered).toMatchObject({ ok: true });
  await rig.payments.cancelCheckout(checkout);
  expect(await start(rig, checkout, "blue", "k-2")).toMatchObject({ ok: true, repeated: true });
});

test("a checkout that was made is answered under its key, though its store has closed since; a new key is not", async () => {
  const [store] = rig.stores as [string];
  const first = await rig.payments.createCheckout(caller, newCheckout([store]), key("c-1"));
  const closed = rig.boot({
    store: (id) => ({ id, marketplace: "mkt_test", title: { zh: "店", en: "Store" }, open: false }),
  });
  const again = await closed.createCheckout(caller, newCheckout([store]), key("c-1"));
  expect(again).toMatchObject({ ok: true, repeated: true });
  expect(again.ok && first.ok && again.value.checkout.id === first.value.checkout.id).toBe(true);
  expect(
    await closed.createCheckout(caller, newCheckout([store]), { ...key("c-1"), requestHash: "other" }),
  ).toMatchObject({
    fault: "idempotency_key_reused",
  });
  expect(await closed.createCheckout(caller, newCheckout([store]), key("c-2"))).toMatchObject({
    fault: "store_closed",
  });
});

test("a friend's link is answered under its key, though the checkout was paid since", async () => {
  const checkout = await made(rig);
  const first = await rig.payments.makeFriendLink(checkout, key("f-1"));
  const [id] = (await started(rig, checkout)) as [string];
  rig.toys.red.pay(id.slice(4));
  await notify(rig, rig.toys.red, id);
  const again = await rig.payments.makeFriendLink(checkout, key("f-1"));
  expect(again).toMatchObject({ ok: true, repeated: true });
  expect(again.ok && first.ok && again.value.token === first.value.token).toBe(true);
  expect(await rig.payments.makeFriendLink(checkout, key("f-2"))).toMatchObject({ fault: "checkout_complete" });
});

test("a surplus that went back says so: payment.returned, once, after payment.surplus", async () => {
  const checkout = await made(rig);
  rig.toys.red.knobs.close = "unproven";
  const [first] = (await started(rig, checkout)) as [string];
  const [second] = (await started(rig, checkout, "blue")) as [string];
  for (const [toy, id] of [
    [rig.toys.blue, second],
    [rig.toys.red, first],
  ] as const) {
    toy.pay(id.slice(4));
    await notify(rig, toy, id);
  }
  await drain(rig);
  const rows = await rig.db.read<{ type: string }>(
    "select type from outbox where subject = $1 and type like 'payment.%' order by (data ->> 'payment_version')::int",
    [first],
  );
  expect(rows.map((row) => row.type).slice(-2)).toEqual(["payment.surplus", "payment.returned"]);
});

test("an abnormal refund is tried again under its own number, and sent once; any other is not", async () => {
  const checkout = await made(rig);
  const [id] = (await started(rig, checkout)) as [string];
  rig.toys.red.pay(id.slice(4));
  await notify(rig, rig.toys.red, id);
  const { wallet } = rig.toys.red;
  const stuck = { kind: "abnormal", code: "ABNORMAL", says: "the account is closed" } as const;
  const room = rig.boot({
    wallet: async () => ({ ...wallet, refund: async () => stuck, askRefund: async () => stuck }),
  });
  const asked = await room.createRefund(caller, { payment: id, amount: fen(500), reason: "broken" }, null);
  expect(asked).toMatchObject({ ok: true, value: { state: "abnormal" } });
  const refund = asked.ok ? asked.value.id : "";
  expect(await room.retryRefund(refund)).toMatchObject({ ok: true, value: { state: "abnormal" } });
  const before = rig.toys.red.calls.refund;
  expect(await rig.payments.retryRefund(refund)).toMatchObject({ ok: true, value: { state: "refunded" } });
  expect(rig.toys.red.calls.refund - before).toBe(1);
  expect(await rig.payments.retryRefund(refund)).toMatchObject({ fault: "refund_wrong_state" });
  expect(await rig.payments.retryRefund(rig.ids.next("ref"))).toMatchObject({ fault: "not_found" });
});

describe("an abnormal refund to another account", () => {
  const card = { kind: "payer_card", bank: "ICBC_DEBIT", number: "6222020200112233445", holder: "李雷" } as const;
  const stuck = { kind: "abnormal", code: "ABNORMAL", says: "the account is closed" } as const;

  /** A refund that is stuck, and a wallet that sends it elsewhere as `elsewhere` says. */
  async function abnormal(elsewhere?: Wallet["refundElsewhere"]) {
    const checkout = await made(rig);
    const [id] = (await started(rig, checkout)) as [string];
    rig.toys.red.pay(id.slice(4));
    await notify(rig, rig.toys.red, id);
    let stands: RefundOutcome = stuck;
    const wallet: Wallet = { ...rig.toys.red.wallet, refund: async () => stands, askRefund: async () => stands };
    const room = rig.boot({
      wallet: async () => (elsewhere ? { ...wallet, refundElsewhere: elsewhere } : wallet),
    });
    const asked = await room.createRefund(caller, { payment: id, amount: fen(500), reason: "broken" }, null);
    const done = { kind: "refunded", walletRefundRef: "r", amount: fen(500), refundedAt: rig.clock.now() } as const;
    return { room, refund: asked.ok ? asked.value.id : "", arrives: () => (stands = done) };
  }

  test("goes under way again, and is done on the wallet's word; the card is kept nowhere", async () => {
    const heard: unknown[] = [];
    const { room, refund, arrives } = await abnormal(async (subject, to) => {
      heard.push([subject.refundId, to]);
      return { kind: "processing" };
    });
    expect(await room.retryRefund(refund, card)).toMatchObject({ ok: true, value: { state: "processing" } });
    expect(heard).toEqual([[refund.slice(4), card]]);
    expect(await room.retryRefund(refund, card)).toMatchObject({ fault: "refund_wrong_state" });
    arrives();
    rig.advance(7200);
    await drain({ payments: room });
    expect(await room.getRefund(refund)).toMatchObject({ state: "refunded" });
    const rows = await rig.db.read<{ all: string }>(
      "select (select string_agg(r::text, '') from refunds r) || (select string_agg(o::text, '') from outbox o) as all",
      [],
    );
    expect(rows[0]?.all).not.toContain(card.number);
  });

  test("unknown changes nothing and may be asked again; a refusal says why", async () => {
    const says: RefundOutcome[] = [{ kind: "unknown", cause: "time-out" }, stuck, { kind: "processing" }];
    const { room, refund } = await abnormal(async () => says.shift() as RefundOutcome);
    expect(await room.retryRefund(refund, card)).toMatchObject({ ok: true, value: { state: "abnormal" } });
    expect(await room.retryRefund(refund, card)).toMatchObject({
      fault: "wallet_refused",
      detail: { code: "ABNORMAL" },
    });
    expect(await room.retryRefund(refund, card)).toMatchObject({ ok: true, value: { state: "processing" } });
  });

  test("a wallet without such a call says so", async () => {
    const { room, refund } = await abnormal();
    expect(await room.retryRefund(refund, card)).toMatchObject({ fault: "refund_elsewhere_unsupported" });
  });
});
