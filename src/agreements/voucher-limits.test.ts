import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { checkBooks, ledgerChecks, readBook } from "#ledger";
import { fen } from "#money";
import { type Payments, paymentChecks } from "#payments";
import { caller } from "#payments/testing";
import { settlementChecks } from "#settlement";
import { makeSettlementRig, paidOrder, type SettlementRig } from "#settlement/testing";
import { refundKeyOf, voucherChecks } from "./index.ts";
import { openAgreements } from "./testing/rig.ts";
import { agreeOnVouchers, market, payingForVouchers } from "./testing/voucher-sales.ts";
import type { VoucherMoney } from "./types.ts";

/** How much of vouchers goes back by one person's word. */
let rig: SettlementRig;
let payments: Payments;
let agreement = "";
let room: ReturnType<typeof open>;

const money = (): VoucherMoney => ({
  ...{ liesApart: () => false, walletHolds: async () => false, hold: rig.settlement.hold, alarm: () => undefined },
  mayReturn: payments.countAlone,
  async refund({ voucher, attempt, payment, amount }) {
    const house = { ...caller, kind: "house" };
    const asked = { payment, amount, reason: "voucher" };
    const done = await payments.createRefund(house, asked, refundKeyOf(voucher, attempt));
    return done.ok ? { ok: true, refund: done.value.id } : { ok: false, fault: done.fault, left: null };
  },
});
const open = () => openAgreements("unused", rig.clock, { db: rig.db, ids: rig.ids, money: money() }).room;
const operator = (n: number) => ({ ...who, id: `per_limited_${n}`, role: "operator" });
const who = { kind: "person", id: "per_1", marketplace: market, store: null };

beforeAll(async () => {
  rig = await makeSettlementRig();
  payments = payingForVouchers(rig);
  room = open();
  agreement = await agreeOnVouchers(room);
  const asked = { role: "operator", per_refund: null, per_day: fen(1000), why: "less is safer" } as const;
  const limit = await payments.proposeRefundLimit("per_op", market, asked, null);
  if (!limit.ok) throw new Error(limit.fault);
  await payments.decideRefundLimit(limit.value.id, { by: "per_ap", why: "agreed", approve: true });
});
afterAll(() => rig.end());

async function sold(amount: number, days = 30): Promise<string> {
  const { payment } = await paidOrder(rig, amount);
  const expires_at = new Date(rig.clock.now().getTime() + days * 86_400_000);
  const what = { marketplace: market, agreement, redeemer: "mkt_cafe", title: "咖啡", payment, expires_at };
  const done = await room.issueVoucher(who, { ...what, value: fen(amount) }, null);
  if (!done.ok) throw new Error(done.fault);
  return done.value.voucher.id;
}
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    const done = [await payments.workDue(), await room.vouchersDue(), await rig.settlement.tick()];
    done.push((await relayEvents(rig.db, bucketValues, 500)).length);
    if (done.every((count) => count === 0)) return;
  }
  throw new Error("It does not come to rest.");
}
const checked = () => checkBooks(rig.db, [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...voucherChecks]);
const counted = async ({ id }: { id: string }) =>
  await rig.db.read<{ total: bigint }>("select total from refund_days where who = $1", [id]);
const wallets = (refund: "ok" | "refused") => {
  for (const toy of Object.values(rig.toys)) toy.knobs.refund = refund;
};

test("above a limit a voucher is not refunded and nothing moves; its last day counts for nobody", async () => {
  const id = await sold(1001, 1);
  const before = await readBook(rig.db, rig.stores[0] as string);
  for (const key of [null, { caller: "per_limited_1", route: "refundVoucher", key: "a", requestHash: "a" }])
    expect(await room.refundVoucher(operator(1), id, key)).toMatchObject({ fault: "voucher_above_limit" });
  await quiet();
  expect(await readBook(rig.db, rig.stores[0] as string)).toEqual(before);
  expect(await room.getVoucher(id)).toMatchObject({ state: "issued", refund: null });
  rig.advance(86_401);
  await quiet();
  expect(await room.getVoucher(id)).toMatchObject({ state: "refunded", refund: expect.stringMatching(/^ref_/) });
  expect(await counted(operator(1))).toEqual([]);
  expect(await checked()).toEqual([]);
});

test("within it a voucher counts once: by several at once, asked again, refused by the wallet at first", async () => {
  const id = await sold(600);
  wallets("refused");
  const all = await Promise.all([room, open(), room].map((one) => one.refundVoucher(operator(2), id, null)));
  expect(all.every((one) => one.ok)).toBe(true);
  await quiet();
  wallets("ok");
  rig.advance(3601);
  await quiet();
  expect(await room.refundVoucher(operator(2), id, null)).toMatchObject({ ok: true });
  const asked = "select state from refunds where payment = (select payment from vouchers where id = $1) order by state";
  expect(await rig.db.read(asked, [id])).toEqual([{ state: "refunded" }, { state: "refused" }]);
  expect(await counted(operator(2))).toEqual([{ total: 600n }]);
  expect(await checked()).toEqual([]);
});

test("of two vouchers at once that are above a day together, one is refunded", async () => {
  const both = await Promise.all(
    [await sold(600), await sold(600)].map((id) => room.refundVoucher(operator(3), id, null)),
  );
  expect(both.map((one) => (one.ok ? "ok" : one.fault)).sort()).toEqual(["ok", "voucher_above_limit"]);
  expect(await counted(operator(3))).toEqual([{ total: 600n }]);
  await quiet();
  expect(await checked()).toEqual([]);
});
