import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readCode } from "#codes";
import { checkBooks, ledgerChecks } from "#ledger";
import { paymentChecks } from "#payments";
import type { WalletFake } from "#wallets/fake-protocol";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { everyWallet, openEveryWallet, type Till, tillOf } from "./every-wallet.ts";
import type { FlowHouse } from "./house.ts";

/** One till, every wallet of the list: through the API, the house and each wallet's fake over its own wire. */
let database: TestDatabase;
let flow: FlowHouse;
let fakes: Readonly<Record<string, WalletFake>> = {};
let store = "";
let call: Till["call"];
let show: Till["show"];
let charge: Till["charge"];
let paidAt: Till["paidAt"];
let stateOf: Till["stateOf"];
let pass: Till["pass"];

beforeAll(async () => {
  database = await freshDatabase();
  ({ flow, fakes, store } = await openEveryWallet(database.appUrl));
  ({ call, show, charge, paidAt, stateOf, pass } = tillOf(flow, fakes, store));
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});
afterEach(async () => {
  for (const fake of Object.values(fakes)) fake.clearFaults();
  await flow.settle();
  expect(await checkBooks(flow.house.db, [...ledgerChecks, ...paymentChecks])).toEqual([]);
  expect(flow.house.alarms.kept).toEqual([]);
});

describe.each(everyWallet)("%s at the till", (wallet) => {
  test("is told by its code, paid at once, and charged once whatever is repeated by however many tills", async () => {
    const before = paidAt(wallet);
    const code = show(wallet);
    const first = await charge(code, { number: `ONE ${wallet}` }, `key ${wallet}`);
    expect(first.body).toMatchObject({ wallet, payment: { state: "paid", method: "code", wallet } });
    const again = await Promise.all([
      charge(code, { number: `ONE ${wallet}` }, `key ${wallet}`),
      charge(code, { number: `ONE ${wallet}` }),
      ...[1, 2, 3].map((till) => charge(code, { number: `OTHER ${wallet} ${till}` })),
    ]);
    expect(again.slice(0, 2).map((one) => one.body.payment?.id)).toEqual(Array(2).fill(first.body.payment.id));
    expect(again.slice(2).map((one) => one.body.code)).toEqual(Array(3).fill("payer_code_used"));
    expect(paidAt(wallet)).toBe(before + 1);
  });

  test("waits for a password, is asked after, and paid", async () => {
    const code = show(wallet, "password");
    const waiting = (await charge(code)).body.payment;
    expect(waiting.state).toBe("waiting");
    await pass(6);
    expect(await stateOf(waiting.id)).toBe("waiting");
    expect(await fakes[wallet]?.act(code, "pay")).toMatchObject({ state: "paid" });
    await pass(6);
    expect(await stateOf(waiting.id)).toBe("paid");
  });

  test("is reversed when nobody enters the password in time: it can be paid no more, and the sale takes another", async () => {
    const before = paidAt(wallet);
    const code = show(wallet, "password");
    const waiting = (await charge(code, { number: `SLOW ${wallet}` })).body.payment;
    await pass(72);
    expect(await stateOf(waiting.id)).toBe("closed");
    expect((await fakes[wallet]?.act(code, "pay"))?.state).not.toBe("paid");
    const next = await charge(show(wallet), { number: `SLOW ${wallet}` });
    expect(next.body.payment).toMatchObject({ state: "paid", order: waiting.order });
    expect(paidAt(wallet)).toBe(before + 1);
  });

  test("whose answer is lost is found to be paid, and no second code is charged", async () => {
    const before = paidAt(wallet);
    fakes[wallet]?.setFaults({ timeout_after_success: 1 });
    const lost = (await charge(show(wallet), { number: `LOST ${wallet}` })).body.payment;
    expect(lost.state).toBe("starting");
    const second = await charge(show(wallet), { number: `LOST ${wallet}` });
    expect(second.body.payment?.id ?? lost.id).toBe(lost.id);
    fakes[wallet]?.clearFaults();
    await pass(6);
    expect(await stateOf(lost.id)).toBe("paid");
    expect(paidAt(wallet)).toBe(before + 1);
  });

  test("that does not answer at all is reversed once it does", async () => {
    const before = paidAt(wallet);
    fakes[wallet]?.setFaults({ server_error: 1 });
    const silent = (await charge(show(wallet), { number: `DOWN ${wallet}` })).body.payment;
    expect(silent.state).toBe("starting");
    await pass(60);
    expect(["starting", "waiting"]).toContain(await stateOf(silent.id));
    fakes[wallet]?.clearFaults();
    await pass(600);
    expect(await stateOf(silent.id)).toBe("closed");
    expect(paidAt(wallet)).toBe(before);
  });

  test("says no for too little money", async () => {
    expect(await charge(show(wallet, "insufficient"))).toMatchObject({ body: { code: "wallet_refused" } });
  });
});

