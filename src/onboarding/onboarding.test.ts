import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { termsHash } from "./index.ts";
import { dump, filled, type OnboardingRig, ok, openRig, png, repeatKey, terms } from "./testing/rig.ts";

let rig: OnboardingRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());
beforeEach(() => {
  rig.world.activation = null;
  rig.world.admitted = false;
  rig.alarms.length = 0;
  rig.toy.next = "ok";
  rig.toy.badDocument = null;
});

const wire = (id: string) => id.slice(4);
const blurred = { kind: "rejected", reasons: [{ field: "licence", says: "执照模糊" }] } as const;
const accepted = { kind: "accepted", subMerchant: "1900000042" } as const;

test("applies, is rejected for a blurred licence, mends it, is accepted, is ready, then visible", async () => {
  const { id } = await filled(rig);
  const sent = ok(await rig.onboarding.submit("key_1", id, null));
  expect(sent).toMatchObject({ state: "reviewing", round: 1, missing: [] });
  expect(rig.world.activation).toMatchObject({ state: "applied" });
  expect(rig.toy.kept.get(wire(id))?.request).toMatchObject({
    fields: { business_name: "甲店", id_number: "11010519491231002X" },
    documents: { licence: `media-${rig.toy.uploads.length}` },
    noticeUrl: "https://house.test/notices/red/wac_1",
  });
  rig.toy.decide(wire(id), blurred);
  rig.advance(60);
  expect(await rig.onboarding.tick()).toBe(1);
  const told = await rig.onboarding.get(id);
  expect(told).toMatchObject({ state: "rejected", reasons: blurred.reasons, round: 1 });
  ok(await rig.onboarding.putDocument("key_1", id, { name: "licence", content: Buffer.concat([png, png]) }));
  expect(ok(await rig.onboarding.submit("key_1", id, null))).toMatchObject({
    state: "reviewing",
    round: 2,
    reasons: [],
  });
  rig.toy.decide(wire(id), accepted);
  rig.advance(60);
  await rig.onboarding.tick();
  const ready = await rig.onboarding.get(id);
  expect(ready).toMatchObject({ state: "accepted", sub_merchant: "1900000042", buyer_visible_at: null });
  expect(ready?.merchant_ready_at).toEqual(rig.clock.now());
  expect(rig.world.activation).toMatchObject({ state: "merchant_ready", subMerchant: "1900000042" });
  rig.advance(3600);
  await rig.onboarding.tick();
  expect((await rig.onboarding.get(id))?.buyer_visible_at).toBeNull();
  rig.world.admitted = true;
  rig.advance(15);
  await rig.onboarding.tick();
  expect(await rig.onboarding.get(id)).toMatchObject({ buyer_visible_at: rig.clock.now(), lag_seconds: 3615 });
  expect(rig.shown.at(-1)).toBe(3615);
  expect(rig.decided.slice(-2)).toEqual([
    ["red", "rejected", 60],
    ["red", "accepted", 60],
  ]);
  const moves = await rig.onboarding.moves(id);
  expect(moves.map((one) => one.to)).toEqual([
    ...["draft", "sending", "reviewing", "rejected", "sending", "reviewing", "accepted"],
  ]);
  expect(await eventsOf(id)).toEqual([
    ...["created", "submitted", "reviewing", "rejected", "submitted", "reviewing", "accepted"],
    ...["merchant_ready", "buyer_visible"],
  ]);
  expect(await rig.onboarding.tick()).toBe(0);
});

async function eventsOf(id: string): Promise<string[]> {
  const rows = await rig.db.read<{ type: string }>("select type from outbox where subject = $1 order by at, ctid", [
    id,
  ]);
  return rows.map((row) => row.type.replace("application.", ""));
}

