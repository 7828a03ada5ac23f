import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase } from "../../../tests/database.ts";
import { type Alliance, createAlliance } from "./create-alliance.ts";
import type { AllianceParts, NewContract } from "./types.ts";

let db: Db;
let alliance: Alliance;
let now = new Date("2024-01-10T00:00:00Z");
let marketplace: string;
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
const world = { open: true, agreement: true, meanwhile: async (): Promise<void> => {} };
const who = { id: "per_1" };

beforeAll(async () => {
  const { appUrl } = await freshDatabase();
  db = openDatabase(appUrl, { poolSize: 12, applicationName: "alliance test" });
  const parts: AllianceParts = {
    ...{ db, clock, ids },
    decide: () => (world.open ? { open: true, opening: "opn_1" } : { open: false, reasons: [{ code: "not_opened" }] }),
    agreementStands: async (tx) => {
      await tx.query("select 1");
      await world.meanwhile();
      return world.agreement;
    },
  };
  alliance = createAlliance(parts);
  marketplace = ids.next("mkt");
});
afterAll(() => db.close());

const value = <T>(told: { ok: true; value: T } | { ok: false; fault: string }): T => {
  if (told.ok) return told.value;
  throw new Error(told.fault);
};
const key = (text: string) => ({ caller: "per_1", route: "POST /v1", key: text, requestHash: "a".repeat(64) });

let partners = 0;
async function made(change: Partial<NewContract> = {}) {
  const contract = value(
    await alliance.createContract(
      who,
      {
        ...{
          marketplace,
          // Each test's own: the budget is the partner's.
          partner: `notes_${++partners}`,
          title: "seeding",
          purposes: ["conversion"],
          modes: ["sum"],
          clip: fen(100),
        },
        ...{ agreement: "agr_1", crowd: 50, epsilon_milli: 1000, padding: 20, budget: 3 },
        ...{ starts_at: new Date("2024-01-01T00:00:00Z"), ends_at: new Date("2025-01-01T00:00:00Z") },
        ...change,
      },
      null,
    ),
  );
  const input = { marketplace, title: "buyers", purposes: ["conversion"], basis: "consent of 2023" };
  const dataset = value(await alliance.createDataset(who, input, null));
  return {
    contract,
    dataset,
    asked: { contract: contract.id, dataset: dataset.id, purpose: "conversion", mode: "sum" } as const,
  };
}

test("twenty runs at once under a budget of three: three begin, and what was refused is logged too", async () => {
  const { contract, asked } = await made();
  const told = await Promise.all(Array.from({ length: 20 }, () => alliance.createRun(who, asked, null)));
  expect(told.filter((one) => one.ok).length).toBe(3);
  expect(told.filter((one) => !one.ok && one.fault === "alliance_budget_used_up").length).toBe(17);
  expect((await alliance.getContract(contract.id))?.used).toBe(3);
  const log = (await alliance.readLog(contract.id, { after: null, limit: 100 })).data;
  expect(log.filter((one) => one.event === "run_refused").length).toBe(17);
});

test("a second contract with the same partner brings no fresh budget, also when both are asked at once", async () => {
  const one = await made();
  const again = { partner: one.contract.partner };
  const [two, more] = [await made(again), await made({ ...again, budget: 4 })];
  const over = { starts_at: new Date("2023-01-01T00:00:00Z"), ends_at: new Date("2024-01-01T00:00:00Z") };
  await made({ ...again, ...over });
  const told = await Promise.all(
    Array.from({ length: 20 }, (_, i) => alliance.createRun(who, (i % 2 === 0 ? one : two).asked, null)),
  );
  expect(told.filter((run) => run.ok).length).toBe(3);
  // A contract for more runs lets as many more as it names, and no others.
  expect((await alliance.createRun(who, more.asked, null)).ok).toBe(true);
  expect(await alliance.createRun(who, more.asked, null)).toMatchObject({ fault: "alliance_budget_used_up" });
  // Another partner's is its own.
  expect((await alliance.createRun(who, (await made()).asked, null)).ok).toBe(true);
});

