import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { acceptanceChecks } from "#acceptance";
import { agree } from "#acceptance/testing";
import { checkBooks, ledgerChecks } from "#ledger";
import { fen } from "#money";
import { capChecks } from "#openings";
import { paymentChecks } from "#payments";
import type { WalletFake } from "#wallets/fake-protocol";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { everyWallet, mountEveryWallet, type Till, tillOf } from "./every-wallet.ts";
import { type FlowHouse, must, operator } from "./house.ts";

/** Payers' codes of every wallet at the till of a store that takes one alone: every pair that can be, by the fakes. */
const acquirers = ["wechatpay", "alipay"];
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
  ({ flow, fakes, store } = await mountEveryWallet(database.appUrl));
  ({ call, show, charge, paidAt, stateOf, pass } = tillOf(flow, fakes, store));
}, 60_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});
afterEach(async () => {
  for (const fake of Object.values(fakes)) fake.clearFaults();
  await flow.settle();
  const checks = [...ledgerChecks, ...paymentChecks, ...acceptanceChecks, ...capChecks];
  expect(await checkBooks(flow.house.db, checks)).toEqual([]);
});

async function open(what: { capability: string; partner: string; sides?: string[]; caps?: object }): Promise<string> {
  const rest = { methods: ["scan"], effective_at: null, terms: { zh: "付款码", en: "Codes" } };
  const caps = { per_payment: null, ...what.caps };
  const made = { marketplace: flow.marketplace, ...what, ...rest, caps };
  const { id } = must(await flow.house.openings.createOpening(operator, made, null));
  must(await flow.house.openings.moveOpening(operator, id, "open", "tills", null));
  await flow.house.refresh();
  return id;
}

describe.each(acquirers)("at a till that takes %s alone", (acquirer) => {
  const issuers = everyWallet.filter((id) => id !== acquirer);
  let till = "";
  beforeAll(async () => {
    till = await open({ capability: "code", partner: acquirer });
  });
  afterAll(async () => {
    must(await flow.house.openings.moveOpening(operator, till, "withdraw", "next", null));
    await flow.house.refresh();
  });

  test.each(issuers)("a code of %s: a wall with its reason, then paid by data alone, once", async (issuer) => {
    const account = flow.house.directory.snapshot.walletAccounts().find((one) => one.wallet === issuer)?.id ?? "";
    expect(await agree(flow.house.clearing, { kind: "pair", pair: { acquirer, issuer, account } })).toMatchObject({
      ok: true,
    });
    const before = paidAt(issuer);
    const shut = await charge(show(issuer));
    expect(shut.status).toBe(409);
    expect(shut.body.reasons[0]).toMatchObject({ code: "not_accepted", zh: expect.stringContaining("尚未互认") });
    expect(paidAt(issuer)).toBe(before);

    const opening = await open({ capability: "acceptance", partner: issuer, sides: [acquirer] });
    const [taken, given] = [paidAt(issuer), paidAt(acquirer)];
    const code = show(issuer);
    const first = await charge(code, { number: `ONE ${acquirer} ${issuer}` }, `key ${acquirer} ${issuer}`);
    expect(first.body).toMatchObject({
      wallet: issuer,
      payment: { state: "paid", method: "code", wallet: acquirer, issuer },
    });
    const again = await Promise.all([
      charge(code, { number: `ONE ${acquirer} ${issuer}` }, `key ${acquirer} ${issuer}`),
      charge(code, { number: `ONE ${acquirer} ${issuer}` }),
      ...[1, 2].map((other) => charge(code, { number: `OTHER ${acquirer} ${issuer} ${other}` })),
    ]);
    expect(again.slice(0, 2).map((one) => one.body.payment?.id)).toEqual(Array(2).fill(first.body.payment.id));
    expect(again.slice(2).map((one) => one.body.code)).toEqual(Array(2).fill("payer_code_used"));
    expect([paidAt(issuer), paidAt(acquirer)]).toEqual([taken + 1, given + 1]);

    // A refund goes back the same way.
    const amount = { currency: "CNY", minor: "230" };
    const refund = await call("POST", "/v1/refunds", { payment: first.body.payment.id, amount, reason: "broken" });
    for (let turn = 0; turn < 4; turn++) await pass(60);
    expect((await call("GET", `/v1/refunds/${refund.body.id}`)).body.state).toBe("refunded");
    expect(await flow.house.clearing.ofPayment(first.body.payment.id)).toMatchObject({ refunded: fen(230) });
    must(await flow.house.openings.moveOpening(operator, opening, "withdraw", "next", null));
    await flow.house.refresh();
  });
});

