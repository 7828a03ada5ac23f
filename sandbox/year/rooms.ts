import { AsyncLocalStorage } from "node:async_hooks";
import type { Config } from "#config";
import { bucketValues, type Clock, relayEvents } from "#db";
import { openHouse } from "#main";
import { createCases } from "#oversight";
import { pooledRandom } from "#pooled-random";
import type { WalletKind } from "#wallets/protocol";
import type { MasterKey } from "../../src/master-key.ts";
import { type Mood, newPhone, standIn } from "./stand-in.ts";
import type { YearBills } from "./year-bills.ts";

export type YearRooms = Awaited<ReturnType<typeof openYearRooms>>;

/** When somebody acts, and what the stand-in says to them; left out: they pay. Whoever waits moves the instant on. */
export type Moment = { at: Date; mood?: Mood };

const dayMs = 86_400_000;

/** A moment so many days before now; below zero: after it. */
export const daysBefore =
  (now: Date) =>
  (days: number): Moment => ({ at: new Date(now.getTime() - days * dayMs) });

type RoomsGiven = {
  config: Config;
  databaseUrl: string;
  masterKey: MasterKey;
  kinds: readonly WalletKind[];
  publicUrl: string;
};

/**
 * The whole house, as main puts it together, with the stand-in where wallets would be. Each act of the year has a
 * moment of its own: hundreds are under way at once, days apart, and the rooms fold them into few commits.
 */
export async function openYearRooms(given: RoomsGiven) {
  const { config, databaseUrl, masterKey, publicUrl } = given;
  let now = new Date(0);
  let bills: YearBills = { of: async function* () {} };
  const moments = new AsyncLocalStorage<Moment>();
  const clock: Clock = { now: () => moments.getStore()?.at ?? now };
  const phone = newPhone();
  const random = pooledRandom();
  const kinds = given.kinds.map((kind): WalletKind => {
    const bill = (day: string) => bills.of(kind.id, day);
    const wallet = standIn({
      id: kind.id,
      now: clock.now,
      mood: () => moments.getStore()?.mood ?? "pays",
      phone,
      bill,
    });
    return { ...kind, readSettings: (settings) => settings, connect: () => wallet };
  });
  /** Lets a moment's time pass, and does meanwhile what the house would do by itself. */
  const wait = async (ms: number): Promise<void> => {
    const moment = moments.getStore();
    if (moment) moment.at = new Date(moment.at.getTime() + ms);
    await house.payments.workDue();
    const probes = house.watch.chores.find(({ name }) => name === "probes");
    if (!probes) throw new Error("The demo year: the watch has no chore of the name probes.");
    await probes.run();
  };
  const outside = { clock, random, timers: { every: () => () => {} }, wait };
  const opened = { config, masterKey, databaseUrl: unhurried(databaseUrl), pages: "", kinds, outside };
  const house = await openHouse(opened, publicUrl);
  return {
    ...house,
    cases: createCases({ db: house.db, clock, ids: house.ids }),
    phone,
    /** Whose bills the wallets give out from now on. */
    tellBills: (told: YearBills) => {
      bills = told;
    },
    /** What the clock shows outside a moment. */
    at: (instant: Date) => {
      now = instant;
    },
    in: <T>(moment: Moment, work: () => Promise<T>): Promise<T> => moments.run(moment, work),
    async close(): Promise<void> {
      await house.network.close();
      await house.db.close();
    },
  };
}

/** Numbers what the year told, until none of it waits. */
export async function relay({ db }: Pick<YearRooms, "db">): Promise<void> {
  while ((await relayEvents(db, bucketValues, 5000)).length > 0);
}

/**
 * Nobody waits for the disk: a year that is cut short is not gone on with anyway, and the server writes everything down
 * within a second of the last commit.
 */
function unhurried(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set("options", "-c timezone=UTC -c synchronous_commit=off");
  return url.href;
}
