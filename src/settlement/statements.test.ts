import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type AccountCode, accountOf as bookAccount, type PostingKind, transferOf } from "#chart";
import { makeAccountOpener, post, readBook } from "#ledger";
import { fen, toDecimalText } from "#money";
import { accountOf } from "#payments/testing";
import { type StatementAsked, statementAccounts } from "./statements.ts";
import { makeSettlementRig, paidOrder, refund, type SettlementRig } from "./testing/rig.ts";

let rig: SettlementRig;
beforeAll(async () => {
  rig = await makeSettlementRig();
});
afterAll(() => rig.end());
afterEach(async () => expect(await rig.books()).toEqual([]));

const receipt = (order: string) => rig.settlement.confirmReceipt("key_test", order, null);
const store = () => rig.stores[0] as string;
const soon = (seconds: number) => {
  rig.advance(seconds);
  return rig.clock.now();
};
type Asked = Pick<StatementAsked, "form" | "of">;
const own: Asked = { form: "ledger", of: "balance" };
async function csv(from: Date, to: Date, more: Asked = own): Promise<string[]> {
  const asked = { store: store(), wallet_account: accountOf("red"), from, to, ...more };
  let text = "";
  for await (const piece of rig.settlement.statement(asked)) text += piece;
  expect(text.startsWith("\uFEFF")).toBe(true);
  return text.slice(1).trimEnd().split("\r\n");
}

