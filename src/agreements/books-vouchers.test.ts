import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readBook } from "#ledger";
import { fen, fromDecimalText } from "#money";
import { caller } from "#payments/testing";
import { makeSettlementRig, paidOrder, type SettlementRig } from "#settlement/testing";
import { openAgreements } from "./testing/rig.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/books.md"), "utf8");
const table = guide.split("\n").filter((line) => line.startsWith("|"));
const from = table.findIndex((line) => line.startsWith("| step | S escrow"));
const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
const head = cells(table[from] ?? "");
const rows = table.slice(from + 2, from + 7).map(cells);

let rig: SettlementRig;
afterAll(() => rig.end());

test("the guide's vouchers are what the books hold, step by step", async () => {
  rig = await makeSettlementRig();
  const [seller, redeemer] = rig.stores as [string, string];
  const refund = async ({ payment, amount }: { payment: string; amount: ReturnType<typeof fen> }) => {
    const done = await rig.payments.createRefund(caller, { payment, amount, reason: "voucher" }, null);
    await rig.payments.workDue();
    return done.ok
      ? { ok: true as const, refund: done.value.id }
      : { ok: false as const, fault: done.fault, left: null };
  };
  const money = { liesApart: () => false, walletHolds: async () => false, hold: rig.settlement.hold, alarm: () => {} };
  const mayReturn = async () => ({});
  const { room } = openAgreements("unused", rig.clock, {
    db: rig.db,
    ids: rig.ids,
    money: { ...money, mayReturn, refund },
  });
  const by = { kind: "person", id: "per_1", marketplace: "mkt_test", store: null };
  const draft = { marketplace: "mkt_test", title: { zh: "券", en: "Vouchers" }, parties: ["mkt_test", "mkt_cafe"] };
  const terms = { starts_at: null, ends_at: null, notice_days: 1, two_people: false, why: "x", rung: "links" } as const;
  const made = await room.proposeAgreement(by, { ...draft, ...terms, scopes: ["offline_fulfilment"] }, null);
  const agreement = made.ok ? made.value.id : "";
  const expires_at = new Date(rig.clock.now().getTime() + 86_400_000);
  const issue = async (payment: string, amount: number) => {
    const what = { marketplace: "mkt_test", agreement, redeemer: "mkt_cafe", title: "咖啡", payment, expires_at };
    const done = await room.issueVoucher(by, { ...what, value: fen(amount) }, null);
    if (!done.ok) throw new Error(done.fault);
    return { id: done.value.voucher.id, code: done.value.code ?? "" };
  };
  let [payment, code, second] = ["", "", ""];
  const till = { till: "1", store: redeemer, redeemer: "mkt_cafe" };
  const steps = [
    async () => (payment = (await paidOrder(rig, 5000)).payment),
    async () => (code = (await issue(payment, 5000)).code),
    () => room.redeemVoucher({ ...by, marketplace: "mkt_cafe" }, { ...till, code }, null),
    async () => (second = (await issue((await paidOrder(rig, 2000)).payment, 2000)).id),
    () => room.refundVoucher(by, second, null),
  ];
  expect(rows.length).toBe(steps.length);
  for (const [n, step] of steps.entries()) {
    await step();
    const books = { S: await readBook(rig.db, seller), R: await readBook(rig.db, redeemer) };
    const held = head.map((name) => {
      const [book, account] = name.split(" ") as ["S" | "R", string];
      return books[book].find((one) => one.code === account)?.balance.minor ?? 0n;
    });
    const told = (rows[n] ?? []).map((cell) => (cell === "" ? 0n : fromDecimalText(cell, "CNY").minor));
    expect([n, held]).toEqual([n, told]);
  }
});
