import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bucketValues, openDatabase, relayEvents } from "#db";
import { fen } from "#money";
import { Dead, makeMortal } from "#payments/testing/mortal";
import type { Settlement } from "./index.ts";
import { makeSettlementRig, paidOrder, refund, type SettlementRig } from "./testing/rig.ts";
import { bound, makeToyVault, sumOf, type ToyVault } from "./testing/toy-vault.ts";

let rig: SettlementRig;
let vault: ToyVault;
let room: Settlement;
const store = () => rig.stores[0] as string;
beforeAll(async () => {
  rig = await makeSettlementRig();
  await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 10, commission_bp: 500 });
  rig.advance(1);
});
afterAll(() => rig.end());
const use = (when: "before_release" | "after_release") => {
  vault = makeToyVault(when);
  room = bootRoom();
};
const bootRoom = (life: Parameters<SettlementRig["bootSettlement"]>[0] = {}) =>
  rig.bootSettlement({ wallet: async () => vault.wallet, ...life });
beforeEach(() => use("before_release"));
afterEach(async () => expect(await rig.books()).toEqual([]));

const receipt = (order: string, of: Settlement = room) => of.confirmReceipt("key_test", order, null);
const book = async () => {
  const all = await rig.balance(store());
  const [escrow, balance] = [all["red escrow"] ?? 0, all["red balance"] ?? 0];
  return { escrow, balance, commission: all["red commission"] ?? 0, collected: all["red commission_collected"] ?? 0 };
};
/** What the books of the store changed by while something was done. */
async function changeOf(work: () => Promise<unknown>) {
  const before = await book();
  await work();
  const after = await book();
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as keyof typeof before]]),
  );
}
/** The worker's turns until nothing is left to ask. */
async function work(of: Settlement = room, turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    rig.advance(90);
    await relayEvents(rig.db, bucketValues, 500);
    await of.tick();
  }
}

