import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import { fen } from "#money";
import type { RefundRequest, Wallet } from "#wallets/protocol";
import { makeSettlementRig, paidOrder, refund, type SettlementRig } from "./testing/rig.ts";
import { makeToyVault } from "./testing/toy-vault.ts";

/** A wallet that gives a share back in no other way than inside the refund's own call. */
let rig: SettlementRig;
beforeAll(async () => {
  rig = await makeSettlementRig();
  await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 10, commission_bp: 500 });
  rig.advance(1);
});
afterAll(() => rig.end());
afterEach(async () => expect(await rig.books()).toEqual([]));

function house(answer: (request: RefundRequest) => ReturnType<Wallet["refund"]>) {
  const vault = makeToyVault("after_release");
  const { sharing } = vault.wallet;
  if (!sharing) throw new Error("the vault shares");
  const room = rig.bootSettlement({
    wallet: async () => ({ ...vault.wallet, sharing: { ...sharing, comesBack: "with_refund" } }),
  });
  const heard: RefundRequest[] = [];
  const wallet: Wallet = {
    ...rig.toys.red.wallet,
    refund: (request) => {
      heard.push(request);
      return answer(request);
    },
  };
  const payments = rig.boot({ released: room.refunds, wallet: async () => wallet });
  const work = async () => {
    for (let turn = 0; turn < 4; turn++) {
      rig.advance(90);
      await relayEvents(rig.db, bucketValues, 500);
      await room.tick();
    }
  };
  return { vault, room, payments, heard, work };
}

const collected = async () => {
  const all = await rig.balance(rig.stores[0] as string);
  return [all["red balance"] ?? 0, all["red commission"] ?? 0, all["red commission_collected"] ?? 0];
};

test("a refund takes the marketplace's part along, the same at a repeat; the books follow its word", async () => {
  let lost = true;
  const { room, payments, heard, work, vault } = house((request) => {
    if (!lost) return rig.toys.red.wallet.refund(request);
    lost = false;
    return Promise.resolve({ kind: "unknown", cause: "time-out" });
  });
  const before = await collected();
  const { order, payment } = await paidOrder(rig, 1000);
  await room.confirmReceipt("key_test", order, null);
  await work();
  const after = (n: number[]) => n.map((value, index) => value - (before[index] ?? 0));
  expect(after(await collected())).toEqual([950, 0, 50]);
  const other = await paidOrder(rig, 1000);
  await room.confirmReceipt("key_test", other.order, null);
  await work();
  const made = await refund(rig, payment, 400, payments);
  expect(made.ok).toBe(true);
  rig.advance(60);
  for (let turn = 0; turn < 4; turn++) await payments.workDue();
  expect(heard.length).toBeGreaterThanOrEqual(2);
  expect(heard.map((one) => one.sharesBack?.map((back) => back.amount))).toEqual(heard.map(() => [fen(20)]));
  await work();
  // Two orders of 10.00 less 4.00, at 5 %: the marketplace keeps 0.80.
  expect(after(await collected())).toEqual([1520, 0, 80]);
  expect(vault.calls.takeBack).toBe(0);
  expect(rig.alarms).not.toContain("share_return_refused");
});

test("a refund that the wallet refuses leaves the share where it is", async () => {
  const { room, payments, heard, work } = house(async () => ({ kind: "refused", code: "NO", says: "no" }));
  const { order, payment } = await paidOrder(rig, 1000);
  await room.confirmReceipt("key_test", order, null);
  await work();
  const before = await collected();
  await refund(rig, payment, 100, payments);
  expect(heard[0]?.sharesBack).toMatchObject([{ amount: fen(5) }]);
  await work();
  expect(await collected()).toEqual(before);
});

test.each(["lost_before", "lost_after", "processing"] as const)(
  "%s of the share: a refund waits for its word, and then takes the marketplace's part along",
  async (knob) => {
    const { room, payments, heard, work, vault } = house((request) => rig.toys.red.wallet.refund(request));
    vault.knobs.share = knob;
    const { order, payment } = await paidOrder(rig, 1000);
    await room.confirmReceipt("key_test", order, null);
    expect(await refund(rig, payment, 400, payments)).toMatchObject({ ok: false, fault: "release_in_progress" });
    vault.knobs.share = "ok";
    await work();
    const before = await collected();
    expect(await refund(rig, payment, 400, payments)).toMatchObject({ ok: true });
    await work();
    expect(heard.map((one) => one.sharesBack?.map((back) => back.amount))).toEqual([[fen(20)]]);
    expect((await collected()).map((value, index) => value - (before[index] ?? 0))).toEqual([-380, 0, -20]);
  },
);
