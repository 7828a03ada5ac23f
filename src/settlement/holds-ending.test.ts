import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, relayEvents } from "#db";
import type { Settlement } from "./index.ts";
import { makeSettlementRig, paidOrder, type SettlementRig } from "./testing/rig.ts";
import { makeToyVault, sumOf, type ToyVault } from "./testing/toy-vault.ts";

let rig: SettlementRig;
let vault: ToyVault;
let room: Settlement;
beforeAll(async () => {
  rig = await makeSettlementRig();
  await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 10, commission_bp: 500 });
  rig.advance(1);
});
afterAll(() => rig.end());
beforeEach(() => {
  vault = makeToyVault("before_release");
  room = rig.bootSettlement({ wallet: async () => vault.wallet });
});
afterEach(async () => expect(await rig.books()).toEqual([]));

/** What the books of the store changed by while something was done. */
async function changeOf(work: () => Promise<unknown>) {
  const book = async () => {
    const all = await rig.balance(rig.stores[0] as string);
    const of = (name: string): number => all[`red ${name}`] ?? 0;
    return { escrow: of("escrow"), balance: of("balance"), commission: of("commission") };
  };
  const before = await book();
  await work();
  const after = await book();
  return Object.entries(after).map(([name, value]) => [name, value - before[name as keyof typeof before]]);
}

/** The worker's turns until nothing is left to ask. */
async function work(turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    rig.advance(90);
    await relayEvents(rig.db, bucketValues, 500);
    await room.tick();
  }
}

const holding = (holdsDays: number) => {
  Object.assign(vault.wallet.release, { holdsDays });
};
const dayOf = 86_400;

describe("where the wallet lets go by itself after so many days", () => {
  test("the house lets go a day before, whatever the marketplace's terms say", async () => {
    holding(8);
    const { payment } = await paidOrder(rig, 1000);
    await work(2);
    rig.advance(6 * dayOf);
    await work();
    expect(await room.getRelease(payment)).toBe(null);
    rig.advance(dayOf);
    await work();
    expect(await room.getRelease(payment)).toMatchObject({ state: "released" });
    expect(sumOf(vault.shared)).toBe(50n);
  });

  test("a dispute holds for longer: told before and after, and the books still move when it ends", async () => {
    holding(30);
    const { order, payment } = await paidOrder(rig, 1000);
    const holder = "dsp_01JDREDRED0AREDREDREDREDRE";
    await rig.db.tx((tx) => room.hold(tx, order, holder, rig.clock.now()));
    const alarms = () => rig.alarms.filter((what) => what.startsWith("wallet_hold"));
    rig.alarms.length = 0;
    await work();
    rig.advance(24 * dayOf);
    await work();
    expect(alarms()).toEqual([]);
    rig.advance(2 * dayOf);
    await work();
    await work();
    expect(alarms()).toEqual(["wallet_hold_ending"]);
    rig.advance(5 * dayOf);
    await work();
    expect(alarms()).toEqual(["wallet_hold_ending", "wallet_hold_ended"]);
    vault.knobs = { ...vault.knobs, release: "not_held", share: "refused" };
    const changed = await changeOf(async () => {
      await rig.db.tx((tx) => room.unhold(tx, order, holder, rig.clock.now()));
      await work();
    });
    expect(await room.getRelease(payment)).toMatchObject({ state: "released" });
    // The marketplace's part was not there to be shared any more: it stays in the store's book.
    expect(changed).toEqual([
      ["escrow", -1000],
      ["balance", 950],
      ["commission", 50],
    ]);
    rig.alarms.length = 0;
  });
});

test("what a voucher holds lies at no such wallet: it is not told of, and takes no dispute's place", async () => {
  holding(30);
  const { order } = await paidOrder(rig, 1000);
  const holder = "vch_01JDREDRED0AREDREDREDREDRE";
  await rig.db.tx((tx) => room.hold(tx, order, holder, rig.clock.now()));
  rig.alarms.length = 0;
  await work();
  rig.advance(27 * dayOf);
  await work();
  expect(rig.alarms.filter((what) => what.startsWith("wallet_hold"))).toEqual([]);
  await rig.db.tx((tx) => room.unhold(tx, order, holder, rig.clock.now()));
  await work();
});