describe("where the wallet holds the money", () => {
  test("the share goes first, then the release, and the books move on the wallet's word", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    const changed = await changeOf(async () =>
      expect(await receipt(order)).toMatchObject({ ok: true, value: { state: "released", net: fen(950) } }),
    );
    expect(changed).toEqual({ escrow: -1000, balance: 950, commission: 0, collected: 50 });
    expect([sumOf(vault.shared), sumOf(vault.released)]).toEqual([50n, 950n]);
    expect(await room.getRelease(payment)).toMatchObject({ state: "released", gross: fen(1000) });
    expect(await room.listShares({ marketplace: null, store: store() }, { after: null, limit: 10 })).toMatchObject({
      data: [{ payment, amount: fen(50), state: "shared" }],
    });
    expect(await receipt(order)).toMatchObject({ ok: true, repeated: true });
    expect(vault.calls).toMatchObject({ release: 1, share: 1, bind: 1 });
  });

  test("a wallet that shares after the release: the commission is collected by a share of its own", async () => {
    use("after_release");
    const { order } = await paidOrder(rig, 1000);
    const changed = await changeOf(() => receipt(order));
    expect(changed).toEqual({ escrow: -1000, balance: 950, commission: 0, collected: 50 });
    expect(sumOf(vault.shared)).toBe(50n);
  });

  test.each(["lost_before", "lost_after", "processing"] as const)(
    "%s: nothing moves until the wallet says so",
    async (knob) => {
      vault.knobs = { ...vault.knobs, share: knob, release: knob };
      const { order, payment } = await paidOrder(rig, 1000);
      const still = await changeOf(async () =>
        expect(await receipt(order)).toMatchObject({ ok: true, value: { state: "sharing", released_at: null } }),
      );
      expect(still).toEqual({ escrow: 0, balance: 0, commission: 0, collected: 0 });
      expect(await refund(rig, payment, 100)).toMatchObject({ ok: false, fault: "release_in_progress" });
      vault.knobs = { ...vault.knobs, share: "ok", release: "ok" };
      expect(await changeOf(() => work())).toEqual({ escrow: -1000, balance: 950, commission: 0, collected: 50 });
      expect([vault.released.size, vault.shared.size]).toEqual([1, 1]);
    },
  );

  test("a refused share keeps nothing up: the commission stays in the book, somebody is told", async () => {
    vault.knobs.share = "refused";
    const { order } = await paidOrder(rig, 1000);
    expect(await changeOf(() => receipt(order))).toEqual({ escrow: -1000, balance: 950, commission: 50, collected: 0 });
    expect(rig.alarms).toContain("share_refused");
    use("after_release");
    vault.knobs.share = "refused";
    const other = await paidOrder(rig, 1000);
    const changed = await changeOf(() => receipt(other.order));
    expect(changed).toEqual({ escrow: -1000, balance: 950, commission: 50, collected: 0 });
  });

  test("a receiver that the wallet has forgotten is told of again with the next share", async () => {
    await receipt((await paidOrder(rig, 1000)).order);
    bound.clear();
    const first = await paidOrder(rig, 1000);
    expect(await changeOf(() => receipt(first.order))).toMatchObject({ commission: 50, collected: 0 });
    const second = await paidOrder(rig, 1000);
    expect(await changeOf(() => receipt(second.order))).toMatchObject({ commission: 0, collected: 50 });
  });

  test("a notice of a share has the wallet asked at once; another account's moves nothing", async () => {
    vault.knobs.share = "lost_after";
    const { order, payment } = await paidOrder(rig, 1000);
    await receipt(order);
    const share = (await room.listShares({ marketplace: null, store: null }, { after: null, limit: 9 })).data.find(
      (one) => one.payment === payment,
    );
    const { id = "", wallet_account: account = "" } = share ?? {};
    expect(share?.state).toMatch(/sending|processing/);
    await room.hearTold("wac_another", "share", id.slice(4));
    await room.hearTold(account, "share", "nonsense");
    await room.hearTold(account, "withdrawal", id.slice(4));
    expect((await room.getShare(id))?.state).toBe(share?.state);
    vault.knobs.share = "ok";
    await Promise.all([1, 2, 3].map(() => room.hearTold(account, "share", id.slice(4))));
    expect((await room.getShare(id))?.state).toBe("shared");
    expect(sumOf(vault.shared)).toBe(50n);
    await work();
  });

  test("more than the wallet's limit is not shared at all", async () => {
    await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 10, commission_bp: 3001 });
    rig.advance(1);
    const { order } = await paidOrder(rig, 1000);
    expect(await changeOf(() => receipt(order))).toMatchObject({ commission: 0, collected: 300 });
    await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 10, commission_bp: 3010 });
    rig.advance(1);
    const over = await paidOrder(rig, 1000);
    expect(await changeOf(() => receipt(over.order))).toMatchObject({ commission: 301, collected: 0 });
    expect(rig.alarms).toContain("share_over_limit");
    await rig.settlement.setTerms("per_boss", "mkt_test", { release_after_days: 10, commission_bp: 500 });
    rig.advance(1);
  });

  test("a refused release stops, refunds go on, and asking again divides what is left under a new number", async () => {
    vault.knobs = { ...vault.knobs, release: "refused", share: "refused" };
    const { order, payment } = await paidOrder(rig, 1000);
    expect(await receipt(order)).toMatchObject({ ok: true, value: { state: "stopped", says: "the wallet will not" } });
    expect(rig.alarms).toContain("release_refused");
    expect(await refund(rig, payment, 200)).toMatchObject({ ok: true });
    vault.knobs.release = "ok";
    const changed = await changeOf(async () =>
      expect(await receipt(order)).toMatchObject({ value: { state: "released", gross: fen(800) } }),
    );
    expect(changed).toEqual({ escrow: -800, balance: 760, commission: 40, collected: 0 });
  });

  test("a stopped release whose share was made lets no refund between", async () => {
    vault.knobs.release = "refused";
    const { order, payment } = await paidOrder(rig, 1000);
    expect(await receipt(order)).toMatchObject({ value: { state: "stopped" } });
    expect(await refund(rig, payment, 200)).toMatchObject({ fault: "release_in_progress" });
    vault.knobs.release = "ok";
    expect(await changeOf(() => receipt(order))).toMatchObject({ balance: 950, collected: 50 });
    expect(sumOf(vault.released)).toBe(950n);
  });

  test("what the wallet never held moves in the books alone", async () => {
    vault.knobs.release = "not_held";
    vault.knobs.share = "refused";
    const { order } = await paidOrder(rig, 1000);
    expect(await changeOf(() => receipt(order))).toEqual({ escrow: -1000, balance: 950, commission: 50, collected: 0 });
  });

  test("time lets it go as well, and an effect that takes an hour is told", async () => {
    vault.knobs.release = "processing";
    const { payment } = await paidOrder(rig, 1000);
    await relayEvents(rig.db, bucketValues, 500);
    await room.tick();
    rig.advance(10 * 86_400);
    await room.tick();
    expect(await room.getRelease(payment)).toMatchObject({ state: "releasing", cause: "time" });
    for (let turn = 0; turn < 8; turn++) {
      rig.advance(1200);
      await room.tick();
    }
    expect(rig.alarms).toContain("wallet_effect_late");
    vault.knobs.release = "ok";
    rig.advance(7200);
    await room.tick();
    expect(await room.getRelease(payment)).toMatchObject({ state: "released" });
  });
});

