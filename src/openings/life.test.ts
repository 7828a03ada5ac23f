import { afterAll, beforeAll, expect, test } from "vitest";
import { createOpenings } from "./create-openings.ts";
import { termsHash } from "./terms.ts";
import { decided, draft, move, newMarketplace, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());

const why = "because";
const skip_consultation = "the wallet's own rules leave no choice";
const announce = (id: string, effective_at: Date | string | null, skip: string | null = skip_consultation) =>
  rig.openings.announceOpening(
    operator,
    id,
    { why, effective_at: effective_at === null ? null : new Date(effective_at), skip_consultation: skip },
    null,
  );

test("5 September → 12 September 00:00 in Shanghai: shut a millisecond before, then open with nobody at the desk", async () => {
  rig.now = "2024-09-05T06:30:00Z";
  const made = await draft(rig, { depth: "deep", initiator: "淘宝", motive: "policy", notice_days: 7 });
  expect(made).toMatchObject({ depth: "deep", initiator: "淘宝", motive: "policy", notice_days: 7 });
  const early = await announce(made.id, "2024-09-11T15:59:59.999Z");
  expect(early).toMatchObject({ fault: "opening_notice_too_short", detail: { earliest: "2024-09-11T16:00:00.000Z" } });
  // The one-step road keeps the promise too.
  expect(await move(rig, made.id, "open")).toMatchObject({ fault: "opening_notice_too_short" });
  const effective = new Date("2024-09-11T16:00:00.000Z");
  expect(ok(await announce(made.id, null))).toMatchObject({ state: "announced", effective_at: effective });
  const before = new Date(effective.getTime() - 1);
  expect(decided(rig, {}, before).reasons.map((one) => one.code)).toEqual(["not_yet_effective"]);
  expect(decided(rig, {}, effective).open).toBe(true);
  // Afterwards the house writes down what has come true; two processes at once do it once.
  rig.now = before;
  expect(await rig.openings.tick()).toBe(0);
  rig.now = effective;
  await Promise.all([rig.openings.tick(), rig.boot().tick()]);
  const steps = await rig.openings.stepsOf(made.id);
  expect(steps.map((step) => [step.event, step.by])).toEqual([
    ["draft", "per_1"],
    ["announce", "per_1"],
    ["begin", "house"],
    ["complete", "house"],
  ]);
  expect(steps[1]?.details).toMatchObject({ consultation_skipped: skip_consultation, notice_days: 7 });
  ok(await move(rig, made.id, "withdraw"));
});

test("nobody is left out by accident: an announcement without a consultation needs a reason", async () => {
  const made = await draft(rig, { notice_days: 0 });
  expect(await announce(made.id, null, null)).toMatchObject({ fault: "opening_consultation_missing" });
  expect(await announce(made.id, null, "  ")).toMatchObject({ fault: "opening_consultation_missing" });
  expect(ok(await announce(made.id, null)).consultation_skipped).toBe(skip_consultation);
  expect(await announce(made.id, null)).toMatchObject({ fault: "opening_wrong_state" });
  ok(await move(rig, made.id, "withdraw"));
});

test("terms are versioned and hashed; once announced on them, they stay", async () => {
  const made = await draft(rig);
  const terms = { zh: "新条款。", en: "New terms." };
  const changed = ok(await rig.openings.changeTerms(operator, made.id, { terms, why: "clearer" }, null));
  expect(changed).toMatchObject({ terms, terms_version: 2, version: made.version + 1 });
  expect(changed.terms_hash).toBe(termsHash(changed));
  expect(changed.terms_hash).not.toBe(made.terms_hash);
  expect(await rig.openings.termsOf(made.id)).toMatchObject([
    { version: 1, terms: made.terms, hash: made.terms_hash, why: "created" },
    { version: 2, terms, hash: changed.terms_hash, why: "clearer", by: "per_1" },
  ]);
  ok(await move(rig, made.id, "open"));
  expect(await rig.openings.changeTerms(operator, made.id, { terms, why }, null)).toMatchObject({
    fault: "opening_terms_frozen",
  });
  ok(await move(rig, made.id, "withdraw"));
});

test("the border between the two languages cannot be moved without changing the hash", () => {
  const what = { sides: ["mkt_1"], capability: "payment", partner: "wechatpay", methods: null };
  const one = termsHash({ ...what, terms: { zh: "甲\n乙", en: "A" } });
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(termsHash({ ...what, terms: { zh: "甲", en: "乙\nA" } })).not.toBe(one);
  expect(termsHash({ ...what, partner: "alipay", terms: { zh: "甲\n乙", en: "A" } })).not.toBe(one);
});