describe("a draft", () => {
  test("is not submitted before it is whole and the newest terms are accepted", async () => {
    const { marketplace } = rig;
    const draft = { marketplace, store: rig.store(), wallet: "red", applicant: "company" as const };
    const made = ok(await rig.onboarding.createApplication("key_1", draft, null));
    expect(made.missing).toEqual(["business_name", "id_number", "licence"]);
    const { id } = made;
    const early = await rig.onboarding.submit("key_1", id, null);
    expect(early).toMatchObject({ fault: "application_incomplete", detail: { missing: made.missing.join(", ") } });
    ok(await rig.onboarding.saveFields(id, { applicant: "individual", fields: { id_number: "11010519491231002X" } }));
    const first = await rig.onboarding.publishTerms("per_1", { marketplace, wallet: "red", ...terms });
    expect(first.hash).toBe(termsHash(first));
    expect(await rig.onboarding.submit("key_1", id, null)).toMatchObject({ fault: "terms_not_accepted" });
    ok(await rig.onboarding.acceptTerms("key_1", id, first));
    const next = await rig.onboarding.publishTerms("per_1", { marketplace, wallet: "red", zh: "新协议", en: "New" });
    expect(next.version).toBe(first.version + 1);
    expect(await rig.onboarding.acceptTerms("key_1", id, first)).toMatchObject({ fault: "terms_changed" });
    const refused = await rig.onboarding.submit("key_1", id, null);
    expect(refused).toMatchObject({ fault: "terms_not_accepted", detail: { hash: next.hash } });
    ok(await rig.onboarding.acceptTerms("key_1", id, next));
    expect(ok(await rig.onboarding.submit("key_1", id, null))).toMatchObject({
      state: "reviewing",
      terms: { version: 2 },
    });
  });

  test("takes what the form knows and nothing else", async () => {
    const { id } = await filled(rig);
    const wrong = await rig.onboarding.saveFields(id, { fields: { id_number: "123", nickname: "x", website: null } });
    expect(wrong).toMatchObject({
      fault: "application_field_invalid",
      detail: { id_number: "malformed", nickname: "unknown" },
    });
    const put = (name: string, content: Buffer) => rig.onboarding.putDocument("key_1", id, { name, content });
    expect(await put("passport", png)).toMatchObject({ fault: "application_document_invalid" });
    expect(await put("licence", Buffer.from("GIF89a"))).toMatchObject({ detail: { kinds: "image/png" } });
    expect(await put("licence", Buffer.from("ffd8ffe0", "hex"))).toMatchObject({ detail: { kinds: "image/png" } });
    expect(await put("licence", Buffer.concat([png, Buffer.alloc(1000)]))).toMatchObject({
      detail: { bytes_max: "1000" },
    });
  });

  test("holds no secret in clear, shows none, and drops what it held once it is over", async () => {
    const { id } = await filled(rig);
    const view = await rig.onboarding.get(id);
    expect(view).toMatchObject({ secrets_set: ["id_number"], fields: { business_name: "甲店" } });
    expect(view?.documents[0]).toMatchObject({
      sha256: createHash("sha256").update(png).digest("hex"),
      type: "image/png",
    });
    expect(JSON.stringify(view)).not.toContain("1101051949");
    const before = await dump(rig.db);
    expect(before).not.toContain("1101051949");
    expect(before).not.toContain(`"${png.toString("base64")}`);
    ok(await rig.onboarding.withdraw("key_1", id, null));
    const rows = await rig.db.read(
      `select a.secrets_sealed, d.sealed from applications a join application_documents d on d.application = a.id
       where a.id = $1`,
      [id],
    );
    expect(rows).toEqual([{ secrets_sealed: null, sealed: null }]);
  });

  test("is one at a time at an account; a repeat key makes it once", async () => {
    const { marketplace } = rig;
    const draft = { marketplace, store: rig.store(), wallet: "red", applicant: "company" as const };
    const make = () => rig.onboarding.createApplication("key_1", draft, repeatKey("once"));
    const [one, two] = await Promise.all([make(), make()]);
    const made = [ok(one), ok(two)];
    expect(made[0]?.id).toBe(made[1]?.id);
    const other = await rig.onboarding.createApplication("key_1", draft, repeatKey("twice"));
    expect(other).toMatchObject({ fault: "application_exists", detail: { application: made[0]?.id } });
    rig.world.activation = { state: "active", merchant_ready_at: null, visible_at: null, subMerchant: null };
    expect(await rig.onboarding.createApplication("key_1", { ...draft, store: rig.store() }, null)).toMatchObject({
      fault: "application_not_needed",
    });
    const unknown = await rig.onboarding.createApplication("key_1", { ...draft, wallet: "blue" }, null);
    expect(unknown).toMatchObject({ fault: "onboarding_unsupported" });
  });
});

describe("an answer that never comes", () => {
  test("of a call that arrived is found by asking; nothing is sent twice", async () => {
    const { id } = await filled(rig);
    const before = { ...rig.toy.calls };
    rig.toy.next = "lost_after";
    expect(ok(await rig.onboarding.submit("key_1", id, null)).state).toBe("sending");
    rig.advance(15);
    await rig.onboarding.tick();
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "reviewing" });
    expect(rig.toy.calls.apply - before.apply).toBe(1);
  });

  test("of a call that never arrived leads to another one, without a second upload", async () => {
    const { id } = await filled(rig);
    const before = { ...rig.toy.calls };
    rig.toy.next = "lost_before";
    ok(await rig.onboarding.submit("key_1", id, null));
    rig.advance(15);
    await rig.onboarding.tick();
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "reviewing", round: 1 });
    expect([rig.toy.calls.apply - before.apply, rig.toy.calls.upload - before.upload]).toEqual([2, 1]);
  });

  test("of a mended one: the old rejection proves nothing about it", async () => {
    const { id } = await filled(rig);
    ok(await rig.onboarding.submit("key_1", id, null));
    rig.toy.decide(wire(id), blurred);
    rig.advance(60);
    await rig.onboarding.tick();
    rig.toy.next = "lost_before";
    ok(await rig.onboarding.submit("key_1", id, null));
    rig.advance(15);
    await rig.onboarding.tick();
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "reviewing", round: 2 });
    expect(rig.toy.kept.get(wire(id))?.rounds).toBe(2);
  });

  test("of a withdrawal is asked for until the wallet says so", async () => {
    const { id } = await filled(rig);
    ok(await rig.onboarding.submit("key_1", id, null));
    rig.toy.next = "lost_before";
    expect(ok(await rig.onboarding.withdraw("key_1", id, null)).state).toBe("withdrawing");
    rig.advance(15);
    await rig.onboarding.tick();
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "withdrawn" });
  });

  test("of an application that is called off: its absence counts only when no call can be on its way", async () => {
    const { id } = await filled(rig);
    rig.toy.next = "lost_before";
    ok(await rig.onboarding.submit("key_1", id, null));
    expect(ok(await rig.onboarding.withdraw("key_1", id, null)).state).toBe("withdrawing");
    rig.advance(121);
    await rig.onboarding.tick();
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "withdrawn", round: 1 });
  });
});

