import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { fen } from "#money";
import { paymentChecks } from "#payments";
import { settlementChecks } from "#settlement";
import type { PayMethod } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl });
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});
beforeEach(() => {
  for (const fake of Object.values(flow.fakes)) fake.clearFaults();
});
/** Whatever a case did: our books stand, and they say what the wallets say, to the fen. */
afterEach(async () => {
  for (const fake of Object.values(flow.fakes)) fake.clearFaults();
  await flow.settle();
  expect(await checkBooks(flow.house.db, [...ledgerChecks, ...paymentChecks, ...settlementChecks])).toEqual([]);
  expect(await ours()).toEqual(theirs());
});

async function ours(): Promise<Record<FlowWallet, bigint>> {
  const sums = { wechatpay: 0n, alipay: 0n };
  for (const store of flow.stores)
    for (const account of await readBook(flow.house.db, store))
      if (account.code === "receivable")
        sums[account.held_at === flow.accounts.alipay ? "alipay" : "wechatpay"] += account.balance.minor;
  return sums;
}

function theirs(): Record<FlowWallet, bigint> {
  const sum = (wallet: FlowWallet) => {
    const ledger = flow.fakes[wallet].ledger();
    const paid = ledger.payments.filter((one) => one.transaction_id !== null && one.paid_at !== null);
    return paid.reduce((total, one) => total + BigInt(one.amount) - BigInt(one.refunded), 0n);
  };
  return { wechatpay: sum("wechatpay"), alipay: sum("alipay") };
}

