import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase } from "../../tests/database.ts";
import { createAgreements } from "./create-agreements.ts";
import { openAgreements } from "./testing/rig.ts";
import type { AgreementView, NewAgreement, Result } from "./types.ts";

type Rig = ReturnType<typeof openAgreements>;
let rig: Rig;
let url: string;
let now = new Date("2021-12-27T02:00:00Z");
const clock = { now: () => now };
beforeAll(async () => {
  url = (await freshDatabase()).appUrl;
  rig = openAgreements(url, clock);
});
afterAll(() => rig.db.close());

const market = "mkt_kuaishou";
const zhang = { kind: "person", id: "per_zhang", marketplace: market, store: null };
const li = { ...zhang, id: "per_li" };
const ok = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`Refused: ${result.fault} ${JSON.stringify(result.detail ?? {})}`);
  return result.value;
};
const propose = async (more: Partial<NewAgreement> = {}): Promise<AgreementView> => {
  const input: NewAgreement = {
    ...{ marketplace: market, title: { zh: "快手与美团", en: "Kuaishou and Meituan" }, why: "互联互通" },
    ...{ parties: [market, "mkt_meituan"], scopes: ["content", "online_trade", "offline_fulfilment"], rung: "links" },
    ...{ starts_at: null, ends_at: new Date("2024-07-01T00:00:00Z"), notice_days: 30, two_people: false, ...more },
  };
  return ok(await rig.room.proposeAgreement(zhang, input, null));
};
const events = async (id: string) => (await rig.room.stepsOf(id)).map((step) => step.event);

const end = ({ ends_at }: { ends_at: Date }) => ({ ends_at });

