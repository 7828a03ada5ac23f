import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeIds, openDatabase } from "#db";
import { freshDatabase } from "../../tests/database.ts";
import { createLicences, exampleLicences, judge, type LicenceAsked, type LicenceView } from "./index.ts";

const owner = "mkt_01JDREDRED01REDREDREDREDRE";
let now = new Date("2023-12-16T20:00:00+08:00");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
let open = true;
const shut = { code: "paused", zh: "暂停", en: "Paused" };
let end = async (): Promise<void> => {};
let boot: () => ReturnType<typeof createLicences>;
let uses: () => Promise<{ begun_at: Date; licence: string }[]>;

beforeAll(async () => {
  const database = await freshDatabase();
  const setup = openDatabase(database.ownerUrl, { poolSize: 1, applicationName: "licences test owner" });
  await setup.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '腾讯游戏', 'Tencent Games', 'Asia/Shanghai', 'open', $2, 1)`,
    [owner, now],
  );
  await setup.close();
  const db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "licences test" });
  boot = () =>
    createLicences({
      ...{ db, clock, ids, timeZoneOf: () => "Asia/Shanghai" },
      decide: () => (open ? { open, reasons: [] } : { open, reasons: [shut] }),
    });
  uses = () => db.read("select licence, begun_at from licence_uses");
  end = async () => {
    await db.close();
    await database.drop();
  };
});
afterAll(() => end());

const asked = (change: Partial<LicenceAsked> = {}): LicenceAsked => ({
  ...{ marketplace: owner, work: "yuanmeng_star", host: "douyin", streamer: "first_show", scope: "stream" },
  ...change,
});

test("in December Yuanmeng Star streams on the named streamer's channel; King's Glory waits until January", async () => {
  const room = boot();
  for (const licence of exampleLicences) {
    const done = await room.grantLicence("per_1", { ...licence, marketplace: owner }, null);
    expect(done.ok).toBe(true);
  }
  expect(room.checkLicence(asked(), null)).toMatchObject({ open: true, reasons: [] });
  const codes = (change: Partial<LicenceAsked>, at: Date | null = null) =>
    room.checkLicence(asked(change), at).reasons.map((one) => one.code);
  expect(codes({ streamer: "somebody" })).toEqual(["licence_other_streamer"]);
  expect(codes({ scope: "recut" })).toEqual(["licence_other_scope"]);
  expect(codes({ host: "kuaishou" })).toEqual(["licence_missing"]);
  const waits = room.checkLicence(asked({ work: "kings_glory", streamer: null }), null);
  expect(waits.reasons).toEqual([
    {
      code: "licence_not_yet",
      zh: "授权自 2024年1月21日 00:00（Asia/Shanghai）起生效。",
      en: "The licence begins on 21 January 2024 at 00:00 (Asia/Shanghai).",
    },
  ]);
  const january = new Date("2024-01-21T00:00:00+08:00");
  expect(room.checkLicence(asked({ work: "kings_glory", streamer: null }), january).open).toBe(true);
  open = false;
  expect(codes({})).toEqual(["paused"]);
  expect(codes({ host: "kuaishou" })).toEqual(["paused", "licence_missing"]);
  open = true;
});

test("revoked: another process knows by its next look, and nothing begins there even before it looked", async () => {
  const [here, there] = [boot(), boot()];
  const granted = await here.grantLicence(
    "per_1",
    { ...exampleLicences[1], marketplace: owner, work: "old_game", starts_at: now },
    null,
  );
  if (!granted.ok) throw new Error(granted.fault);
  await there.refresh();
  const ask = asked({ work: "old_game", streamer: null });
  expect(there.checkLicence(ask, null).open).toBe(true);
  now = new Date(now.getTime() + 1000);
  await here.revokeLicence("per_2", granted.value.id, "breach");
  expect(here.checkLicence(ask, null).reasons.map((one) => one.code)).toEqual(["licence_revoked"]);
  expect(there.checkLicence(ask, null).open).toBe(true);
  expect(await there.useLicence("key_1", ask, null)).toMatchObject({ ok: false, fault: "licence_shut" });
  await there.refresh();
  expect(there.checkLicence(ask, null).open).toBe(false);
  const again = await there.revokeLicence("per_3", granted.value.id, "other words");
  expect(again).toMatchObject({ ok: true, repeated: true, value: { revoked_by: "per_2", revoked_why: "breach" } });
});

test("uses race with a revocation: each use that stands was begun before it", async () => {
  const rooms = [boot(), boot(), boot()] as const;
  const input = { ...exampleLicences[1], marketplace: owner, work: "raced", starts_at: now };
  const granted = await rooms[0].grantLicence("per_1", input, null);
  if (!granted.ok) throw new Error(granted.fault);
  const ask = asked({ work: "raced", streamer: null });
  const begin = (n: number) => rooms[n % 3]?.useLicence("key_1", ask, null);
  const racing = Array.from({ length: 30 }, async (_, n) => {
    if (n === 15) await rooms[1].revokeLicence("per_2", granted.value.id, "breach");
    return await begin(n);
  });
  const done = await Promise.all(racing);
  const stood = done.filter((one) => one?.ok).length;
  expect((await uses()).filter((one) => one.licence === granted.value.id)).toHaveLength(stood);
  // Whatever the race gave, after it nothing begins.
  expect(await begin(0)).toMatchObject({ ok: false, fault: "licence_shut" });
});

test("the same key twice at once begins one use", async () => {
  const room = boot();
  await room.grantLicence("per_1", { ...exampleLicences[1], marketplace: owner, work: "once", starts_at: now }, null);
  const key = { caller: "key_1", route: "POST /v1/licence-uses", key: "k", requestHash: "h" };
  const ask = asked({ work: "once", streamer: null });
  const done = await Promise.all([room.useLicence("key_1", ask, key), room.useLicence("key_1", ask, key)]);
  expect(new Set(done.map((one) => one.ok && one.value.id)).size).toBe(1);
  expect(await room.useLicence("key_1", ask, { ...key, requestHash: "other" })).toMatchObject({ ok: false });
});

const instants = fc.integer({ min: 0, max: 20 }).map((n) => new Date(1_700_000_000_000 + n * 1000));
const licenceOf = fc.record({
  work: fc.constantFrom("a", "b"),
  host: fc.constantFrom("x", "y"),
  streamer: fc.constantFrom(null, "s", "t"),
  scopes: fc.subarray(["stream", "recut", "clip"] as const, { minLength: 1 }),
  starts_at: instants,
  ends_at: fc.option(instants),
  revoked_at: fc.option(instants),
});

test("a licence lets it exactly where some licence's every word fits", () => {
  fc.assert(
    fc.property(
      fc.array(licenceOf, { maxLength: 6 }),
      fc.constantFrom("a", "b"),
      fc.constantFrom(null, "s", "t"),
      fc.constantFrom("stream", "recut", "clip"),
      instants,
      (drawn, work, streamer, scope, at) => {
        const all = drawn.map((one, n) => ({ ...one, id: `lic_${n}`, revoked_why: "why" })) as unknown as LicenceView[];
        const ask = { marketplace: owner, work, host: "x", streamer, scope };
        const fits = all.some((one) => {
          const inTime = one.starts_at <= at && (one.ends_at === null || at < one.ends_at);
          const stands = one.revoked_at === null || at < one.revoked_at;
          const whose = one.streamer === null || one.streamer === streamer;
          return one.work === work && one.host === "x" && whose && one.scopes.includes(scope) && inTime && stands;
        });
        expect(judge(all, ask, at, "Asia/Shanghai").licence !== null).toBe(fits);
      },
    ),
  );
});