async function checkout(stores: readonly string[]): Promise<string> {
  const orders = stores.map((store, i) => ({
    ...{ store, number: `N${i}`, title: `订单 ${i}`, amount: fen(1230 + i) },
    lines: [{ title: "茶", quantity: 1, amount: fen(1230 + i) }],
  }));
  const made = await flow.house.payments.createCheckout(
    flow.operator,
    {
      ...{ marketplace: flow.marketplace, orders, buyer: {}, locale: "zh-CN", expires_in: 3600, metadata: {} },
      ...{ success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" },
    },
    null,
  );
  if (!made.ok) throw new Error(made.fault);
  return made.value.checkout.id;
}

async function start(id: string, wallet: FlowWallet, method: PayMethod, device: "desktop" | "phone" = "phone") {
  const buyer = method === "in_app" ? { openid: "oTestBuyer0001" } : { ip: "203.0.113.7" };
  const done = await flow.house.payments.startPayment(
    flow.operator,
    { checkout: id, wallet, method, device, buyer, by_friend: false },
    null,
  );
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value;
}

/** What the wallet's app would scan or open. */
function codeOf(action: Awaited<ReturnType<typeof start>>["action"]): string {
  if (action?.kind === "qr") return action.content;
  if (action?.kind === "jump") return action.url;
  if (action?.kind === "app") return action.order;
  if (action?.kind === "invoke") return JSON.stringify(action.parameters);
  throw new Error("There is nothing to do next.");
}

async function payOn(wallet: FlowWallet, action: Awaited<ReturnType<typeof start>>["action"]): Promise<void> {
  const view = await flow.fakes[wallet].act(codeOf(action), "pay");
  if (!view.ok) throw new Error(`${wallet}: ${view.state} ${view.says.en}`);
}

const state = async (id: string) => (await flow.house.payments.getCheckout(id))?.state;

describe.each([
  ["wechatpay", "qr", "desktop"],
  ["wechatpay", "jump", "phone"],
  ["wechatpay", "in_app", "phone"],
  ["wechatpay", "app", "phone"],
  ["alipay", "qr", "desktop"],
  ["alipay", "jump", "desktop"],
  ["alipay", "jump", "phone"],
  ["alipay", "in_app", "phone"],
  ["alipay", "app", "phone"],
] as const)("%s by %s on a %s", (wallet, method, device) => {
  test("pays one store's order through every layer", async () => {
    const id = await checkout(flow.stores.slice(0, 1));
    await payOn(wallet, (await start(id, wallet, method, device)).action);
    await flow.settle();
    expect(await state(id)).toBe("complete");
  });

  test("pays a cart over three stores, or says that it goes store by store", async () => {
    const id = await checkout(flow.stores);
    const offer = (await flow.house.payments.getCheckout(id))?.offers.find((one) => one.wallet === wallet);
    const combined = offer?.combined === true && offer.combined_methods?.includes(method) === true;
    if (!combined) {
      await expect(start(id, wallet, method, device)).rejects.toThrow("pay_orders_one_by_one");
      return;
    }
    const started = await start(id, wallet, method, device);
    expect(started.payments).toHaveLength(3);
    await payOn(wallet, started.action);
    await flow.settle();
    expect(await state(id)).toBe("complete");
  });
});

describe("hard cases through both wallets' real protocols", () => {
  // What the case before did to a wallet's health is over: its calls are too old to count, and probes found it well.
  beforeEach(async () => {
    for (let probe = 0; probe < 4; probe++) {
      flow.advance(301);
      await flow.settle();
    }
  });

  test("a lost notice is found by asking", async () => {
    for (const wallet of ["wechatpay", "alipay"] as const) {
      flow.fakes[wallet].setFaults({ notice_drop: 1 });
      const id = await checkout(flow.stores.slice(0, 1));
      await payOn(wallet, (await start(id, wallet, "qr", "desktop")).action);
      await flow.house.payments.checkCheckout(id);
      expect(await state(id)).toBe("complete");
    }
  });

  test("time-out after success, notices doubled and reordered, signature probes: paid once", async () => {
    flow.fakes.wechatpay.setFaults({ timeout_after_success: 0.5, notice_repeat: 3, notice_reorder: true, probe: 1 });
    for (let i = 0; i < 6; i++) {
      const id = await checkout(flow.stores.slice(0, 1));
      let { action } = await start(id, "wechatpay", "qr", "desktop");
      for (let turn = 0; action === null && turn < 80; turn++) {
        flow.advance(10);
        await flow.house.settle();
        action = (await flow.house.payments.getCheckout(id))?.payments[0]?.action ?? null;
      }
      await payOn("wechatpay", action);
      await flow.settle();
      expect(await state(id)).toBe("complete");
    }
  });

  test("an Alipay code that nobody scanned is no proof: paid late beside WeChat Pay, it goes back by itself", async () => {
    const id = await checkout(flow.stores.slice(0, 1));
    const alipay = await start(id, "alipay", "qr", "desktop");
    const wechat = await start(id, "wechatpay", "qr", "desktop");
    const attempts = (await flow.house.payments.getCheckout(id))?.payments.map((one) => [one.wallet, one.state]);
    expect(attempts).toContainEqual(["alipay", "abandoned"]);
    await payOn("wechatpay", wechat.action);
    await payOn("alipay", alipay.action);
    await flow.settle();
    const after = (await flow.house.payments.getCheckout(id))?.payments.map((one) => [one.wallet, one.state]);
    expect(after?.toSorted()).toEqual([
      ["alipay", "returned"],
      ["wechatpay", "paid"],
    ]);
  });

  test("a wrong amount in a notice, correctly signed, is not believed: the wallet is asked, and its answer counts", async () => {
    flow.fakes.wechatpay.setFaults({ wrong_amount: true });
    const id = await checkout(flow.stores.slice(0, 1));
    await payOn("wechatpay", (await start(id, "wechatpay", "qr", "desktop")).action);
    // The same fault in the answer would be money of another amount; here only the notice lies.
    flow.fakes.wechatpay.setFaults({ server_error: 1 });
    await flow.settle();
    expect(await state(id)).toBe("open");
    flow.fakes.wechatpay.clearFaults();
    await flow.house.payments.checkCheckout(id);
    expect(await state(id)).toBe("complete");
    const [paid] = (await flow.house.payments.getCheckout(id))?.payments ?? [];
    expect([paid?.state, paid?.amount.minor]).toEqual(["paid", 1230n]);
  });

  test("an outage: unknown is kept, the other wallet works, nothing is lost", async () => {
    flow.fakes.wechatpay.setFaults({ server_error: 1 });
    const id = await checkout(flow.stores.slice(0, 1));
    const first = await start(id, "wechatpay", "qr", "desktop");
    expect(first.payments[0]?.state).toBe("starting");
    await payOn("alipay", (await start(id, "alipay", "qr", "desktop")).action);
    await flow.settle();
    expect(await state(id)).toBe("complete");
  });

  test("refunds in part with each wallet, and a refund that stays processing", async () => {
    for (const wallet of ["wechatpay", "alipay"] as const) {
      const id = await checkout(flow.stores.slice(0, 1));
      const started = await start(id, wallet, "qr", "desktop");
      await payOn(wallet, started.action);
      await flow.settle();
      const payment = started.payments[0]?.id as string;
      const refund = await flow.house.payments.createRefund(
        flow.operator,
        { payment, amount: fen(230), reason: "七天无理由" },
        null,
      );
      expect(refund.ok).toBe(true);
      for (let turn = 0; turn < 5; turn++) {
        flow.advance(60);
        await flow.settle();
      }
      expect((await flow.house.payments.getPayment(payment))?.refunded).toEqual(fen(230));
    }
  });
});