describe("a share's return", () => {
  const shareIdOf = async (payment: string) => {
    const { data } = await room.listShares({ marketplace: null, store: store() }, { after: null, limit: 100 });
    return data.find((share) => share.payment === payment)?.id as string;
  };

  test("asked for, it becomes commission that a refund then takes back", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    await receipt(order);
    const share = await shareIdOf(payment);
    const back = (amount: number, key = `${amount}`) => {
      const repeat = { caller: "key_test", route: "returns", key: `${payment}${key}`, requestHash: key };
      return room.returnShare("key_test", share, fen(amount), repeat);
    };
    expect(await changeOf(() => back(20))).toMatchObject({ commission: 20, collected: -20, balance: 0 });
    expect(await back(20)).toMatchObject({ ok: true, repeated: true });
    expect(await back(31)).toMatchObject({ ok: false, fault: "share_exceeds" });
    await back(30);
    const changed = await changeOf(() => refund(rig, payment, 1000));
    expect(changed).toMatchObject({ commission: -50, balance: -950 });
    expect(sumOf(vault.returned)).toBe(50n);
  });

  test("two at once, on two processes, take back no more than the share", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    await receipt(order);
    const share = await shareIdOf(payment);
    const second = openDatabase(rig.owner, { poolSize: 4, applicationName: "second" });
    const other = bootRoom({ db: second });
    const rooms = [room, other, room, other, room];
    const all = await Promise.all(rooms.map((of) => of.returnShare("key_test", share, fen(20), null)));
    expect(all.filter((one) => one.ok)).toHaveLength(2);
    expect(sumOf(vault.returned)).toBe(40n);
    await second.close();
  });

  test("a refund that the balance paid brings the marketplace's part back to the store, once", async () => {
    const of = rig.stores[2] as string;
    const held = async (code: string) => (await rig.balance(of))[`red ${code}`] ?? 0;
    const first = await paidOrder(rig, 100_000, "red", 2);
    await receipt(first.order);
    rig.advance(1);
    const { order, payment } = await paidOrder(rig, 1000, "red", 2);
    await receipt(order);
    expect([await held("balance"), await held("commission_collected")]).toEqual([95_950, 5050]);
    await refund(rig, payment, 500);
    await refund(rig, payment, 500);
    expect(await held("balance")).toBe(94_950);
    await work();
    await work();
    expect([await held("balance"), await held("commission_collected")]).toEqual([95_000, 5000]);
    expect(sumOf(vault.returned)).toBe(50n);
    const { data } = await room.listShares({ marketplace: null, store: of }, { after: null, limit: 1 });
    expect(data).toMatchObject([{ payment, returned: fen(50) }]);
  });

  test("a refund that is still under way brings nothing back, and one that is refused never does", async () => {
    const held = async (code: string) => (await rig.balance(rig.stores[1] as string))[`red ${code}`] ?? 0;
    await receipt((await paidOrder(rig, 100_000, "red", 1)).order);
    const { order, payment } = await paidOrder(rig, 1000, "red", 1);
    await receipt(order);
    expect(await refund(rig, payment, 400)).toMatchObject({ ok: true });
    rig.toys.red.knobs.refund = "processing";
    const second = await refund(rig, payment, 600);
    if (!second.ok) throw new Error(second.fault);
    await work();
    expect(await held("commission_collected")).toBe(5030);
    rig.toys.red.knobs.refund = "refused";
    for (let turn = 0; turn < 4; turn++) {
      rig.advance(120);
      await rig.payments.workDue();
    }
    rig.toys.red.knobs.refund = "ok";
    expect(await rig.payments.getRefund(second.value.id)).toMatchObject({ state: "refused" });
    await work();
    expect([await held("balance"), await held("commission_collected")]).toEqual([95_570, 5030]);
  });

  test("lost, refused, under way: the share stays until the wallet's word", async () => {
    const { order, payment } = await paidOrder(rig, 1000);
    await receipt(order);
    const share = await shareIdOf(payment);
    vault.knobs.takeBack = "lost_after";
    expect(await room.returnShare("key_test", share, fen(10), null)).toMatchObject({ value: { state: "sending" } });
    vault.knobs.takeBack = "refused";
    const refused = await room.returnShare("key_test", share, fen(10), null);
    expect(refused).toMatchObject({ value: { state: "refused", says: "the wallet will not" } });
    await work();
    expect(await room.getShare(share)).toMatchObject({ returned: fen(10) });
    expect(vault.returned.size).toBe(1);
  });
});