describe("between JD Pay and a till of WeChat Pay's", () => {
  beforeAll(async () => {
    await open({ capability: "code", partner: "wechatpay" });
    await open({
      capability: "acceptance",
      partner: "jdpay",
      sides: ["wechatpay"],
      caps: { per_buyer_day: fen(2000) },
    });
  });

  test("a buyer whom nobody knows is not let in under a buyer's limit; one whom the till knows is counted", async () => {
    expect((await charge(show("jdpay"))).body.reasons[0]).toMatchObject({ code: "not_accepted" });
    const member = { buyer_reference: "member 7" };
    expect((await charge(show("jdpay"), member)).body).toMatchObject({ payment: { state: "paid", issuer: "jdpay" } });
    const over = await charge(show("jdpay"), member);
    expect(over.body).toMatchObject({ code: "wallet_refused", reasons: [{ code: "over_cap_per_buyer_day" }] });
    expect((await charge(show("jdpay"), { buyer_reference: "member 8" })).status).toBe(201);
  });

  test("refused for want of a buyer, the same code pays the same number once the till says whose it is", async () => {
    const code = show("jdpay");
    const sales = async () =>
      (await flow.house.db.read<{ n: number }>("select count(*)::int as n from checkouts"))[0]?.n;
    const [before, sold] = [paidAt("jdpay"), await sales()];
    const refused = await charge(code, { number: "ASKED" }, "asked");
    expect(refused).toMatchObject({ status: 409, body: { code: "wallet_not_offered" } });
    expect(refused.body.reasons.map((one: { code: string }) => one.code)).toContain("not_accepted");
    expect(await sales()).toBe(sold);
    const told = { number: "ASKED", buyer_reference: "member 9" };
    // The key of what had no effect is free, too.
    const paid = await charge(code, told, "asked");
    expect(paid).toMatchObject({ status: 201, body: { payment: { state: "paid", issuer: "jdpay" } } });
    expect(paidAt("jdpay")).toBe(before + 1);
    // Sold once, its number is its sale: said again without the buyer, or twelve times at once, it is that one.
    const again = await Promise.all(
      Array.from({ length: 12 }, (_, n) => charge(code, n % 2 ? told : { number: "ASKED" })),
    );
    expect(new Set(again.map((one) => one.body.payment?.id ?? one.body.code))).toEqual(new Set([paid.body.payment.id]));
    expect(await sales()).toBe((sold ?? 0) + 1);
  });

  test("waits for a password and is paid; or is reversed at the issuer, and nothing is accepted", async () => {
    const waiting = async (n: number) => {
      const code = show("jdpay", "password");
      const { payment } = (await charge(code, { buyer_reference: `slow ${n}` })).body;
      expect(payment.state).toBe("waiting");
      return { code, id: payment.id };
    };
    const one = await waiting(1);
    expect(await fakes["jdpay"]?.act(one.code, "pay")).toMatchObject({ state: "paid" });
    await pass(6);
    expect(await stateOf(one.id)).toBe("paid");
    const before = paidAt("wechatpay");
    const two = await waiting(2);
    await pass(72);
    expect(await stateOf(two.id)).toBe("closed");
    expect((await fakes["jdpay"]?.act(two.code, "pay"))?.state).not.toBe("paid");
    expect(await flow.house.clearing.ofPayment(two.id)).toMatchObject({ state: "ended" });
    expect(paidAt("wechatpay")).toBe(before);
  });

  test("answers lost at both wallets: found, paid once, charged once", async () => {
    const [taken, given] = [paidAt("jdpay"), paidAt("wechatpay")];
    fakes["jdpay"]?.setFaults({ timeout_after_success: 1 });
    const lost = (await charge(show("jdpay"), { buyer_reference: "lost" })).body.payment;
    expect(lost.state).toBe("starting");
    fakes["jdpay"]?.clearFaults();
    fakes["wechatpay"]?.setFaults({ timeout_after_success: 1 });
    await pass(12);
    fakes["wechatpay"]?.clearFaults();
    await pass(60);
    expect(await stateOf(lost.id)).toBe("paid");
    expect([paidAt("jdpay"), paidAt("wechatpay")]).toEqual([taken + 1, given + 1]);
  });
});