describe("codes that two networks claim", () => {
  const rule = { wallet: "unionpay", prefix: "18", digits: { min: 16, max: 20 } };
  const set = (state: "on" | "off", more: object = {}) =>
    flow.house.payerRules.set({ ...rule, marketplace: flow.marketplace, ...more }, state, "per_1");

  test("are left to the cashier, and charged at the wallet that was chosen", async () => {
    const code = show("jdpay");
    const twin = show("jdpay");
    expect(await set("on")).toBe(true);
    expect(await charge(code)).toMatchObject({
      status: 422,
      body: { code: "payer_code_ambiguous", context: { wallets: "jdpay; unionpay" } },
    });
    const read = { store, text: code };
    expect((await call("POST", "/v1/codes/check", read)).body).toMatchObject({
      ...{ kind: "payer_code", wallets: ["jdpay", "unionpay"] },
    });
    // A wallet that does not claim it is no choice.
    expect(await charge(code, { wallet: "alipay" })).toMatchObject({ body: { code: "payer_code_ambiguous" } });
    expect((await charge(code, { wallet: "jdpay" })).body).toMatchObject({
      wallet: "jdpay",
      payment: { state: "paid" },
    });
    // Chosen wrongly: that network does not know the code, says so, and nothing was taken anywhere.
    const before = paidAt("jdpay") + paidAt("unionpay");
    expect(await charge(twin, { wallet: "unionpay" })).toMatchObject({ body: { code: "wallet_refused" } });
    expect(paidAt("jdpay") + paidAt("unionpay")).toBe(before);
    expect(await set("off")).toBe(true);
    expect((await charge(show("jdpay"))).body).toMatchObject({ wallet: "jdpay", payment: { state: "paid" } });
  });

  test("by a rule of the house are so for every marketplace; another's rule is nobody else's", async () => {
    expect(await set("on", { marketplace: "mkt_00000000000000000000000000" })).toBe(true);
    expect((await charge(show("jdpay"))).body).toMatchObject({ wallet: "jdpay" });
    expect(await set("on", { marketplace: null })).toBe(true);
    expect(await charge(show("jdpay"))).toMatchObject({ body: { code: "payer_code_ambiguous" } });
    const { rows } = { rows: flow.house.payerRules.list(flow.marketplace) };
    expect(rows.filter((one) => one.source !== "wallet")).toMatchObject([{ source: "house", set_by: "per_1" }]);
    expect(await set("off", { marketplace: null })).toBe(true);
    expect(await set("on", { wallet: "nobody" })).toBe(false);
  });

  test("the database refuses a rule that is none", async () => {
    const wrong = flow.house.db.read(
      `insert into payer_code_rules values ('house', 'jdpay', 'x1', 10, 20, 'on', 'p', now())`,
    );
    await expect(wrong).rejects.toThrow(/check/);
    await expect(flow.house.db.read("delete from payer_code_rules")).rejects.toThrow(/permission/);
  });
});

