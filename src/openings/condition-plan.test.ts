import { afterAll, beforeAll, expect, test } from "vitest";
import { decided, draft, move, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());
const why = "because";

test("a condition is checked when it is saved, kept, and decides in every process; on a running stage it can only go", async () => {
  const wrong = [{ condition: "buyer.city_tier" }, { condition: 'buyer.city_tier == "3"' }];
  const refused = await rig.openings.createOpening(
    operator,
    { ...(await draft(rig)), sides: [rig.marketplace], effective_at: null, stages: wrong },
    null,
  );
  expect(refused).toMatchObject({
    fault: "opening_invalid",
    detail: {
      faults: [
        "stages[0].condition: must be true or false, this is int",
        "stages[1].condition: no such overload: int == string",
      ],
    },
  });
  const condition = "buyer.city_tier >= 3 && now.getHours('Asia/Shanghai') >= 8";
  const made = await draft(rig, { pilots: [{ condition }, {}] });
  expect(made.pilots.map((stage) => stage.condition)).toEqual([condition, null]);
  ok(await move(rig, made.id, "pilot"));
  const elsewhere = rig.boot();
  await elsewhere.refresh();
  for (const by of [rig.openings, elsewhere]) {
    expect(decided(rig, { buyer: { city_tier: 3 } }, rig.now, by)).toMatchObject({ open: true, stage: { n: 1 } });
    for (const buyer of [{ city_tier: 2 }, {}])
      expect(decided(rig, { buyer }, rig.now, by).reasons).toMatchObject([{ code: "condition_not_met" }]);
    const night = new Date("2024-09-06T22:00:00Z"); // 06:00 in Shanghai
    expect(decided(rig, { buyer: { city_tier: 3 } }, night, by).open).toBe(false);
  }
  const plan = (first: string | null) =>
    rig.openings.changePlan(operator, made.id, { why, pilots: [{ condition: first }, {}] }, null);
  expect(await plan("buyer.city_tier >= 2")).toMatchObject({ fault: "opening_invalid" });
  expect(ok(await plan(null)).pilots[0]?.condition).toBeNull();
  expect(await plan(condition)).toMatchObject({ fault: "opening_invalid" });
  expect(decided(rig, { buyer: {} })).toMatchObject({ open: true, stage: { n: 1 } });
});
