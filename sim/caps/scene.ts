import { type Db, openDatabase } from "#db";
import { fen } from "#money";
import { type CapsDoor, capPlanOf, createCaps } from "#openings";
import type { Payments, PaymentsNeeds } from "#payments";
import { paymentEnds } from "../../src/house-doors.ts";
import { Dead, makeMortal } from "../../src/payments/testing/mortal.ts";
import { accountOf, type Rig } from "../../src/payments/testing/rig.ts";
import type { Dice } from "../dice.ts";
import type { Scheduler } from "../scheduler.ts";

export const timeZone = "Asia/Shanghai";
export const marketplace = "mkt_test";
export const buyers = ["ann", "bo", "chen"];

/** The four kinds, in fen. All are always set, so that every payment counts for each. */
export type Limits = { payment: bigint; buyer: bigint; store: bigint; total: bigint };

export type Scene = {
  rig: Rig;
  dice: Dice;
  scheduler: Scheduler;
  opening: string;
  /** What each version of the openings allows; versions are numbered as they are written. */
  limitsAt: Map<bigint, Limits>;
  /** Of the processes, each with a pool of its own. */
  pools: Db[];
  started: string[];
  /** The sum of what came after its end, which no limit can keep out. */
  late: bigint;
  story: string[];
};

/** One process: rooms and a pool of its own, and what it knows of the openings. It may die at any contact. */
export type Process = {
  payments: Payments;
  caps: CapsDoor;
  db: Db;
  refresh(): Promise<void>;
  limits(): Limits;
  died(): boolean;
};

export function bootCaps(scene: Scene, pool: number, dieAt: number): Process {
  const { rig, dice, scheduler } = scene;
  const mortal = makeMortal(dieAt, dice.chance(50) ? "before" : "after");
  const db = mortal.db(scheduler.db(scene.pools[pool] as Db));
  const toys = { red: scheduler.wallet(rig.toys.red.wallet), blue: scheduler.wallet(rig.toys.blue.wallet) };
  let known = 0n;
  const refresh = async (): Promise<void> => {
    const [row] = await db.read<{ version: bigint }>("select version from opening_versions where marketplace = $1", [
      marketplace,
    ]);
    known = row?.version ?? 0n;
  };
  const limits = (): Limits => scene.limitsAt.get(known) as Limits;
  const parts = { db, clock: rig.clock, random: dice.bytes, endOf: paymentEnds(db), alarm: () => {} };
  const caps = createCaps(parts);
  const payments = rig.boot({
    ...{ db, caps, refresh, startVersion: () => known },
    wallet: async (account) => mortal.wallet(account === accountOf("red") ? toys.red : toys.blue),
    decide: (asked, now) => decide(scene.opening, limits(), asked, now),
  });
  return { payments, caps, db, refresh, limits, died: mortal.died };
}

/** What an opening without stages says, with the house's own plan of what is to be counted. */
function decide(opening: string, limits: Limits, ...[asked, now]: Parameters<PaymentsNeeds["decide"]>) {
  const caps = {
    per_payment: fen(limits.payment),
    per_buyer_day: fen(limits.buyer),
    per_store_day: fen(limits.store),
    total_day: fen(limits.total),
  };
  const over = asked.amount.minor > limits.payment;
  const reasons = over ? [{ code: "over_cap_per_payment" as const, zh: "超过", en: "over" }] : [];
  const decision = { open: !over, reasons, caps, openingId: opening, openingVersion: 1, stage: null, version: 0n };
  return {
    open: !over,
    reasons,
    cap: caps.per_payment,
    opening,
    plan: capPlanOf(decision, asked.buyer, timeZone, now),
  };
}

/** Whether a fault is only that the process was dead. */
export function isDeath(fault: unknown, process: Process): boolean {
  return fault instanceof Dead || process.died();
}

/** Whether a statement may change anything; a function is taken to. */
const writes = (sql: string): boolean => !/^\s*select\b/i.test(sql) || /^\s*select (\* from )?[a-z_]+\(/i.test(sql);

/** Two pools over one database, as two processes have them; each contact is looked at right after it took effect. */
export function openPools(rig: Rig, look: () => Promise<void>): Db[] {
  return [0, 1].map((n) => {
    const db = openDatabase(rig.url, { poolSize: 2, applicationName: `process ${n}` });
    return {
      ...db,
      read: async (sql, parameters) => {
        const rows = await db.read(sql, parameters);
        if (writes(sql)) await look();
        return rows;
      },
      tx: async (work) => {
        const done = await db.tx(work);
        await look();
        return done;
      },
    } as Db;
  });
}
