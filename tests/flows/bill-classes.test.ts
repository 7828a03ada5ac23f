import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketValues } from "#db";
import { checkBooks, ledgerChecks } from "#ledger";
import { fen, share } from "#money";
import { type BreakView, reconciliationChecks } from "#reconciliation";
import type { FaultKnobs } from "#wallets/fake-protocol";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, type FlowWallet, makeFlowHouse, walletIds } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let approver = "";
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1, startAt: new Date("2026-11-02T03:00:00Z") });
  const { directory, reconciliation } = flow.house;
  const person = await directory.createPerson({ name: "复核" }, null);
  if (!person.ok) throw new Error(person.fault);
  approver = person.value.id;
  const role = { marketplace: null, merchant: null, store: null, role: "approver" } as const;
  const given = await directory.addMembership(approver, { person: approver, ...role });
  if (!given.ok) throw new Error(given.fault);
  // Alipay's bill tells no rate.
  const figures = { rate: 600, minimum: fen(0), rounding: "half_even", refunds_return: false } as const;
  const agreed = { wallet_account: flow.accounts.alipay, method: "*", starts_at: new Date("2026-11-01T00:00:00Z") };
  expect(await reconciliation.setAgreedRate("per_a", { ...agreed, figures })).toMatchObject({ ok: true });
}, 120_000);
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function pay(wallet: FlowWallet, minor: number): Promise<string> {
  const { payments } = flow.house;
  const [store = ""] = flow.stores;
  const amount = fen(minor);
  const orders = [{ store, number: "1", title: "茶", amount, lines: [{ title: "茶", quantity: 1, amount }] }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const asked = { marketplace: flow.marketplace, orders, buyer: {}, locale: "zh-CN" as const, expires_in: 3600 };
  const made = await payments.createCheckout(flow.operator, { ...asked, metadata: {}, ...urls }, null);
  if (!made.ok) throw new Error(made.fault);
  const how = { wallet, method: "qr", device: "desktop", by_friend: false, buyer: {} } as const;
  const started = await payments.startPayment(flow.operator, { checkout: made.value.checkout.id, ...how }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes[wallet].act(started.value.action.content, "pay");
  await flow.settle();
  return started.value.payments[0]?.id as string;
}

async function busyDay(wallet: FlowWallet): Promise<void> {
  for (let n = 0; n < 7; n++) {
    const payment = await pay(wallet, 10_000 + 100 * n);
    const back = { payment, amount: fen(5000 + 10 * n), reason: "少发一件" };
    const made = await flow.house.payments.createRefund(flow.operator, back, null);
    if (!made.ok) throw new Error(made.fault);
    flow.advance(60);
  }
  await flow.settle();
}

const today = (): string => new Date(flow.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

async function reconcile(wallet: FlowWallet, day: string, knobs: Partial<FaultKnobs>): Promise<BreakView[]> {
  flow.fakes[wallet].setFaults(knobs);
  const { reconciliation } = flow.house;
  const done = await reconciliation.runDay({ account: flow.accounts[wallet], day });
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  flow.fakes[wallet].clearFaults();
  const found = await reconciliation.listBreaks(
    { marketplace: null, run: done.value.run.id },
    { after: null, limit: 99 },
  );
  return [...found.data];
}

/** Ends what is open: by its entry where there is one, as it is where there is none; what only waits is left. */
async function endAll(breaks: readonly BreakView[], waits: string | undefined): Promise<void> {
  const { reconciliation } = flow.house;
  for (const { id, entries, state, subject } of breaks) {
    if (state === "closed" || subject === waits) continue;
    const act = entries.length > 0 ? "enter" : "accept";
    const proposed = await reconciliation.proposeEnd({ ...flow.operator, id: "per_a" }, id, { act, why: "seen" });
    if (!proposed.ok) throw new Error(proposed.fault);
    const decided = await reconciliation.decideEnd({ ...flow.operator, id: approver }, id, {
      approve: true,
      why: "ok",
      proposed_at: proposed.value.proposed_at ?? new Date(0),
    });
    expect(decided).toMatchObject({ ok: true, value: { state: "closed" } });
  }
}

/** What the wallet really holds for us: paid, less what went back, less its fees, less what vanished. */
function trulyHeld(wallet: FlowWallet): bigint {
  const { payments, refunds } = flow.fakes[wallet].ledger();
  const minor = (text: string): bigint => BigInt(text);
  const feeOf = (amount: bigint): bigint => share(fen(amount), 6n, 1000n, "half_even").minor;
  const paid = payments.filter((one) => one.paid_at !== null).map((one) => minor(one.amount));
  const back = refunds.map((one) => minor(one.amount));
  const came = paid.reduce((sum, amount) => sum + amount - feeOf(amount), 0n);
  // WeChat Pay gives the fee back with the money; that Alipay does not is remembered, not verified.
  const left = back.reduce((sum, amount) => sum + amount - (wallet === "wechatpay" ? feeOf(amount) : 0n), 0n);
  return came - left;
}

async function booked(wallet: FlowWallet, code: string): Promise<bigint> {
  const [row] = await flow.house.db.read<{ sum: bigint | null }>(
    `select sum(case side when 'd' then debits - credits else credits - debits end)::bigint as sum from accounts
     where bucket = any($1) and held_at = $2 and code = $3`,
    [bucketValues, flow.accounts[wallet], code],
  );
  return row?.sum ?? 0n;
}

const every: Partial<FaultKnobs> = {
  ...{ bill_drop: 1, bill_wrong_amount: 1, bill_wrong_fee: 1, bill_wrong_state: 1, bill_extra: 1, bill_next_day: 1 },
  ...{ bill_repeat: 1, fund_extra: 1 },
};

describe.each(walletIds)("%s: the fake's knobs make every class", (wallet) => {
  test.each([false, true])(
    "of difference (refunds: %s), each is found by name, entered, and the account agrees",
    async (ofRefunds) => {
      await busyDay(wallet);
      const day = today();
      flow.advance(86_400);
      const kind = ofRefunds ? "refund" : "payment";
      const found = await reconcile(wallet, day, { ...every, bill_of_refunds: ofRefunds });
      expect(found.map((one) => `${one.kind} ${one.class}`).sort()).toEqual(
        [
          // Left out, and moved into the next day's bill; a stranger, and one twice.
          ...[`${kind} ours_only`, `${kind} ours_only`, `${kind} theirs_only`, `${kind} theirs_only`],
          ...[`${kind} amount`, `${kind} fee`, `${kind} state`],
          // The account moved by a fen for no cause, and by another sum than the trades make.
          ...["fund theirs_only", "fund amount"],
        ].sort(),
      );
      // Of the two that only we have, the later one is in the next day's bill.
      const ours = found.filter((one) => one.class === "ours_only").map((one) => one.subject as string);
      const waits = [...ours].sort().at(-1);
      await endAll(found, waits);
      const nextDay = today();
      flow.advance(86_400);
      const late = await reconcile(wallet, nextDay, { bill_next_day: 1, bill_of_refunds: ofRefunds });
      expect(late.map((one) => `${one.kind} ${one.class} ${one.subject}`)).toEqual([`${kind} day_boundary ${waits}`]);
      await endAll(late, undefined);
      const left = await flow.house.reconciliation.listBreaks(
        { marketplace: null, state: "open" },
        { after: null, limit: 99 },
      );
      expect(left.data).toEqual([]);
      expect(await booked(wallet, "receivable")).toBe(trulyHeld(wallet) - (ofRefunds ? 2n : 1n));
      expect(await checkBooks(flow.house.db, [...ledgerChecks, ...reconciliationChecks])).toEqual([]);
    },
    120_000,
  );
});

test("a payment's fee is told as agreed, and as billed where the bill says otherwise", async () => {
  const payments = [await pay("alipay", 12_345), await pay("alipay", 20_000)];
  const fees = async () => {
    const orders = await flow.house.db.read<{ order_id: string }>(
      "select order_id from payments where bucket = any($1) and id = any($2) order by id",
      [bucketValues, payments],
    );
    const flows = await Promise.all(orders.map((one) => flow.house.oversight.orderFlows(one.order_id)));
    const told = flows.flatMap((one) => one?.wallet_fees ?? []);
    return payments.map((payment) => told.find((one) => one.payment === payment));
  };
  const asAgreed = [fen(74), fen(120)].map((fee, n) => ({ payment: payments[n], fee, basis: "agreed" }));
  expect(await fees()).toEqual(asAgreed);
  const day = today();
  flow.advance(86_400);
  // The account's own bill finds the fen that vanished too.
  const [wrong, ...others] = (await reconcile("alipay", day, { bill_wrong_fee: 1 })).filter(
    ({ kind }) => kind !== "fund",
  );
  expect([wrong?.class, others]).toEqual(["fee", []]);
  const billed = (await fees()).filter((one) => one?.basis === "billed");
  expect(billed.map((one) => one?.payment)).toEqual([wrong?.subject]);
  expect(billed[0]?.fee).not.toEqual(asAgreed.find((one) => one.payment === wrong?.subject)?.fee);
}, 60_000);