describe("two processes, and deaths", () => {
  test("a return that dies anywhere comes back once", async () => {
    let deaths = 0;
    for (let at = 1; at < 40; at++) {
      const { order, payment } = await paidOrder(rig, 1000);
      await receipt(order);
      const { data } = await room.listShares({ marketplace: null, store: store() }, { after: null, limit: 100 });
      const share = data.find((one) => one.payment === payment)?.id as string;
      vault.returned.clear();
      const mortal = makeMortal(at, at % 2 === 0 ? "before" : "after");
      const dying = bootRoom({ db: mortal.db(rig.db), wallet: async () => mortalVault(mortal) });
      const repeat = { caller: "key_test", route: "returns", key: payment, requestHash: "20" };
      const back = (of: Settlement) => of.returnShare("key_test", share, fen(20), repeat);
      await back(dying).catch((fault: unknown) => {
        if (!(fault instanceof Dead) && !mortal.died()) throw fault;
      });
      if (mortal.died()) deaths++;
      await back(room);
      await work();
      expect(await room.getShare(share), `${at}`).toMatchObject({ returned: fen(20) });
      expect(sumOf(vault.returned)).toBe(20n);
      if (!mortal.died()) break;
    }
    expect(deaths).toBeGreaterThan(10);
  });

  test("receipt and time at once on two processes release once", async () => {
    const second = openDatabase(rig.owner, { poolSize: 4, applicationName: "second" });
    const other = bootRoom({ db: second });
    for (let n = 0; n < 4; n++) {
      const { order } = await paidOrder(rig, 1000);
      const changed = await changeOf(async () => {
        await Promise.all([receipt(order), receipt(order, other), receipt(order), receipt(order, other)]);
        await Promise.all([work(), work(other)]);
      });
      expect(changed).toMatchObject({ escrow: -1000, balance: 950, collected: 50 });
    }
    expect([sumOf(vault.released), sumOf(vault.shared)]).toEqual([3800n, 200n]);
    await second.close();
  });

  test.each(["before_release", "after_release"] as const)(
    "dies anywhere (%s): ends right, once",
    async (when) => {
      use(when);
      let deaths = 0;
      for (let at = 1; at < 60; at++) {
        let survived = false;
        for (const moment of ["before", "after"] as const) {
          const { order, payment } = await paidOrder(rig, 1000);
          const mortal = makeMortal(at, moment);
          const dying = bootRoom({ db: mortal.db(rig.db), wallet: async () => mortalVault(mortal) });
          await receipt(order, dying).catch((fault: unknown) => {
            if (!(fault instanceof Dead) && !mortal.died()) throw fault;
          });
          survived = !mortal.died();
          if (mortal.died()) deaths++;
          await receipt(order);
          await work(room, 2);
          expect(await room.getRelease(payment), `${moment} ${at}`).toMatchObject({ state: "released", net: fen(950) });
        }
        if (survived) break;
      }
      expect(deaths).toBeGreaterThan(20);
      // 5 %: shared out of what is held, or taken from what was let go.
      expect(sumOf(vault.released)).toBe(sumOf(vault.shared) * (when === "before_release" ? 19n : 20n));
      expect(vault.released.size).toBe(vault.shared.size);
    },
    60_000,
  );
});

/** The vault behind a process that dies at a contact with it. */
function mortalVault(mortal: ReturnType<typeof makeMortal>): ToyVault["wallet"] {
  const { release, sharing } = vault.wallet;
  // Only calls are contacts: mortal counts them as it counts statements.
  const touched = <A extends unknown[], R>(call: (...given: A) => Promise<R>) => {
    const through = mortal.db({ read: async () => [], tx: async () => undefined, close: async () => {} } as never);
    return async (...given: A): Promise<R> => {
      await through.read("");
      const result = await call(...given);
      await through.read("");
      return result;
    };
  };
  return {
    release: { release: touched(release.release), ask: touched(release.ask) },
    sharing: {
      ...sharing,
      bind: touched(sharing.bind),
      share: touched(sharing.share),
      ask: touched(sharing.ask),
      takeBack: touched(sharing.takeBack),
      askReturn: touched(sharing.askReturn),
    },
  };
}
