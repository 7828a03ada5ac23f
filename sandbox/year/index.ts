import type { Config } from "#config";
import { moveCursors, readHeads } from "#db";
import type { WalletKind } from "#wallets/protocol";
import type { MasterKey } from "../../src/master-key.ts";
import { joinsByApplication, makeYearMarket, type YearMarket } from "./market.ts";
import { noteWaiting, releaseYear, withdrawYear } from "./money.ts";
import { liveYear } from "./orders.ts";
import { demoSignIns, type SignIn } from "./people.ts";
import { days, ordersInAll, storeCount } from "./plan.ts";
import { makeProgress, together } from "./progress.ts";
import { openYearRooms, relay, type YearRooms } from "./rooms.ts";
import { playScenes } from "./scenes/index.ts";
import { joinByApplication, publishTerms } from "./scenes/joining.ts";
import { openYear } from "./scenes/openings.ts";
import { liveTroubles } from "./troubles.ts";
import { holdPastVote, holdVote } from "./votes.ts";

const dayMs = 86_400_000;
/** Nearly all of it is checkouts that were paid long ago. */
const dueAtOnce = 1024;

export type YearOptions = {
  config: Config;
  databaseUrl: string;
  masterKey: MasterKey;
  kinds: readonly WalletKind[];
  publicUrl: string;
  now: Date;
  /** Asked once the marketplace stands: keys may still be made meanwhile. */
  accountSettings(wallet: string): Promise<Record<string, string>> | Record<string, string>;
  /** How far all of it is, by what its parts took where it was measured; `done` never falls and ends at `of`. */
  told(done: number, of: number): void;
  /** How long a part of the year took. */
  took?(part: string, ms: number): void;
  /**
   * Has the database look at how its tables grew. Young tables are read along the wrong keys until it did, and a year
   * is written faster than it looks by itself.
   */
  analyse?(): Promise<void>;
  /** Left out: the whole of it. */
  size?: { stores: number; orders: number };
};

export type Year = { marketplace: string; orders: number; stores: YearMarket["stores"]; people: readonly SignIn[] };

/**
 * A year of a marketplace, by the house's own code in bulk: checkouts, payments, refunds, books, events, and something
 * in every room that people look at. Only wallets' signatures are spared. Run it before the house serves; it leaves no
 * work behind for the worker.
 */
export async function seedYear(options: YearOptions): Promise<Year> {
  const size = options.size ?? { stores: storeCount, orders: ordersInAll };
  const rooms = await openYearRooms(options);
  const { now } = options;
  const timed = makeProgress(options);
  try {
    const midnight = new Date(Math.floor((now.getTime() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000);
    const from = new Date(midnight.getTime() - (days - 1) * dayMs);
    const given = { from, now, accountSettings: options.accountSettings, stores: size.stores };
    const market = await timed("stores", () => makeYearMarket(rooms, given));
    await rooms.directory.refresh();
    const openings = await timed("openings", () => openYear({ rooms, market, from, now }));
    await timed("joining", () => joinFirst({ rooms, market, from }));
    await rooms.directory.refresh();
    const span = { from, to: now, orders: size.orders };
    const { orders, sales } = await timed("orders", async (tell) => {
      const looks = analyseAt([0.04, 0.3], tell, options);
      const lived = await liveYear(rooms, market, span, looks.told);
      await looks.done();
      return lived;
    });
    // Each keeps a connection or two busy; together both cores are.
    await timed("releases and due", async (tell) => {
      const [released = tell, ended = tell] = together(tell, 2);
      const release = releaseYear({ rooms, market, sales, from, now }, released);
      await Promise.all([release, endDue(rooms, now).then(() => ended(1, 1))]);
    });
    // Each of these waits for itself most of the time.
    await timed("desks", async (tell) => {
      const [withdrawn = tell, troubled = tell, voted = tell] = together(tell, 3);
      const votes = async () => {
        await holdPastVote({ rooms, market, now });
        await holdVote({ rooms, market, now });
      };
      await Promise.all([
        withdrawYear({ rooms, market, sales, from, now }, withdrawn),
        liveTroubles({ rooms, market, sales, now }).then(() => troubled(1, 1)),
        votes().then(() => voted(1, 1)),
      ]);
    });
    await timed("scenes", (tell) => playScenes({ rooms, market, sales, from, now, openings }, tell));
    await timed("due", () => endDue(rooms, now));
    await timed("events", () => relay(rooms));
    await timed("followers", () => catchUp(rooms, now));
    return { marketplace: market.marketplace, orders, stores: market.stores, people: demoSignIns };
  } finally {
    await rooms.close();
  }
}

/** The stores that joined by an application, the first of all among them, whose owner signs in. */
async function joinFirst(given: Parameters<typeof publishTerms>[0]): Promise<void> {
  await publishTerms(given);
  const { stores } = given.market;
  await joinByApplication(
    given,
    stores.flatMap((store, n) => (joinsByApplication(n, "wechatpay") ? [[store, n] as const] : [])),
  );
}

/** Whoever follows events begins where the year ends; settlement some days earlier, as those orders still wait. */
async function catchUp(rooms: YearRooms, now: Date): Promise<void> {
  await noteWaiting({ rooms, now });
  await relay(rooms);
  const heads = await readHeads(rooms.db);
  await rooms.db.tx(async (tx) => {
    for (const reader of ["settlement", "webhooks", "guards", "campaigns"]) await moveCursors(tx, reader, heads);
  });
}

/** Tells how far the year is, and has the tables looked at when it is so far. */
function analyseAt(shares: readonly number[], told: YearOptions["told"], { analyse }: Pick<YearOptions, "analyse">) {
  const ahead = [...shares];
  let looking = Promise.resolve();
  return {
    told(done: number, of: number): void {
      told(done, of);
      if (ahead[0] === undefined || done / of < ahead[0] || !analyse) return;
      ahead.shift();
      looking = looking.then(analyse);
    },
    done: () => looking,
  };
}

async function endDue(rooms: YearRooms, now: Date): Promise<void> {
  rooms.at(now);
  const work = async (): Promise<void> => {
    while ((await rooms.payments.workDue(dueAtOnce)) > 0);
  };
  await Promise.all(Array.from({ length: 3 }, work));
}
