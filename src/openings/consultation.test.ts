import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeIds, openDatabase } from "#db";
import { leafHash } from "#merkle";
import type { NewBallot } from "./cast-ballot.ts";
import type { NewConsultation } from "./consult.ts";
import type { ElectorStore, Openings } from "./create-openings.ts";
import { hiddenOf, openLeafOf, verifyReceipt } from "./receipts.ts";
import { tallyOf } from "./tally.ts";
import { draft, move, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";

const seed = makeIds({ now: () => new Date("2024-01-01T00:00:00Z") }, randomBytes);
const stores: ElectorStore[] = Array.from({ length: 40 }, (_, n) => ({
  ...{ id: seed.next("sto"), merchant: `mer_${n}`, signedUpAt: null },
  tags: { category: n % 2 ? "tea" : "cloth" },
}));
const idOf = (n: number) => (stores[n] as ElectorStore).id;
/** The first store sells as much as all others together, and one fen more. */
const turnovers = new Map(stores.map((store, n) => [store.id, n === 0 ? 3901n : 100n]));
const owner = (n: number) => ({ kind: "person", id: `per_${idOf(n)}`, marketplace: null, store: idOf(n) });

let rig: OpeningsRig;
let elsewhere: Openings;
beforeAll(async () => {
  rig = await openRig({
    storesOf: () => stores,
    turnoverOf: async () => turnovers,
    mayVote: (person, store) => person === `per_${store}`,
  });
  elsewhere = rig.boot();
});
afterAll(() => rig.end());

const deadline = new Date("2024-09-05T07:00:00.000Z"); // the afternoon in Hangzhou
const rule = { quorum: 0, share: 5000, weighting: "stores" } as const;
const why = "4 September: merchants are asked";

async function consulted(more: Partial<NewConsultation> = {}): Promise<string> {
  rig.now = "2024-09-04T02:00:00Z";
  const { id } = await draft(rig);
  ok(await rig.openings.consultStores(operator, id, { why, deadline, rule, ...more }, null));
  return id;
}
const vote = (
  id: string,
  n: number,
  more: Partial<NewBallot> = {},
  by: Pick<Openings, "castBallot"> = rig.openings,
  key: string | null = null,
) =>
  by.castBallot(
    owner(n),
    id,
    { store: idOf(n), choice: "support", reason_code: "more_buyers", reason: "", replaces: null, ...more },
    key === null ? null : { caller: owner(n).id, route: "POST", key, requestHash: "h" },
  );
const against = { choice: "re_evaluate", reason_code: "fees", reason: "费率更高" } as const;
const end = (id: string) => move(rig, id, "withdraw");

test("one ballot a store, by its own people, changed by naming what it replaces; a repeat is one ballot", async () => {
  const id = await consulted();
  const first = ok(await vote(id, 1, {}, rig.openings, "k1"));
  expect(first).toMatchObject({ version: 1, choice: "support", consultation: 1, by: owner(1).id });
  expect(await vote(id, 1, {}, rig.openings, "k1")).toMatchObject({ ok: true, repeated: true, value: first });
  expect(await vote(id, 1, against)).toMatchObject({ fault: "ballot_exists" });
  const second = ok(await vote(id, 1, { ...against, replaces: 1 }, elsewhere));
  expect(second).toMatchObject({ version: 2, choice: "re_evaluate" });
  expect(second.salt).not.toBe(first.salt);
  expect(await vote(id, 1, { replaces: 1 })).toMatchObject({ fault: "ballot_changed", detail: { version: "2" } });
  expect(await vote(id, 2, { replaces: 1 })).toMatchObject({ fault: "ballot_changed" });
  // Somebody else's person, and a key, vote for nobody here; a stranger's store is not asked.
  const stolen = { store: idOf(3), replaces: null, ...against };
  expect(await rig.openings.castBallot(owner(1), id, stolen, null)).toMatchObject({ fault: "person_needed" });
  const key = { ...owner(3), kind: "key" };
  expect(await rig.openings.castBallot(key, id, stolen, null)).toMatchObject({ fault: "person_needed" });
  const stranger = seed.next("sto");
  const person = { ...owner(1), id: `per_${stranger}` };
  expect(await rig.openings.castBallot(person, id, { ...stolen, store: stranger }, null)).toMatchObject({
    fault: "store_not_asked",
  });
  // Only counts are public, and nobody reads another's.
  const [open] = await rig.openings.consultationsOf(id);
  expect(open).toMatchObject({ state: "open", stores: 40, cast: 1, tally: null, root: null, passed: null });
  expect(await rig.openings.readBallot(owner(2), id, idOf(1))).toMatchObject({ fault: "person_needed" });
  expect(await rig.openings.readBallot(operator, id, idOf(1))).toMatchObject({ fault: "person_needed" });
  expect(await rig.openings.proveBallot(owner(1), id, idOf(1))).toMatchObject({ fault: "consultation_under_way" });
  expect(ok(await rig.openings.readBallot(owner(1), id, idOf(1)))).toEqual(second);
  ok(await end(id));
  expect(await vote(id, 5)).toMatchObject({ fault: "consultation_over" });
});

test("forty people of one store at once on two processes: one ballot", async () => {
  const id = await consulted();
  const done = await Promise.all(
    Array.from({ length: 40 }, (_, n) => vote(id, 7, {}, n % 2 ? rig.openings : elsewhere)),
  );
  expect(done.filter((one) => one.ok)).toHaveLength(1);
  expect(done.filter((one) => !one.ok && one.fault === "ballot_exists")).toHaveLength(39);
  ok(await end(id));
});

test("the deadline holds to the millisecond while ballots pour in and two processes seal", async () => {
  const id = await consulted();
  rig.now = deadline.getTime() - 1;
  const inTime = Array.from({ length: 20 }, (_, n) =>
    vote(id, n, n < 12 ? {} : against, n % 2 ? rig.openings : elsewhere),
  );
  expect(await rig.openings.decideOpening(operator, id, why, null)).toMatchObject({ fault: "consultation_under_way" });
  rig.now = deadline;
  const late = Array.from({ length: 20 }, (_, n) => vote(id, 20 + n, {}, n % 2 ? rig.openings : elsewhere));
  const [counted] = await Promise.all([Promise.all(inTime), rig.openings.tick(), elsewhere.tick()]);
  for (const one of await Promise.all(late)) expect(one).toMatchObject({ fault: "consultation_over" });
  // One that was cast in time but met the seal is told so; whoever got a receipt is counted.
  const receipts = counted.flatMap((one) => (one.ok ? [one.value] : []));
  for (const one of counted) if (!one.ok) expect(one.fault).toBe("consultation_over");
  const [closed] = await rig.openings.consultationsOf(id);
  expect(closed?.tally?.stores.cast).toBe(String(receipts.length));
  expect(closed).toMatchObject({ state: "closed", cast: receipts.length });
  expect(await vote(id, 1, { replaces: 1 })).toMatchObject({ fault: "consultation_over" });
  expect((await rig.openings.stepsOf(id)).map((step) => step.event)).toEqual(["draft", "consult", "decide"]);
  ok(await end(id));
});

/** RFC 6962 over hashed leaves, written anew: what an outsider would write. */
function rootOver(leaves: readonly string[]): string {
  if (leaves.length === 1) return leaves[0] ?? "";
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  const both = `01${rootOver(leaves.slice(0, half))}${rootOver(leaves.slice(half))}`;
  return createHash("sha256").update(Buffer.from(both, "hex")).digest("hex");
}

test("who was asked before choices were published keeps what they were told: hashes alone", async () => {
  const id = await consulted();
  const migrator = openDatabase(rig.ownerUrl, { poolSize: 1, applicationName: "openings test" });
  await migrator.read("update consultations set leaf_form = 1 where opening = $1", [id]);
  await migrator.close();
  expect((await rig.openings.consultationsOf(id))[0]).toMatchObject({ ballots_public: false });
  ok(await vote(id, 3, against));
  rig.now = deadline;
  await rig.openings.tick();
  const { receipt, proof } = ok(await elsewhere.proveBallot(owner(3), id, idOf(3)));
  expect(verifyReceipt(receipt, proof)).toBe(true);
  const { form: _form, ...saved } = proof;
  expect(verifyReceipt(receipt, saved)).toBe(true);
  expect(await elsewhere.ballotsOf(id, 1)).toMatchObject({ fault: "not_found" });
  ok(await end(id));
});

test("nothing of a vote under way is published", async () => {
  const id = await consulted();
  ok(await vote(id, 3, against));
  expect(await rig.openings.ballotsOf(id, 1)).toMatchObject({ fault: "consultation_under_way" });
  ok(await end(id));
});

test("the result: tally with reasons, root, a proof for each store of its own ballot that anybody can check", async () => {
  const id = await consulted();
  for (let n = 0; n < 9; n++) ok(await vote(id, n, n < 6 ? {} : against));
  rig.now = deadline;
  await rig.openings.tick();
  const [result] = await rig.openings.consultationsOf(id);
  expect(result).toMatchObject({ passed: true, tally: { stores: { electorate: "40", cast: "9", support: "6" } } });
  expect(result?.tally?.turnover).toMatchObject({ cast: "4701", support: "4401", re_evaluate: "300" });
  expect(result?.tally?.reasons).toEqual([
    { choice: "support", code: "more_buyers", stores: "6", turnover: "4401" },
    { choice: "re_evaluate", code: "fees", stores: "3", turnover: null },
  ]);
  for (let n = 0; n < 9; n++) {
    const { receipt, proof } = ok(await elsewhere.proveBallot(owner(n), id, idOf(n)));
    expect(receipt.store).toBe(idOf(n));
    expect(proof).toMatchObject({ root: result?.root, size: 9 });
    expect(verifyReceipt(receipt, proof)).toBe(true);
    expect(verifyReceipt({ ...receipt, choice: n < 6 ? "re_evaluate" : "support" }, proof)).toBe(false);
    expect(verifyReceipt({ ...receipt, salt: "00".repeat(32) }, proof)).toBe(false);
  }
  // Anybody reckons the root and the number of voters from the published leaves alone.
  const { leaves, root } = ok(await elsewhere.leavesOf(id, 1));
  expect([leaves.length, root]).toEqual([9, result?.root]);
  expect(rootOver(leaves)).toBe(root);
  expect(await elsewhere.leavesOf(id, 2)).toMatchObject({ fault: "not_found" });
  // The ballots without their stores: counted again they are the tally, their leaves the published ones, in order.
  const told = ok(await elsewhere.ballotsOf(id, 1));
  expect(told.ballots.map((one) => one.choice).sort()).toEqual([
    ...Array(3).fill("re_evaluate"),
    ...Array(6).fill("support"),
  ]);
  expect(told.ballots.map(({ choice, hidden }) => leafHash(openLeafOf(choice, hidden)).toString("hex"))).toEqual(
    leaves,
  );
  expect(told.bands).toMatchObject([{ asked: 40, support: { stores: 6, turnover: "4401" } }]);
  const { receipt: mine, proof: place } = ok(await elsewhere.proveBallot(owner(7), id, idOf(7)));
  expect(told.ballots[place.leaf]).toEqual({ hidden: hiddenOf(mine), choice: "re_evaluate", band: 1 });
  for (let n = 0; n < 9; n++) expect(JSON.stringify(told)).not.toContain(idOf(n));
  expect(await elsewhere.ballotsOf(id, 2)).toMatchObject({ fault: "not_found" });
  expect(await rig.openings.proveBallot(owner(2), id, idOf(1))).toMatchObject({ fault: "person_needed" });
  const answer = { zh: "费率由平台补贴一年。", en: "The marketplace bears the difference for a year." };
  const answered = ok(await rig.openings.answerReason(operator, id, { reason_code: "fees", answer }));
  expect(answered[0]?.answers).toMatchObject([{ reason_code: "fees", answer, by: "per_1" }]);
  expect(await rig.openings.answerReason(operator, id, { reason_code: "x", answer })).toMatchObject({
    fault: "not_found",
  });
  // What was voted on is what runs.
  const supported = await rig.openings.getOpening(id);
  expect(supported?.voted_hash).toBe(supported?.terms_hash);
  const terms = { zh: "改", en: "Changed" };
  expect(await rig.openings.changeTerms(operator, id, { terms, why }, null)).toMatchObject({
    fault: "opening_terms_frozen",
  });
  const announced = ok(await rig.openings.announceOpening(operator, id, { why, effective_at: null }, null));
  expect(announced).toMatchObject({ effective_at: new Date("2024-09-11T16:00:00Z"), consultation_skipped: null });
  ok(await end(id));
});

test("a ballot that was altered in the database no longer fits the published root, and a person is told", async () => {
  const id = await consulted();
  for (let n = 0; n < 3; n++) ok(await vote(id, n));
  rig.now = deadline;
  await rig.openings.tick();
  await rig.db.read("update ballots set choice = 're_evaluate' where opening = $1 and store = $2", [id, idOf(1)]);
  await expect(rig.boot().proveBallot(owner(0), id, idOf(0))).rejects.toThrow(/published/);
  expect(rig.alarms.at(-1)?.what).toBe("ballots_differ_from_root");
  ok(await end(id));
});

test("not supported: no announcement, even with a reason to skip; other terms are asked about again", async () => {
  const id = await consulted({ rule: { quorum: 5000, share: 5000, weighting: "turnover" } });
  for (let n = 1; n < 40; n++) ok(await vote(id, n));
  ok(await vote(id, 0, against));
  rig.now = deadline;
  ok(await rig.openings.decideOpening(operator, id, why, null));
  // 39 stores of 40 are for it; the one against sells more than all of them, and the rule weighs turnover.
  expect((await rig.openings.consultationsOf(id))[0]).toMatchObject({ passed: false });
  const announce = { why, effective_at: null, skip_consultation: "never mind" };
  expect(await rig.openings.announceOpening(operator, id, announce, null)).toMatchObject({
    fault: "opening_not_supported",
  });
  expect(await move(rig, id, "open")).toMatchObject({ fault: "opening_not_supported" });
  ok(await rig.openings.changeTerms(operator, id, { terms: { zh: "费率减半", en: "Half the fee" }, why }, null));
  const later = new Date(deadline.getTime() + 86_400_000);
  const electorate = { categories: ["tea"] };
  ok(await rig.openings.consultStores(operator, id, { why, deadline: later, rule, electorate }, null));
  expect(await vote(id, 0)).toMatchObject({ fault: "store_not_asked" });
  ok(await vote(id, 1));
  rig.now = later;
  await rig.openings.tick();
  expect((await rig.openings.consultationsOf(id)).map((one) => [one.n, one.stores, one.passed])).toEqual([
    [1, 40, false],
    [2, 20, true],
  ]);
  ok(await rig.openings.announceOpening(operator, id, { why, effective_at: null }, null));
  ok(await end(id));
});

test("quorum and share are whole numbers: half is half, a fen less is not", () => {
  const votes = [
    { choice: "support", reasonCode: "a", turnover: 50n },
    { choice: "re_evaluate", reasonCode: "b", turnover: 50n },
  ] as const;
  const electorate = { stores: 4n, turnover: 200n };
  const half = { quorum: 5000, share: 5000, weighting: "turnover" } as const;
  expect(tallyOf(half, electorate, votes).passed).toBe(true);
  expect(tallyOf({ ...half, share: 5001 }, electorate, votes).passed).toBe(false);
  expect(tallyOf({ ...half, quorum: 5001 }, electorate, votes).passed).toBe(false);
  expect(tallyOf(half, { ...electorate, turnover: 201n }, votes).passed).toBe(false);
  // Nobody came: no rule makes that a yes.
  expect(tallyOf({ ...half, quorum: 0, share: 0 }, electorate, []).passed).toBe(false);
});

test("what is wrong with a consultation is told before anybody is asked", async () => {
  rig.now = "2024-09-04T02:00:00Z";
  const { id } = await draft(rig);
  const wrong = { why, deadline: rig.now, rule: { quorum: -1, share: 10_001, weighting: "stores" } as const };
  const refused = await rig.openings.consultStores(operator, id, wrong, null);
  expect(!refused.ok && refused.detail?.["faults"]).toHaveLength(3);
  const nobody = { why, deadline, rule, electorate: { categories: ["none"] } };
  expect(await rig.openings.consultStores(operator, id, nobody, null)).toMatchObject({ fault: "opening_invalid" });
  expect((await rig.openings.getOpening(id))?.state).toBe("draft");
});