describe("the wallet's word", () => {
  test("comes by notice as well, twice, and only for the account's own application", async () => {
    const { id } = await filled(rig);
    const hear = (account: string) => rig.onboarding.hearNotice(account, wire(id), accepted);
    expect(await hear("wac_1")).toBe(false);
    ok(await rig.onboarding.submit("key_1", id, null));
    expect(await hear("wac_2")).toBe(false);
    expect(await rig.onboarding.hearNotice("wac_1", "nonsense", accepted)).toBe(false);
    expect([await hear("wac_1"), await hear("wac_1")]).toEqual([true, true]);
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "accepted" });
    await rig.onboarding.hearNotice("wac_1", wire(id), { kind: "accepted", subMerchant: "7" });
    await rig.onboarding.hearNotice("wac_1", wire(id), blurred);
    expect(rig.alarms).toEqual(["sub_merchant_differs", "application_word_unfit"]);
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "accepted", sub_merchant: "1900000042" });
  });

  test("a document that it does not take is a rejection of that field", async () => {
    const { id } = await filled(rig);
    rig.toy.badDocument = "licence";
    const sent = ok(await rig.onboarding.submit("key_1", id, null));
    expect(sent).toMatchObject({ state: "rejected", reasons: [{ field: "licence", says: "no picture" }] });
    expect(rig.toy.kept.has(wire(id))).toBe(false);
  });

  test("the merchant must sign: the address shows, a newer one replaces it, and signing goes on by itself", async () => {
    const { id } = await filled(rig);
    ok(await rig.onboarding.submit("key_1", id, null));
    const sign = (url: string) => ({ kind: "action_needed", what: "sign", url, says: "请签约" }) as const;
    for (const url of ["https://w.test/1", "https://w.test/2"]) {
      rig.toy.decide(wire(id), sign(url));
      expect(await rig.onboarding.check(id)).toMatchObject({ state: "action_needed", action: { what: "sign", url } });
    }
    rig.toy.decide(wire(id), accepted);
    expect(await rig.onboarding.check(id)).toMatchObject({ state: "accepted", action: null });
  });

  test("unknown changes nothing; an unknown word raises an alarm", async () => {
    const { id } = await filled(rig);
    ok(await rig.onboarding.submit("key_1", id, null));
    await rig.onboarding.hearNotice("wac_1", wire(id), { kind: "unknown", cause: "new word", alarm: true });
    expect(rig.alarms).toEqual(["wallet_word_unknown"]);
    expect(await rig.onboarding.get(id)).toMatchObject({ state: "reviewing" });
  });
});

test("a store that switched itself off before it was shown stays off", async () => {
  const { id } = await filled(rig);
  ok(await rig.onboarding.submit("key_1", id, null));
  rig.toy.decide(wire(id), accepted);
  await rig.onboarding.check(id);
  rig.world.activation = { state: "switched_off", merchant_ready_at: null, visible_at: null, subMerchant: null };
  rig.world.admitted = true;
  expect(await rig.onboarding.check(id)).toMatchObject({ buyer_visible_at: null });
  expect(rig.world.activation.state).toBe("switched_off");
});

test("the list is the caller's own, newest first, page by page", async () => {
  const made: string[] = [];
  for (let i = 0; i < 3; i++) {
    rig.advance(1);
    made.unshift((await filled(rig)).id);
  }
  const mine = { marketplace: rig.marketplace, store: null, state: "draft" } as const;
  const first = await rig.onboarding.list(mine, { after: null, limit: 2 });
  expect(first.data.map((one) => one.id)).toEqual(made.slice(0, 2));
  const rest = await rig.onboarding.list(mine, { after: first.next, limit: 50 });
  expect(rest.data[0]?.id).toBe(made[2]);
  const one = await rig.onboarding.list({ ...mine, store: first.data[0]?.store ?? "" }, { after: null, limit: 9 });
  expect(one.data.map((row) => row.id)).toEqual([made[0]]);
  expect(
    (await rig.onboarding.list({ ...mine, marketplace: rig.ids.next("mkt") }, { after: null, limit: 9 })).data,
  ).toEqual([]);
});
