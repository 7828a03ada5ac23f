import { expect, test } from "vitest";
import type { FakeLedger } from "#wallets/fake-protocol";
import { checkBooksOf } from "./books.ts";
import type { Client } from "./client.ts";
import type { Control } from "./control.ts";
import type { Market } from "./market.ts";
import { playChapter } from "./tell.ts";
import type { World } from "./world.ts";

const cny = (minor: string) => ({ currency: "CNY", minor });
const payment = {
  id: "pay_A1",
  ...{ store: "sto_1", wallet: "alipay", state: "paid", wallet_ref: "T1" },
  ...{ amount: cny("1230"), refunded: cny("0") },
};
const row = {
  out_trade_no: "A1",
  transaction_id: "T1",
  amount: "1230",
  refunded: "0",
  paid_at: "2024-09-12T00:00:00Z",
};
const accounts = [
  { kind: "receivable", wallet: "alipay", balance: cny("1230") },
  { kind: "escrow", wallet: "alipay", balance: cny("1230") },
  { kind: "refunds_due", wallet: "alipay", balance: cny("0") },
];

type Told = { payments?: object[]; rows?: object[]; accounts?: object[]; ledgerFaults?: string[] };

/** The closing steps over one market, with what house and wallet say. */
async function check(told: Told): Promise<string[]> {
  const shop = {
    listPayments: async () => told.payments ?? [payment],
    listAccounts: async () => told.accounts ?? accounts,
  } as unknown as Client;
  const name = { zh: "集市", en: "Market" };
  const market: Market = { id: "mkt_1", name, shop, stores: [{ id: "sto_1", name }] };
  const empty = { payments: [], refunds: [], notices: [] };
  const alipay = { ...empty, payments: told.rows ?? [row] } as FakeLedger;
  const world = {
    control: { ledger: async () => ({ wechatpay: empty, alipay }) } as unknown as Control,
    ledgerFaults: async () => told.ledgerFaults ?? [],
    markets: [market],
  } as unknown as World;
  const report = await playChapter(
    { id: "x", title: name },
    (step) => checkBooksOf(world, [market], step),
    () => {},
  );
  return report.steps.flatMap((step) => step.detail ?? []);
}

test("the closing steps pass where house, books and wallet agree", async () => {
  expect(await check({})).toEqual([]);
});

test("they pass where a store's money has been released from escrow into its balance", async () => {
  const [receivable, , due] = accounts;
  const parts = [
    { kind: "escrow", wallet: "alipay", balance: cny("230") },
    { kind: "balance", wallet: "alipay", balance: cny("1000") },
  ];
  expect(await check({ accounts: [receivable as object, ...parts, due as object] })).toEqual([]);
});

test.each([
  ["the wallet was paid a fen more", { rows: [{ ...row, amount: "1231" }] }, "the amount of pay_A1"],
  ["the wallet was never paid", { rows: [{ ...row, paid_at: null }] }, "paid at alipay"],
  ["the wallet does not know it", { rows: [] }, "paid at alipay"],
  ["the house thinks it unpaid", { payments: [{ ...payment, state: "waiting" }] }, "paid at alipay"],
  ["the wallet sent a fen back", { rows: [{ ...row, refunded: "1" }] }, "the refunds of pay_A1"],
  ["another number at the wallet", { rows: [{ ...row, transaction_id: "T2" }] }, "the number of pay_A1"],
  [
    "the wallet was paid what we never heard of",
    { rows: [row, { ...row, out_trade_no: "B2" }] },
    "only what the house",
  ],
  ["the book holds nothing", { accounts: [] }, "the book of sto_1"],
  [
    "a fen was lost when it was released",
    { accounts: [accounts[0] as object, { kind: "balance", wallet: "alipay", balance: cny("1229") }] },
    "the book of sto_1",
  ],
  [
    "money is stuck on its way back",
    { accounts: [...accounts.slice(0, 2), { kind: "refunds_due", wallet: "alipay", balance: cny("1") }] },
    "the book of sto_1",
  ],
  ["the ledger finds a fault in itself", { ledgerFaults: ["totals: sto_1"] }, "faults of the ledger"],
])("they fail where %s", async (_what, told, detail) => {
  const details = await check(told);
  expect(details).toHaveLength(1);
  expect(details[0]).toContain(detail);
});
