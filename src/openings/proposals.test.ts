import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { createOpenings } from "./create-openings.ts";
import { decided, draft, move, newMarketplace, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";
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
  rig.openings.proposeAct(by, id, act, null);
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
  // The same person asks again, after an answer that got lost: nothing more is done.
  expect(await decide(id, 1)).toMatchObject({ ok: true, repeated: true, value: { state: "open", version: 4 } });
  expect(await decide(id, 1, second, false)).toMatchObject({ fault: "opening_wrong_state" });
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

test("of two approvals at once one does it; done and marked are one commit", async () => {
  const { id } = await draft(rig, { two_people: true, marketplace: await newMarketplace(rig) });
  ok(await propose(id, { act: "open", why }));
  const all = await Promise.all([decide(id, 1), decide(id, 1), decide(id, 1)]);
  expect(all.filter((one) => one.ok && !one.repeated).length).toBeLessThanOrEqual(1);
  expect((await rig.openings.stepsOf(id)).filter((one) => one.event === "announce")).toHaveLength(1);
  // A proposal whose mark fails is not done: both are of one commit.
  await rig.db.read("update opening_proposals set state = 'pending', decided_by = null where opening = $1", [id]);
  const steps = await rig.openings.stepsOf(id);
  ok(await propose(id, { act: "resume", why }));
  await rig.db.read("update opening_proposals set state = 'rejected', decided_by = 'x' where opening = $1 and n = 2", [
    id,
  ]);
  const given = { by: "per_2", n: 2, why };
  ok(await move(rig, id, "pause"));
  expect(await rig.openings.moveOpening({ ...operator, approval: given }, id, "resume", why, null)).toMatchObject({
    fault: "opening_wrong_state",
  });
  expect((await rig.openings.stepsOf(id)).length).toBe(steps.length + 1);
});

test("an approval is of the version proposed: what was changed since is looked at and proposed again", async () => {
  const { id } = await draft(rig, { two_people: true, marketplace: await newMarketplace(rig) });
  const caps = (amount: number) => ({ why, caps: { per_payment: fen(amount) } });
  const terms = { terms: { zh: "另一条款。", en: "Other terms." }, why };
  const edits = [
    () => rig.openings.changePlan(operator, id, caps(30_000), null),
    () => rig.openings.changeTerms(operator, id, terms, null),
  ];
  for (const [index, edit] of edits.entries()) {
    const { version } = (await rig.openings.getOpening(id)) ?? { version: 0 };
    expect(ok(await propose(id, { act: "open", why })).opening_version).toBe(version);
    ok(await edit());
    const refusal = { fault: "proposal_outdated", detail: { proposed_at_version: version, version: version + 1 } };
    for (let twice = 0; twice < 2; twice++) expect(await decide(id, index + 1)).toMatchObject(refusal);
    const all = await Promise.all([decide(id, index + 1), decide(id, index + 1)]);
    expect(all).toMatchObject([refusal, refusal]);
    expect((await rig.openings.getOpening(id))?.state).toBe("draft");
  }
  // It may still be rejected; what is proposed afresh is approved, and one made beside it is outdated then.
  expect(ok(await decide(id, 1, second, false)).state).toBe("draft");
  ok(await propose(id, { act: "open", why }));
  ok(await propose(id, { act: "plan", ...caps(90_000) }));
  expect(ok(await decide(id, 3)).state).toBe("open");
  expect(await decide(id, 4)).toMatchObject({ fault: "proposal_outdated" });
  // From before versions were kept: nobody knows what was proposed.
  await rig.db.read(
    `insert into opening_proposals (opening, n, act, input, why, proposer_kind, proposer, at, state)
     values ($1, 5, 'pilot', '{}', 'w', 'person', 'per_1', $2, 'pending')`,
    [id, rig.now],
  );
  expect(await decide(id, 5)).toMatchObject({ fault: "proposal_outdated" });
});

test("an edit and an approval at once: the approval opens what was proposed, or nothing", async () => {
  const caps = { per_payment: fen(30_000) };
  for (let turn = 0; turn < 6; turn++) {
    const { id } = await draft(rig, { two_people: true, marketplace: await newMarketplace(rig), caps });
    const { opening_version } = ok(await propose(id, { act: "open", why }));
    const edit = () => rig.openings.changePlan(operator, id, { why, caps: { per_payment: fen(90_000) } }, null);
    const both = turn % 2 ? [edit(), decide(id, 1)] : [decide(id, 1), edit()];
    const done = await Promise.all(both);
    const approved = done[turn % 2];
    if (approved?.ok) expect((await rig.openings.stepsOf(id))[1]?.version).toBe((opening_version ?? 0) + 1);
    else expect(approved).toMatchObject({ fault: "proposal_outdated" });
    const found = await rig.openings.getOpening(id);
    expect([found?.state, found?.caps.per_payment]).toEqual(
      approved?.ok ? ["open", fen(30_000)] : ["draft", fen(90_000)],
    );
  }
});

test("in production two people always; in a sandbox a marketplace asks for them, or lets one be enough", async () => {
  const marketplace = await newMarketplace(rig);
  const production = createOpenings({ ...rig.parts, twoPeople: "always" });
  await production.refresh();
  const { id } = await draft(rig, { marketplace, caps: { per_payment: fen(30_000) } });
  expect(await production.moveOpening(operator, id, "open", why, null)).toMatchObject({
    fault: "second_person_needed",
  });
  const relaxed = { marketplace, two_people: false, why: "we are few" };
  expect(await production.setRules(operator, relaxed)).toMatchObject({ fault: "two_people_always" });
  expect(await production.readRules(marketplace)).toMatchObject({ two_people: true, source: "production" });
  expect(await rig.openings.readRules(marketplace)).toMatchObject({ two_people: false, source: "sandbox" });
  ok(await rig.openings.setRules(operator, { ...relaxed, two_people: true }));
  expect(await move(rig, id, "open")).toMatchObject({ fault: "second_person_needed" });
  ok(await rig.openings.setRules(operator, relaxed));
  expect(await rig.openings.readRules(marketplace)).toMatchObject({ source: "marketplace", why: "we are few" });
  ok(await move(rig, id, "open"));
  // Whoever tightens a limit or pauses needs nobody, in production too; raising it back takes two.
  const caps = (amount: number) => ({ why, caps: { per_payment: fen(amount) } });
  ok(await production.changePlan(operator, id, caps(10_000), null));
  expect(await production.changePlan(operator, id, caps(10_001), null)).toMatchObject({
    fault: "second_person_needed",
  });
  ok(await production.moveOpening(operator, id, "pause", why, null));
  expect(await production.moveOpening(operator, id, "resume", why, null)).toMatchObject({
    fault: "second_person_needed",
  });
});

test("what an opening requires stands by the word of two; that it no longer does, one says alone", async () => {
  const marketplace = await newMarketplace(rig);
  ok(await rig.openings.setRules(operator, { marketplace, two_people: true, why }));
  const named = { marketplace, kind: "agreement", opening: null, id: "traffic" } as const;
  const said = ok(await rig.openings.setStanding(operator, { ...named, stands: true, why }));
  expect(said).toMatchObject({ stands: false, waiting: true });
  const confirm = (by: Caller) => rig.openings.decideStanding(by, { ...named, approve: true, why });
  expect(await confirm(operator)).toMatchObject({ fault: "second_person_needed" });
  expect(ok(await confirm(second))).toMatchObject({ stands: true, waiting: false, confirmed_by: "per_2" });
  expect(await confirm(second)).toMatchObject({ fault: "opening_wrong_state" });
  expect(ok(await rig.openings.setStanding(operator, { ...named, stands: false, why })).stands).toBe(false);
});

test("the same request twice is one proposal", async () => {
  const { id } = await draft(rig, { marketplace: await newMarketplace(rig) });
  const repeat = { caller: "per_1", route: "POST /v1/openings/:id/proposals", key: "k", requestHash: "h" };
  const ask = (given: typeof repeat) => rig.openings.proposeAct(operator, id, { act: "open", why }, given);
  expect(ok(await ask(repeat)).n).toBe(1);
  expect(await ask(repeat)).toMatchObject({ ok: true, repeated: true, value: { n: 1 } });
  expect(await ask({ ...repeat, requestHash: "other" })).toMatchObject({ fault: "idempotency_key_reused" });
  expect(ok(await ask({ ...repeat, key: "k2" })).n).toBe(2);
});