test("several marketplaces and a host app on one side move together, and overlap as one", async () => {
  const tmall = await newMarketplace(rig);
  const sides = [rig.marketplace, tmall, "taobao_app"];
  const made = await draft(rig, { sides, capability: "link", partner: "wechat", methods: ["open"] });
  ok(await move(rig, made.id, "open"));
  const asked = { capability: "link", partner: "wechat", method: "open", amount: null };
  for (const side of sides) expect(decided(rig, { ...asked, marketplace: side }).openingId).toBe(made.id);
  const other = await draft(rig, { sides: [tmall], capability: "link", partner: "wechat" });
  expect(await move(rig, other.id, "open")).toMatchObject({ fault: "opening_overlaps", detail: { openings: made.id } });
  ok(await move(rig, made.id, "pause"));
  for (const side of sides) expect(decided(rig, { ...asked, marketplace: side }).reasons[0]?.code).toBe("paused");
  // A marketplace's own key may neither draft nor move what has sides beyond it.
  const own = { kind: "key", id: "key_1", marketplace: rig.marketplace, store: null };
  expect(await rig.openings.moveOpening(own, made.id, "resume", why, null)).toMatchObject({ fault: "not_found" });
  const input = { ...made, sides, methods: null };
  expect(await rig.openings.createOpening(own, input, null)).toMatchObject({ fault: "forbidden" });
  expect(await rig.openings.createOpening(operator, { ...input, sides: ["mkt-no"] }, null)).toMatchObject({
    fault: "parent_unknown",
  });
  ok(await move(rig, made.id, "withdraw"));
});

test("prerequisites: refused with the missing ones named, then announced, then an alarm when one is lost", async () => {
  const traffic = await draft(rig, { capability: "link", partner: "traffic_house" });
  const made = await draft(rig, {
    requires: [
      { kind: "opening", id: traffic.id },
      { kind: "agreement", id: "data-2023" },
      { kind: "sign_off", id: "legal" },
    ],
  });
  const all = [`opening ${traffic.id}`, "agreement data-2023", "sign_off legal"];
  const refusal = { fault: "opening_prerequisites_missing", detail: { missing: all } };
  expect(await announce(made.id, null)).toMatchObject(refusal);
  expect(await move(rig, made.id, "open")).toMatchObject(refusal);
  ok(await move(rig, traffic.id, "open"));
  const stand = (kind: "agreement" | "sign_off", id: string, opening: string | null, stands = true) =>
    rig.openings.setStanding(operator, { marketplace: rig.marketplace, kind, id, opening, stands, why });
  ok(await stand("agreement", "data-2023", null));
  // A sign-off for another opening is none for this one.
  ok(await stand("sign_off", "legal", traffic.id));
  expect(await announce(made.id, null)).toMatchObject({ detail: { missing: ["sign_off legal"] } });
  expect(await stand("sign_off", "legal", null)).toMatchObject({ fault: "opening_invalid" });
  ok(await stand("sign_off", "legal", made.id));
  ok(await announce(made.id, null));
  rig.alarms.length = 0;
  ok(await stand("agreement", "data-2023", null, false));
  ok(await move(rig, traffic.id, "pause"));
  ok(await stand("agreement", "data-2023", null, false));
  expect(rig.alarms.map((one) => one.about["lost"])).toEqual([
    { kind: "agreement", id: "data-2023" },
    { kind: "opening", id: traffic.id },
  ]);
  const told = await rig.db.read("select 1 from outbox where subject = $1 and type = 'opening.prerequisite_lost'", [
    made.id,
  ]);
  expect(told).toHaveLength(2);
  // Whoever was paused comes back only on firm ground.
  ok(await move(rig, made.id, "pause"));
  expect(await move(rig, made.id, "resume")).toMatchObject({ fault: "opening_prerequisites_missing" });
  for (const one of [made, traffic]) ok(await move(rig, one.id, "withdraw"));
});