describe("a statement", () => {
  test("opens with what was, tells every change in order, and closes with what is", async () => {
    const before = rig.clock.now();
    const { order, payment } = await paidOrder(rig, 1000);
    soon(60);
    await receipt(order);
    const middle = soon(60);
    await refund(rig, payment, 250);
    const after = soon(60);
    const rows = (await csv(before, after)).map((line) => line.split(","));
    expect(rows.map((row) => [row[2], row.at(-3), row.at(-2), row.at(-1)])).toEqual([
      ["kind", "in_yuan", "out_yuan", "balance_yuan"],
      ["opening", "", "", "0.00"],
      ["order_released", "10.00", "", "10.00"],
      ["refund_asked", "", "2.50", "7.50"],
      ["closing", "", "", "7.50"],
    ]);
    // Two statements that meet leave nothing out and tell nothing twice.
    const [first, second] = [await csv(before, middle), await csv(middle, after)];
    expect(first.length + second.length).toBe(rows.length + 3);
    expect(second[1]).toContain("店铺余额期初余额,Store balance: opening balance,,balance,,,10.00");
  });

  test("in WeChat Pay's columns: backticks, its times, its sums at the end", async () => {
    const rows = await csv(new Date(0), rig.clock.now(), { form: "wechatpay", of: "balance" });
    expect(rows[0]).toMatch(/^记账时间,微信支付业务单号,资金流水单号/);
    expect(rows[1]).toMatch(/^`2026-11-22 16:01:00,`[0-9A-Z]{26},`[0-9A-Z]{26},`放款/);
    expect(rows.at(-1)).toBe("`2,`1,`10.00,`1,`2.50");
  });

  test("in Alipay's columns: tabs after texts, its lines around the table, its sums", async () => {
    const rows = await csv(new Date(0), rig.clock.now(), { form: "alipay", of: "balance" });
    expect(rows.slice(0, 2)).toEqual(["#支付宝账务明细查询", `#账号：[${store()}]`]);
    const width = rows[4]?.split(",").length;
    const cells = (rows[5] as string).split(",");
    expect([width, cells.length]).toEqual([12, 12]);
    expect(cells.slice(6, 9)).toEqual(["10.00", "0.00", "10.00"]);
    expect(rows.slice(6, 9).map((row) => row.split(",").slice(6, 9))).toContainEqual(["0.00", "-2.50", "7.50"]);
    expect(rows.at(-2)).toBe("#收入合计：1笔，共10.00元；支出合计：1笔，共-2.50元");
  });

  test("every account of the store: each closes with what the book holds, and the whole balances", async () => {
    const [began, { payment }] = [soon(1), await paidOrder(rig, 600)];
    await refund(rig, payment, 100);
    const rows = await csv(began, soon(1), { form: "ledger", of: "all" });
    const cells = rows.map((row) => row.split(","));
    const closing = new Map(cells.filter((row) => row[2] === "closing").map((row) => [row.at(-4), row.at(-1)]));
    expect([...closing.keys()]).toEqual([...statementAccounts]);
    for (const one of await readBook(rig.db, store(), null))
      if (one.held_at === accountOf("red")) expect(closing.get(one.code), one.code).toBe(toDecimalText(one.balance));
    const moved = cells.filter((row) => row[5] === payment).map((row) => [row[2], row[6], row[7], row[8]]);
    expect(moved).toEqual([
      ["payment_paid", "escrow", "6.00", ""],
      ["payment_paid", "receivable", "6.00", ""],
    ]);
    expect(cells.filter((row) => row[2] === "refund_asked").map((row) => row.at(-4))).toEqual([
      "escrow",
      "refunds_due",
    ]);
  });

  test("nothing that a store's book can hold is left out: its advertisements and vouchers neither", async () => {
    const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/books.md"), "utf8");
    const [, own = ""] = guide.split("## Accounts of a store's book");
    const [table = ""] = own.split("\n## ");
    const told = [...table.matchAll(/^\| `([a-z_]+)` \|/gm)].map((match) => match[1]);
    expect(told).toEqual(expect.arrayContaining(["ads_held", "ads_between", "vouchers_due", "vouchers_between"]));
    expect([...statementAccounts].sort()).toEqual(told.sort());
    // As campaigns and vouchers post it.
    const place = { store: store(), wallet_account: accountOf("red"), currency: "CNY" } as const;
    const move = async (kind: PostingKind, debit: AccountCode, credit: AccountCode, minor: number) => {
      const sides = { debit: bookAccount(debit, place), credit: bookAccount(credit, place) };
      await makeAccountOpener(rig.db).ensure(Object.values(sides));
      const what = { subject: `cmp_${"0".repeat(26)}`, amount: fen(minor), at: rig.clock.now() };
      expect(await rig.db.tx((tx) => post(tx, [[transferOf(kind, sides, what)]]))).toEqual(["posted"]);
    };
    await move("ads_set_aside", "balance", "ads_held", 300);
    const rows = await csv(new Date(0), soon(60), { form: "ledger", of: "all" });
    const closing = (code: string) =>
      rows
        .find((row) => row.includes("closing") && row.includes(`,${code},`))
        ?.split(",")
        .at(-1);
    expect(closing("ads_held")).toBe("3.00");
    const book = await readBook(rig.db, store());
    expect(closing("balance")).toBe(toDecimalText(book.find((one) => one.code === "balance")?.balance ?? fen(0)));
    await move("ads_let_go", "ads_held", "balance", 300);
  });

  test("thousands of changes, and a piece cut anywhere, come out whole", async () => {
    const { copiedTexts } = await import("./copied-texts.ts");
    const n = 5000;
    const whole: Buffer[] = [];
    for await (const piece of rig.db.copy(`select 'row ' || i || ' 行' from generate_series(1, ${n}) i`, []))
      whole.push(piece);
    const bytes = Buffer.concat(whole);
    const cut = async function* (size: number) {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    for (const size of [1, 7, 4096, bytes.length]) {
      let count = 0;
      for await (const text of copiedTexts(cut(size))) expect(text).toBe(`row ${++count} 行`);
      expect(count).toBe(n);
    }
  });
});

test("balances as they were at any instant, and the same as now at this one", async () => {
  const of = async (at: Date | null) =>
    Object.fromEntries((await readBook(rig.db, store(), at)).map((one) => [one.code, Number(one.balance.minor)]));
  const began = rig.clock.now();
  const was = await of(null);
  soon(1);
  const { order } = await paidOrder(rig, 700);
  const paid = soon(1);
  soon(1);
  await receipt(order);
  expect(await of(began)).toEqual(was);
  expect(await of(paid)).toEqual({
    ...was,
    receivable: (was["receivable"] ?? 0) + 700,
    escrow: (was["escrow"] ?? 0) + 700,
  });
  expect(await of(rig.clock.now())).toEqual(await of(null));
});

describe("rate cards", () => {
  test("a store's card goes before the marketplace's, begins at its instant, and ends with an empty one", async () => {
    const card = { marketplace: "mkt_test", store: store(), commission_bp: 500, fixed: fen(30) };
    const set = (more: object) => rig.settlement.setRateCard("per_a", { ...card, starts_at: null, ...more });
    expect(await set({ starts_at: new Date(rig.clock.now().getTime() - 1000) })).toMatchObject({
      fault: "rate_card_invalid",
    });
    expect(await set({ fixed: null })).toMatchObject({ fault: "rate_card_invalid" });
    const later = new Date(rig.clock.now().getTime() + 3_600_000);
    expect(await set({ starts_at: later })).toMatchObject({ ok: true });
    expect(await set({ starts_at: later })).toMatchObject({ fault: "rate_card_taken" });
    expect(await set({ store: null, commission_bp: 100, fixed: fen(0) })).toMatchObject({ ok: true });
    soon(1);
    const early = await paidOrder(rig, 1999);
    soon(3600);
    const late = await paidOrder(rig, 1999);
    expect(await receipt(early.order)).toMatchObject({ value: { commission: { minor: 19n } } });
    expect(await receipt(late.order)).toMatchObject({ value: { commission: { minor: 129n } } });
    await set({ commission_bp: null, fixed: null });
    soon(1);
    const ended = await paidOrder(rig, 1999);
    expect(await receipt(ended.order)).toMatchObject({ value: { commission: { minor: 19n } } });
    // 1999 kept 1000: a share of 50 and the fixed 30 stay; 49 of 129 are given back.
    const before = await rig.balance(store());
    await refund(rig, late.payment, 999);
    const after = await rig.balance(store());
    expect((before["red commission"] ?? 0) - (after["red commission"] ?? 0)).toBe(49);
    await refund(rig, late.payment, 1000);
    expect((await rig.balance(store()))["red commission"]).toBe((before["red commission"] ?? 0) - 129);
  });

  test("never more than the store keeps", async () => {
    const card = { marketplace: "mkt_test", store: store(), starts_at: null, commission_bp: 0, fixed: fen(500) };
    await rig.settlement.setRateCard("per_a", card);
    soon(1);
    const { order } = await paidOrder(rig, 200);
    expect(await receipt(order)).toMatchObject({ value: { commission: { minor: 200n }, net: { minor: 0n } } });
  });
});