describe("an agreement", () => {
  test("is in force from its start to its end; the end is told, and what lives on it hears", async () => {
    now = new Date("2021-12-27T02:00:00Z");
    const { id } = await propose({ starts_at: new Date("2021-12-28T00:00:00Z") });
    const state = async () => [(await rig.room.getAgreement(id))?.state, await rig.room.readInForce(market, [id], now)];
    expect(await state()).toEqual(["coming", []]);
    now = new Date("2021-12-28T00:00:00Z");
    expect(await state()).toEqual(["in_force", [id]]);
    expect(await rig.room.tick()).toBe(0);
    now = new Date("2024-06-02T00:00:00Z");
    await Promise.all([rig.room.tick(), rig.room.tick()]);
    expect(await events(id)).toEqual(["proposed", "expiring"]);
    now = new Date("2024-07-01T00:00:00Z");
    expect(await state()).toEqual(["lapsed", []]);
    await Promise.all([rig.room.tick(), rig.room.tick()]);
    await rig.room.tick();
    expect(await events(id)).toEqual(["proposed", "expiring", "lapsed"]);
    expect([rig.lost.filter((one) => one === id).length, rig.raised.includes(id)]).toEqual([1, true]);
    // Renewed in July 2024: in force again, and its next end will be told anew.
    ok(await rig.room.renewAgreement(zhang, id, { ends_at: new Date("2027-07-01T00:00:00Z"), why: "renewed" }));
    expect(await state()).toEqual(["in_force", [id]]);
    const far = { ends_at: new Date("2026-01-01T00:00:00Z"), why: "x" };
    expect(await rig.room.renewAgreement(zhang, id, far)).toMatchObject({ fault: "agreement_invalid" });
    ok(await rig.room.endAgreement(zhang, id, { why: "over" }));
    expect(await state()).toEqual(["lapsed", []]);
    expect(await rig.room.endAgreement(zhang, id, { why: "again" })).toMatchObject({ fault: "agreement_wrong_state" });
    await rig.room.tick();
    expect((await events(id)).slice(-2)).toEqual(["renewed", "ended"]);
  });

  test("a crash between a lapse and what it raises is made up for by the next tick", async () => {
    now = new Date("2021-12-28T00:00:00Z");
    const dying = { on: true };
    const room = openAgreements(url, clock, {
      raise: async () => {
        if (dying.on) throw new Error("died here");
        raised.push("raised");
      },
    });
    const raised: string[] = [];
    const { id } = await propose({ ends_at: new Date("2022-01-01T00:00:00Z") });
    now = new Date("2022-01-02T00:00:00Z");
    await expect(room.room.tick()).rejects.toThrow("died here");
    expect(await events(id)).toContain("lapsed");
    dying.on = false;
    await room.room.tick();
    expect(raised.length).toBeGreaterThan(0);
    expect(await room.room.tick()).toBe(0);
    await room.db.close();
  });

  test("that takes two people counts when another person has confirmed it", async () => {
    now = new Date("2022-01-10T00:00:00Z");
    const { id, state } = await propose({ two_people: true });
    expect(state).toBe("waiting");
    expect(await rig.room.readInForce(market, [id], now)).toEqual([]);
    expect(await rig.room.confirmAgreement(zhang, id, { why: "x" })).toMatchObject({ fault: "second_person_needed" });
    expect(ok(await rig.room.confirmAgreement(li, id, { why: "x" })).state).toBe("in_force");
    expect(await rig.room.confirmAgreement(li, id, { why: "x" })).toMatchObject({ fault: "agreement_wrong_state" });
  });

  test("renewed between the look and the lock, is not told of its far end", async () => {
    now = new Date("2023-01-01T00:00:00Z");
    const { id } = await propose({ ends_at: new Date("2023-03-01T00:00:00Z") });
    now = new Date("2023-02-10T00:00:00Z");
    const far = new Date("2025-03-01T00:00:00Z");
    let asked = 0;
    const late = openAgreements(url, clock);
    const read: typeof late.db.read = async (sql, values) => {
      const rows = await late.db.read(sql, values);
      if (asked++ === 0) ok(await rig.room.renewAgreement(zhang, id, { ends_at: far, why: "in between" }));
      return rows as never;
    };
    const room = createAgreements({ ...late.parts, db: { ...late.db, read } });
    await room.tick();
    expect(asked).toBeGreaterThan(1);
    expect(await events(id)).toEqual(["proposed", "renewed"]);
    now = new Date("2025-02-10T00:00:00Z");
    await room.tick();
    expect(await events(id)).toEqual(["proposed", "renewed", "expiring"]);
    await late.db.close();
  });

  test("that took two people is renewed by two; the end falls with it, and one that was read is the one confirmed", async () => {
    now = new Date("2022-01-10T00:00:00Z");
    const { id } = await propose({ two_people: true });
    const later = (year: number) => ({ ends_at: new Date(`${year}-07-01T00:00:00Z`), why: `until ${year}` });
    expect(await rig.room.renewAgreement(zhang, id, later(2025))).toMatchObject({ fault: "agreement_wrong_state" });
    ok(await rig.room.confirmAgreement(li, id, { why: "x" }));
    const first = ok(await rig.room.renewAgreement(li, id, later(2025)));
    expect([first.ends_at?.getFullYear(), first.renewal]).toEqual([2024, { ...end(later(2025)), by: li.id, at: now }]);
    expect(await rig.room.renewAgreement(li, id, later(2023))).toMatchObject({ fault: "agreement_invalid" });
    // Another takes its place: what was read is no longer what waits, and its own proposer confirms it no more.
    const readAt = now;
    now = new Date("2022-01-11T00:00:00Z");
    ok(await rig.room.renewAgreement(zhang, id, later(2026)));
    const old = { why: "x", proposed_at: readAt };
    expect(await rig.room.confirmAgreement(li, id, old)).toMatchObject({ fault: "agreement_wrong_state" });
    expect(await rig.room.confirmAgreement(zhang, id, { why: "x" })).toMatchObject({ fault: "second_person_needed" });
    const both = await Promise.all([1, 2].map(() => rig.room.confirmAgreement(li, id, { why: "x", proposed_at: now })));
    expect(both.map((one) => one.ok).toSorted()).toEqual([false, true]);
    expect(await rig.room.getAgreement(id)).toMatchObject({ ...end(later(2026)), renewal: null });
    expect(await events(id)).toEqual(["proposed", "confirmed", "renewal_proposed", "renewal_proposed", "renewed"]);
    const guarded = rig.db.read("update agreements set renewal_confirmed_by = renewed_by where id = $1", [id]);
    await expect(guarded).rejects.toThrow("renewal_by_two");
    // Ended by hand: a word from before brings it back no more.
    ok(await rig.room.renewAgreement(zhang, id, later(2027)));
    ok(await rig.room.endAgreement(zhang, id, { why: "over" }));
    expect(await rig.room.confirmAgreement(li, id, { why: "x" })).toMatchObject({ fault: "agreement_wrong_state" });
    // A lapse is no end by hand: a renewal may be confirmed after it, but not once its own day is over.
    const other = await propose({ two_people: true, ends_at: new Date("2022-02-01T00:00:00Z") });
    ok(await rig.room.confirmAgreement(li, other.id, { why: "x" }));
    ok(await rig.room.renewAgreement(zhang, other.id, later(2022)));
    now = new Date("2022-08-01T00:00:00Z");
    await rig.room.tick();
    expect(await rig.room.confirmAgreement(li, other.id, { why: "x" })).toMatchObject({ fault: "agreement_invalid" });
    ok(await rig.room.renewAgreement(zhang, other.id, { ends_at: null, why: "for good" }));
    const again = ok(await rig.room.confirmAgreement(li, other.id, { why: "x" }));
    expect([again.state, again.ends_at]).toEqual(["in_force", null]);
  });

  test("has two parties or many; asked twice with one key it is written once", async () => {
    const wrong = { parties: ["a"], ends_at: new Date(0) };
    await expect(propose(wrong)).rejects.toThrow("parties");
    const many = Array.from({ length: 13 }, (_, i) => `partner-${i}`);
    const key = { caller: "c", route: "r", key: "k", requestHash: "a".repeat(64) };
    const input: NewAgreement = {
      ...{
        marketplace: market,
        title: { zh: "百度联盟", en: "Baidu and a dozen" },
        parties: [market, ...many],
        why: "x",
      },
      ...{ scopes: ["traffic", "technology", "service_ecology"], rung: "ecosystem", starts_at: null, ends_at: null },
      ...{ notice_days: 0, two_people: false },
    };
    const [one, two] = await Promise.all([1, 2].map(() => rig.room.proposeAgreement(zhang, input, key)));
    expect(one?.ok && two?.ok && one.value.id === two.value.id).toBe(true);
    const ladder = await rig.room.listPartnerships(market);
    expect(ladder.find((row) => row.partner === "partner-3")).toMatchObject({ rung: "ecosystem", next: null });
    expect(ladder.find((row) => row.partner === "mkt_meituan")).toMatchObject({ rung: "links", next: "payment" });
  });
});