test("everything with a partner is withdrawn in one act, and only that", async () => {
  const kept = await draft(rig, { partner: "alipay" });
  const gone = [
    await draft(rig),
    await draft(rig, { capability: "code" }),
    await draft(rig, { capability: "transfer" }),
    await draft(rig, { capability: "acceptance", sides: ["alipay"] }),
  ];
  for (const one of [kept, ...gone.slice(0, 2)]) ok(await move(rig, one.id, "open"));
  const version = rig.openings.versionOf(rig.marketplace);
  const input = { marketplace: rig.marketplace, partner: "wechatpay", why: "the agreement has ended" };
  const done = ok(await rig.openings.withdrawPartner(operator, input));
  expect(done.filter((one) => gone.some((other) => other.id === one.id))).toHaveLength(4);
  expect(new Set(done.map((one) => one.state))).toEqual(new Set(["withdrawn"]));
  expect(rig.openings.versionOf(rig.marketplace)).toBeGreaterThan(version);
  for (const capability of ["payment", "code", "transfer"])
    expect(decided(rig, { capability, method: null }).open).toBe(false);
  expect((await rig.openings.getOpening(kept.id))?.state).toBe("open");
  // Asked again it moves nothing and answers the same.
  expect(ok(await rig.openings.withdrawPartner(operator, input))).toEqual(done);
  const stranger = { kind: "key", id: "key_2", marketplace: await newMarketplace(rig), store: null };
  expect(await rig.openings.withdrawPartner(stranger, input)).toMatchObject({ fault: "forbidden" });
});

test("a marketplace withdraws what it owns at a host app or a wallet, and not what is also another one's", async () => {
  const [marketplace, other] = [await newMarketplace(rig), await newMarketplace(rig)];
  const own = { kind: "key", id: "key_1", marketplace, store: null } as const;
  const input = { marketplace, partner: "wechatpay", why: "the agreement has ended" };
  await draft(rig, { marketplace, capability: "acceptance", sides: ["alipay", "jdpay"] });
  expect(ok(await rig.openings.withdrawPartner(own, input)).map((one) => one.state)).toEqual(["withdrawn"]);
  await draft(rig, { marketplace, sides: [marketplace, other] });
  expect(await rig.openings.withdrawPartner(own, input)).toMatchObject({ fault: "forbidden" });
});

test("moves of two openings that require each other stand in line, and none waits for ever", async () => {
  const marketplace = await newMarketplace(rig);
  const [one, two] = [rig.ids.next("opn"), rig.ids.next("opn")];
  // Ids are drawn ahead, since an opening can name only what has an id.
  const drawn = [one, two];
  const ids = { next: (prefix: "opn") => (prefix === "opn" ? drawn.shift() : undefined) ?? rig.ids.next(prefix) };
  const elsewhere = createOpenings({ ...rig.parts, ids: ids as OpeningsRig["ids"] });
  const circle = { ...rig, openings: elsewhere } as OpeningsRig;
  await draft(circle, { marketplace, capability: "link", partner: "we", requires: [{ kind: "opening", id: two }] });
  await draft(circle, { marketplace, capability: "data", partner: "we", requires: [{ kind: "opening", id: one }] });
  for (let turn = 0; turn < 10; turn++) {
    const told = await Promise.all([
      rig.openings.moveOpening(operator, one, "open", "x", null),
      elsewhere.moveOpening(operator, two, "open", "x", null),
    ]);
    expect(told.map((done) => !done.ok && done.fault)).toEqual(Array(2).fill("opening_prerequisites_missing"));
  }
});

test("an agreement that another room keeps counts while it is in force; its end is told", async () => {
  const inForce = new Set<string>();
  const parts = {
    ...rig.parts,
    agreementsInForce: async (_tx: unknown, _marketplace: string, ids: readonly string[]) =>
      ids.filter((id) => inForce.has(id)),
  };
  const room = createOpenings(parts);
  await room.refresh();
  const marketplace = await newMarketplace(rig);
  const requires = [{ kind: "agreement", id: "agr_1" }] as const;
  const { id } = await draft(rig, { marketplace, capability: "ad", partner: "tencent", requires });
  const announce = () =>
    room.announceOpening(operator, id, { why: "x", effective_at: null, skip_consultation: "x" }, null);
  expect(await announce()).toMatchObject({ detail: { missing: ["agreement agr_1"] } });
  inForce.add("agr_1");
  expect(ok(await announce()).state).toBe("announced");
  await rig.db.tx((tx) => room.agreementLost(tx, marketplace, "agr_1"));
  expect(rig.alarms.at(-1)).toMatchObject({ what: "opening_prerequisite_lost", about: { opening: id } });
});