test("a store's code carries its account at UnionPay in the network's own object, as the API issues it", async () => {
  const { body } = await call("POST", "/v1/merchant-codes", { store, title: "茶馆", latin_city: "SUZHOU" });
  const read = readCode(body.emv);
  if (!read.ok) throw new Error(read.fault);
  const own = read.value.accounts.filter((one) => one.id === "15");
  expect(own).toEqual([{ id: "15", value: expect.stringMatching(/^\d{16}[0-9A-Za-z]{15}$/) }]);
  // Another store, which has not joined UnionPay, has none.
  const other = await call("POST", "/v1/merchant-codes", {
    store: flow.stores[1],
    title: "茶馆",
    latin_city: "SUZHOU",
  });
  const without = readCode(other.body.emv);
  expect(without.ok && without.value.accounts.some((one) => one.id === "15")).toBe(false);
});

describe("a sale that the cashier takes back", () => {
  const amount = { currency: "CNY", minor: "1230" };
  const withdraw = async (number: string) =>
    (await call("POST", "/v1/till-payments/withdraw", { store, number, amount })).body;

  test("before the house ever heard of it: what arrives late charges nothing", async () => {
    const code = show("unionpay");
    expect(await withdraw("BACK 1")).toEqual({ number: "BACK 1", state: "withdrawn" });
    expect(await withdraw("BACK 1")).toEqual({ number: "BACK 1", state: "withdrawn" });
    const before = paidAt("unionpay");
    const late = await charge(code, { number: "BACK 1" });
    expect(late).toMatchObject({ body: { code: "checkout_cancelled" } });
    const { paths } = (await call("GET", "/openapi.json")).body;
    const declared = paths["/v1/till-payments"].post.responses[late.status];
    expect(JSON.stringify(declared)).toContain("checkout_cancelled");
    expect(paidAt("unionpay")).toBe(before);
  });

  test("while its payer is asked for a password: reversed, and can be paid no more", async () => {
    const code = show("wechatpay", "password");
    const { id } = (await charge(code, { number: "BACK 2" })).body.payment;
    expect((await withdraw("BACK 2")).state).toBe("withdrawn");
    expect(await stateOf(id)).toBe("closed");
    expect((await fakes["wechatpay"]?.act(code, "pay"))?.state).not.toBe("paid");
  });

  test.each(["server_error", "timeout_after_success"])(
    "while its wallet is mute after %s: not said to be free of charge",
    async (fault) => {
      const before = paidAt("alipay");
      fakes["alipay"]?.setFaults({ [fault]: 1 });
      const { id } = (await charge(show("alipay"), { number: `MUTE ${fault}` })).body.payment;
      fakes["alipay"]?.setFaults({ server_error: 1 });
      expect(await withdraw(`MUTE ${fault}`)).toMatchObject({ state: "ending" });
      expect(await withdraw(`MUTE ${fault}`)).toMatchObject({ state: "ending" });
      expect(await stateOf(id)).toBe("abandoned");
      fakes["alipay"]?.clearFaults();
      await pass(1200);
      expect(await withdraw(`MUTE ${fault}`)).toMatchObject({ state: "withdrawn" });
      expect(["closed", "returned"]).toContain(await stateOf(id));
      expect(paidAt("alipay")).toBe(before);
    },
  );

  test("after it was paid: it stays paid, and is said so; and at once with its charge it is one or the other", async () => {
    await charge(show("jdpay"), { number: "BACK 3" });
    expect(await withdraw("BACK 3")).toEqual({ number: "BACK 3", state: "paid" });
    for (let turn = 0; turn < 5; turn++) {
      const before = paidAt("alipay");
      const sales = `RACE ${turn}`;
      const [charged] = await Promise.all([charge(show("alipay"), { number: sales }), withdraw(sales)]);
      // A charge that reaches the wallet after its reversal found none goes back once that reversal is surely over.
      await pass(72);
      const after = await withdraw(sales);
      const taken = paidAt("alipay") - before;
      expect([after.state, taken]).toEqual(after.state === "paid" ? ["paid", 1] : ["withdrawn", 0]);
      if (after.state === "paid") expect(charged.body.payment).toBeDefined();
    }
    expect(
      await call("POST", "/v1/till-payments/withdraw", { store, number: "BACK 3", amount: { ...amount, minor: "1" } }),
    ).toMatchObject({ status: 409, body: { code: "till_number_used" } });
  });
});
