import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OnboardingOutcome } from "#wallets/protocol";
import { applicationTable } from "./states.ts";
import { filled, type OnboardingRig, ok, openRig } from "./testing/rig.ts";

let rig: OnboardingRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());

const reasons = [{ field: "licence", says: "模糊" }];
const outcome: fc.Arbitrary<OnboardingOutcome> = fc.constantFrom(
  { kind: "reviewing" },
  { kind: "action_needed", what: "sign", says: "请签约" },
  { kind: "rejected", reasons },
  { kind: "rejected", reasons: [] },
  { kind: "frozen", reasons },
  { kind: "accepted", subMerchant: "42" },
  { kind: "withdrawn" },
  { kind: "unknown", cause: "time-out" },
);
const act = fc.oneof(
  { weight: 4, arbitrary: outcome.map((said) => ({ said })) },
  { weight: 1, arbitrary: fc.constantFrom({ verb: "submit" as const }, { verb: "withdraw" as const }) },
);

test("the wallet's words in any order, beside what the store does: every move is in the table, an end is an end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { maxLength: 8 }), async (waves) => {
      rig.world.activation = null;
      const { id } = await filled(rig);
      ok(await rig.onboarding.submit("key_1", id, null));
      for (const wave of waves)
        await Promise.all(
          wave.map((one) => {
            if ("said" in one) return rig.onboarding.hearNotice("wac_1", id.slice(4), one.said);
            return one.verb === "submit"
              ? rig.onboarding.submit("key_1", id, null)
              : rig.onboarding.withdraw("key_1", id, null);
          }),
        );
      const moves = await rig.onboarding.moves(id);
      for (const [n, { from, to }] of moves.entries()) {
        expect(from).toBe(moves[n - 1]?.to ?? null);
        if (from !== null) expect(applicationTable[from]).toContain(to);
        if (to === "rejected") expect(moves[n]?.reasons.length).toBeGreaterThan(0);
      }
      const view = await rig.onboarding.get(id);
      expect(view?.state).toBe(moves.at(-1)?.to);
      expect(view?.sub_merchant).toBe(view?.state === "accepted" ? "42" : null);
      const told = await rig.db.read<{ type: string }>("select type from outbox where subject = $1", [id]);
      expect(told.filter((event) => event.type === "application.accepted").length).toBeLessThanOrEqual(1);
      expect(told.length).toBe(moves.length);
    }),
    { numRuns: 25, seed: 20240905 },
  );
}, 60_000);

test("the database holds the rules as well: no acceptance without a number, no mute rejection, no second open one", async () => {
  const { id, store, marketplace } = await filled(rig);
  ok(await rig.onboarding.submit("key_1", id, null));
  const set = (what: string) => rig.db.read(`update applications set ${what} where id = $1`, [id]);
  await expect(set("state = 'accepted'")).rejects.toThrow(/check constraint/);
  await expect(set("state = 'rejected', reasons = '[]'")).rejects.toThrow(/check constraint/);
  await expect(set("visible_at = changed_at")).rejects.toThrow(/check constraint/);
  await expect(set("state = 'pondering'")).rejects.toThrow(/check constraint/);
  await expect(set("store = 'another'")).rejects.toThrow(/permission denied/);
  for (const table of ["application_moves", "applications"])
    await expect(rig.db.read(`delete from ${table} where true`)).rejects.toThrow(/permission denied/);
  await expect(rig.db.read("update application_moves set by_whom = 'x' where true")).rejects.toThrow(/permission/);
  const again = { marketplace, store, wallet: "red", applicant: "company" as const };
  expect(await rig.onboarding.createApplication("key_1", again, null)).toMatchObject({ fault: "application_exists" });
});