test("the same key twenty times at once begins one run, and a refused one leaves its key free", async () => {
  const { contract, asked } = await made();
  const told = await Promise.all(
    Array.from({ length: 20 }, () => alliance.createRun(who, asked, key(`one ${contract.id}`))),
  );
  expect(new Set(told.map((one) => value(one).id)).size).toBe(1);
  expect((await alliance.getContract(contract.id))?.used).toBe(1);
  world.open = false;
  const shut = await alliance.createRun(who, asked, key(`two ${contract.id}`));
  expect(shut).toMatchObject({ ok: false, fault: "alliance_not_open" });
  world.open = true;
  expect((await alliance.createRun(who, asked, key(`two ${contract.id}`))).ok).toBe(true);
});

test("what is refused: no agreement, another purpose or mode, consent taken back, the contract's end to the millisecond", async () => {
  const { asked, dataset } = await made();
  const fault = async (change: object = {}) => {
    const told = await alliance.createRun(who, { ...asked, ...change }, null);
    return told.ok ? null : told.fault;
  };
  world.agreement = false;
  expect(await fault()).toBe("alliance_agreement_missing");
  world.agreement = true;
  expect(await fault({ purpose: "advertising" })).toBe("alliance_purpose_refused");
  expect(await fault({ mode: "size" })).toBe("alliance_mode_refused");
  now = new Date("2025-01-01T00:00:00Z");
  expect(await fault()).toBe("alliance_not_running");
  now = new Date("2024-12-31T23:59:59.999Z");
  expect(await fault()).toBeNull();
  await alliance.withdrawDataset(dataset.id);
  expect(await fault()).toBe("alliance_consent_missing");
  now = new Date("2024-01-10T00:00:00Z");
});

test("consent that is taken back while a run is being let in waits for that run, and stops the next", async () => {
  const { asked, dataset } = await made();
  const waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'update alliance_dat%'";
  let withdrawn: Promise<unknown> | null = null;
  let seen = "";
  world.meanwhile = async () => {
    withdrawn = alliance.withdrawDataset(dataset.id).then(() => {
      seen ||= "went ahead";
    });
    while (seen === "") if ((await db.read(waiting)).length > 0) seen = "waits";
  };
  const run = await alliance.createRun(who, asked, null);
  world.meanwhile = async () => {};
  await withdrawn;
  expect([run.ok, seen]).toEqual([true, "waits"]);
  expect(await alliance.createRun(who, asked, null)).toMatchObject({ fault: "alliance_consent_missing" });
});

test("a run ends once; below the crowd nothing is kept, whatever the process says", async () => {
  const { asked } = await made();
  const run = value(await alliance.createRun(who, asked, null));
  expect(value(await alliance.tellProgress(run.id, { step: "met", done: 1, of: 2 })).steps_done).toBe(1);
  const end = { outcome: "done", people: 420, total: 53_760_00n, why: null } as const;
  const told = await Promise.all([1, 2, 3].map(() => alliance.endRun(who, run.id, end)));
  expect(told.filter((one) => one.ok && !one.repeated).length).toBe(1);
  expect(value(told[0] as (typeof told)[number])).toMatchObject({ state: "done", people: 420, total: fen(5_376_000) });
  expect(await alliance.endRun(who, run.id, { ...end, people: 421 })).toEqual({
    ok: false,
    fault: "alliance_run_over",
  });
  expect(await alliance.tellProgress(run.id, { step: "met", done: 2, of: 2 })).toMatchObject({ ok: false });
  const small = value(await alliance.createRun(who, asked, null));
  const kept = value(await alliance.endRun(who, small.id, { ...end, people: 49 }));
  expect(kept).toMatchObject({ state: "below_crowd", people: null, total: null });
});

test("the server's role can take nothing out of the log, nor give budget back by a lie of its columns", async () => {
  await expect(db.read("delete from alliance_log")).rejects.toThrow("permission denied");
  await expect(db.read("update alliance_log set event = 'x'")).rejects.toThrow("permission denied");
  await expect(db.read("update alliance_contracts set budget = 100")).rejects.toThrow("permission denied");
  await expect(db.read("update alliance_contracts set used = budget + 1")).rejects.toThrow("never_above_budget");
});
