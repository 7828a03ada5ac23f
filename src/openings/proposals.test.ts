import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { decided, draft, move, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";
import type { Caller } from "./types.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig({
    mayApprove: (caller, _marketplace, proposer) =>
      caller.kind === "person" && caller.id === "per_2" && proposer !== "per_2"
        ? { ok: true }
        : { ok: false, detail: { why: "approver_is_proposer" } },
  });
});
afterAll(() => rig.end());

const why = "because";
const second = { ...operator, id: "per_2" };
const propose = (id: string, act: Parameters<typeof rig.openings.proposeAct>[2], by: Caller = operator) =>
  rig.openings.proposeAct(by, id, act);
const decide = (id: string, n: number, by = second, approve = true) =>
  rig.openings.decideProposal(by, id, { n, approve, why: "looked at" });

test("with two people nobody opens, resumes or raises a cap alone; a pause needs nobody", async () => {
  const caps = { per_payment: fen(30_000) };
  const made = await draft(rig, { two_people: true, caps });
  const { id } = made;
  expect(await move(rig, id, "open")).toMatchObject({ fault: "second_person_needed" });
  expect((await rig.openings.getOpening(id))?.state).toBe("draft");
  ok(await propose(id, { act: "open", why: "ready" }));
  expect(await decide(id, 1, operator)).toMatchObject({ fault: "second_person_needed" });
  expect(await decide(id, 9)).toMatchObject({ fault: "not_found" });
  expect(ok(await decide(id, 1)).state).toBe("open");
  expect(await decide(id, 1)).toMatchObject({ fault: "opening_wrong_state" });
  const steps = await rig.openings.stepsOf(id);
  expect(steps[1]).toMatchObject({ by: "per_1", why: "ready", details: { approved_by: "per_2" } });
  const raise = { caps: { per_payment: fen(50_000) }, stages: [{ stores: { share: 500 } }], why };
  expect(await rig.openings.changePlan(operator, id, raise, null)).toMatchObject({ fault: "second_person_needed" });
  ok(await propose(id, { act: "plan", ...raise }));
  const raised = ok(await decide(id, 2));
  expect(raised.caps.per_payment).toEqual(fen(50_000));
  expect(raised.stages[0]).toMatchObject({ n: 1, stores: { share: 500 } });
  ok(await move(rig, id, "pause"));
  expect(await move(rig, id, "resume")).toMatchObject({ fault: "second_person_needed" });
  ok(await propose(id, { act: "resume", why }));
  expect(ok(await decide(id, 3, second, false)).state).toBe("paused");
  expect(await decide(id, 3)).toMatchObject({ fault: "opening_wrong_state" });
  expect(decided(rig).reasons[0]?.code).toBe("paused");
  // What cannot be done is refused at the approval, and stays proposed.
  const announce = { act: "announce", effective_at: null, skip_consultation: why } as const;
  ok(await propose(id, { ...announce, why }));
  expect(await decide(id, 4)).toMatchObject({ fault: "opening_wrong_state" });
  expect((await rig.openings.proposalsOf(id)).map((one) => one.state)).toEqual([
    ...["approved", "approved", "rejected", "pending"],
  ]);
  const stranger = { ...operator, marketplace: "mkt_other" };
  expect(await propose(id, { act: "resume", why }, stranger)).toMatchObject({ fault: "not_found" });
});