describe("a voucher", () => {
  const issue = async (agreement: string) =>
    ok(
      await rig.room.issueVoucher(
        zhang,
        {
          ...{ marketplace: market, agreement, redeemer: "mkt_meituan", title: "双人火锅", value: fen(19_900) },
          expires_at: new Date("2022-06-01T00:00:00Z"),
          payment: null,
        },
        null,
      ),
    );
  const till = (n: number) => ({ kind: "key", id: `key_${n}`, marketplace: "mkt_meituan", store: null });
  const at = (code: string, name: string) => ({ code, till: name, store: null, redeemer: "mkt_meituan" });

  test("needs an agreement in force with offline fulfilment; redeemed once, and not by another", async () => {
    now = new Date("2022-02-01T00:00:00Z");
    const without = await propose({ scopes: ["content"] });
    await expect(issue(without.id)).rejects.toThrow("agreement_not_in_force");
    const { id } = await propose();
    const { code, voucher } = await issue(id);
    const text = code ?? "";
    const other = { ...at(text, "1"), redeemer: "mkt_other" };
    expect(await rig.room.redeemVoucher(till(1), other, null)).toMatchObject({ fault: "voucher_invalid" });
    const altered = text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
    expect(await rig.room.redeemVoucher(till(1), at(altered, "1"), null)).toMatchObject({ fault: "voucher_invalid" });
    const key = { caller: "key_1", route: "r", key: "k1", requestHash: "b".repeat(64) };
    expect(ok(await rig.room.redeemVoucher(till(1), at(text, "1"), key))).toMatchObject({
      state: "redeemed",
      till: "1",
    });
    // The same till that heard no answer asks again; another one is told where and when.
    expect(await rig.room.redeemVoucher(till(1), at(text, "1"), key)).toMatchObject({ ok: true, repeated: true });
    expect(await rig.room.redeemVoucher(till(2), at(text, "2"), null)).toMatchObject({
      ...{ fault: "voucher_redeemed", detail: { till: "1", at: now.toISOString() } },
    });
    expect((await rig.room.getVoucher(voucher.id))?.state).toBe("redeemed");
  });

  test("refused once is refused again under the same key, which stays free for what was asked", async () => {
    now = new Date("2022-02-01T00:00:00Z");
    const { id } = await propose({ two_people: true });
    const keyOf = (key: string) => ({ caller: key, route: "r", key, requestHash: "c".repeat(64) });
    const input = {
      ...{ marketplace: market, agreement: id, redeemer: "mkt_meituan", title: "双人火锅", value: fen(100) },
      expires_at: new Date("2022-06-01T00:00:00Z"),
      payment: null,
    };
    for (const _ of [1, 2])
      expect(await rig.room.issueVoucher(zhang, input, keyOf("i"))).toMatchObject({ fault: "agreement_not_in_force" });
    ok(await rig.room.confirmAgreement(li, id, { why: "x" }));
    const issued = ok(await rig.room.issueVoucher(zhang, input, keyOf("i")));
    const code = issued.code ?? "";
    expect(code.length).toBeGreaterThan(0);
    expect(await rig.room.issueVoucher(zhang, input, keyOf("i"))).toMatchObject({
      ...{ ok: true, repeated: true, value: { code: null, voucher: { id: issued.voucher.id } } },
    });
    ok(await rig.room.redeemVoucher(till(1), at(code, "1"), keyOf("a")));
    // The second till's own retry must not take the first one's redemption for its own.
    for (const _ of [1, 2])
      expect(await rig.room.redeemVoucher(till(2), at(code, "2"), keyOf("b"))).toMatchObject({
        ...{ ok: false, fault: "voucher_redeemed" },
      });
    expect(await rig.room.redeemVoucher(till(1), at(code, "1"), keyOf("a"))).toMatchObject({ repeated: true });
  });

  test("is not sold where the openings shut its redeemer out; what was sold is redeemed all the same", async () => {
    now = new Date("2022-02-01T00:00:00Z");
    const { id } = await propose();
    const before = await issue(id);
    const reasons = [{ code: "withdrawn" }];
    const asked: string[] = [];
    const shut = openAgreements(url, clock, {
      permit({ partner }) {
        asked.push(partner);
        return { open: partner === "mkt_taobao", reasons };
      },
    });
    const sale = { marketplace: market, agreement: id, title: "双人火锅", value: fen(19_900), payment: null };
    const expires_at = new Date("2022-06-01T00:00:00Z");
    const sell = async (agreement: string, redeemer: string) =>
      await shut.room.issueVoucher(zhang, { ...sale, agreement, redeemer, expires_at }, null);
    expect(await sell(id, "mkt_meituan")).toMatchObject({ fault: "voucher_shut", detail: { reasons } });
    // For one's own stores: the others of the agreement are asked, and one that is open is enough.
    expect(await sell(id, market)).toMatchObject({ fault: "voucher_shut" });
    const three = await propose({ parties: [market, "mkt_meituan", "mkt_taobao"] });
    expect(await sell(three.id, market)).toMatchObject({ ok: true });
    expect(asked).toEqual(["mkt_meituan", "mkt_meituan", "mkt_meituan", "mkt_taobao"]);
    ok(await shut.room.redeemVoucher(till(1), at(before.code ?? "", "1"), null));
    await shut.db.close();
  });

  test("goes to a store of its redeemer alone, whoever names it", async () => {
    now = new Date("2022-02-01T00:00:00Z");
    const { id } = await propose();
    const { code } = await issue(id);
    const stores: Record<string, string> = { sto_hotpot: "mkt_meituan", sto_mine: market };
    const there = openAgreements(url, clock, { marketplaceOf: (store) => stores[store] ?? null });
    const operator = { kind: "person", id: "per_house", marketplace: null, store: null };
    const take = async (store: string) =>
      await there.room.redeemVoucher(operator, { code: code ?? "", till: "1", store, redeemer: null }, null);
    expect(await take("sto_mine")).toMatchObject({ fault: "voucher_invalid", detail: { store: "sto_mine" } });
    expect(await take("sto_unknown")).toMatchObject({ fault: "voucher_invalid" });
    expect(ok(await take("sto_hotpot")).store).toBe("sto_hotpot");
    await there.db.close();
  });

  test("outlives its agreement, and not its own time", async () => {
    now = new Date("2022-02-01T00:00:00Z");
    const { id } = await propose();
    const [one, two] = [await issue(id), await issue(id)];
    ok(await rig.room.endAgreement(zhang, id, { why: "x" }));
    await expect(issue(id)).rejects.toThrow("agreement_not_in_force");
    expect(ok(await rig.room.redeemVoucher(till(1), at(one.code ?? "", "1"), null)).state).toBe("redeemed");
    now = new Date("2022-06-01T00:00:00Z");
    expect(await rig.room.redeemVoucher(till(1), at(two.code ?? "", "1"), null)).toMatchObject({
      fault: "voucher_expired",
    });
  });

  test("under two tills at once, in two processes: each voucher goes to exactly one", async () => {
    now = new Date("2022-02-01T00:00:00Z");
    const { id } = await propose();
    const codes = await Promise.all(Array.from({ length: 40 }, async () => (await issue(id)).code ?? ""));
    const tills = ["A", "B"].map((name) => {
      const script = join(import.meta.dirname, "testing/till.ts");
      const child = spawn(process.execPath, [script, url, name, now.toISOString(), ...codes], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      let said = "";
      const ready = new Promise<void>((resolve) => {
        child.stdout.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          if (said.startsWith("ready")) resolve();
        });
      });
      const done = new Promise<{ got: string[]; refused: string[] }>((resolve) => {
        child.once("close", () =>
          resolve(JSON.parse(said.split("\n")[1] ?? "{}") as { got: string[]; refused: string[] }),
        );
      });
      return { ready, done, go: () => child.stdin.write("go\n") };
    });
    await Promise.all(tills.map((one) => one.ready));
    for (const one of tills) one.go();
    const [a, b] = await Promise.all(tills.map((one) => one.done));
    const got = [...(a?.got ?? []), ...(b?.got ?? [])];
    expect([got.length, new Set(got).size]).toEqual([codes.length, codes.length]);
    const refused = [...(a?.refused ?? []), ...(b?.refused ?? [])];
    expect([refused.length, new Set(refused)]).toEqual([codes.length, new Set(["voucher_redeemed"])]);
    const rows = await rig.db.read<{ n: number }>(
      "select count(*)::int as n from outbox where type = 'voucher.redeemed' and data ->> 'agreement' = $1",
      [id],
    );
    expect(rows[0]?.n).toBe(codes.length);
  }, 30_000);
});
