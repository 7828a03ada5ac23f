import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db";
import { filled, type OnboardingRig, ok, openRig } from "./testing/rig.ts";

/** A process that dies at its n-th contact with the world: before it happens, or right after. */
class Death extends Error {}

let rig: OnboardingRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());

const wire = (id: string) => id.slice(4);

function mortal(lives: { left: number }, after: boolean) {
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    const dies = lives.left-- === 0;
    if (dies && !after) throw new Death();
    const value = await work();
    if (dies) throw new Death();
    return value;
  };
  const db: Db = {
    ...rig.db,
    tx: (work) => step(() => rig.db.tx(work)),
    read: (sql, parameters) => step(() => rig.db.read(sql, parameters)),
  };
  const { wallet } = rig.toy;
  const onboarding = {
    ...wallet,
    upload: (one: Parameters<typeof wallet.upload>[0]) => step(() => wallet.upload(one)),
    apply: (one: Parameters<typeof wallet.apply>[0]) => step(() => wallet.apply(one)),
    ask: (one: Parameters<typeof wallet.ask>[0]) => step(() => wallet.ask(one)),
  };
  return rig.boot({ db, wallet: async () => ({ onboarding }) });
}

/** Lives through the work, or dies in it. */
async function lived(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    if (fault instanceof Death) return false;
    throw fault;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    rig.advance(121);
    await rig.onboarding.tick();
  }
}

test.each([false, true])(
  "a submission that dies anywhere (after the contact: %s) ends under review, once",
  async (after) => {
    let deaths = 0;
    for (let n = 0; n < 60; n++) {
      rig.world.activation = null;
      const { id } = await filled(rig);
      const whole = await lived(() => mortal({ left: n }, after).submit("key_1", id, null));
      await settle();
      const now = await rig.onboarding.get(id);
      if (now?.state === "draft") {
        // It died before its intent: nothing happened, and whoever repeats it gets through.
        expect(rig.toy.kept.has(wire(id))).toBe(false);
        ok(await rig.onboarding.submit("key_1", id, null));
      } else expect(now?.state).toBe("reviewing");
      expect(rig.toy.kept.get(wire(id))?.rounds).toBe(1);
      expect((await rig.onboarding.get(id))?.round).toBe(1);
      if (whole) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(5);
  },
  60_000,
);

test.each([false, true])(
  "an acceptance that dies anywhere (after the contact: %s) ends visible, with each event once",
  async (after) => {
    for (let n = 0; n < 60; n++) {
      rig.world.activation = null;
      rig.world.admitted = true;
      const { id } = await filled(rig);
      ok(await rig.onboarding.submit("key_1", id, null));
      rig.toy.decide(wire(id), { kind: "accepted", subMerchant: "42" });
      const whole = await lived(() => mortal({ left: n }, after).check(id));
      await settle();
      expect(await rig.onboarding.get(id)).toMatchObject({ state: "accepted", sub_merchant: "42" });
      const told = await rig.db.read<{ type: string }>("select type from outbox where subject = $1", [id]);
      const types = told.map((one) => one.type.replace("application.", ""));
      expect(types.sort()).toEqual(
        ["created", "submitted", "reviewing", "accepted", "merchant_ready", "buyer_visible"].sort(),
      );
      if (whole) return;
    }
    throw new Error("It never lived through.");
  },
  60_000,
);

test("two processes at once: one application at the wallet, one acceptance", async () => {
  rig.world.activation = null;
  const { id } = await filled(rig);
  const [a, b] = [rig.boot(), rig.boot()];
  const both = await Promise.all([a.submit("key_1", id, null), b.submit("key_2", id, null)]);
  expect(both.filter((one) => one.ok)).toHaveLength(1);
  expect(rig.toy.kept.get(wire(id))?.rounds).toBe(1);
  rig.toy.decide(wire(id), { kind: "accepted", subMerchant: "42" });
  await Promise.all([a.check(id), b.check(id), a.check(id), b.check(id)]);
  const moves = await a.moves(id);
  expect(moves.map((one) => one.to)).toEqual(["draft", "sending", "reviewing", "accepted"]);
});
