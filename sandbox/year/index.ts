export { type LifeOptions, type SignIn, seedLife } from "./life.ts";

import { bucketValues, moveCursors, openDatabase, readHeads, relayEvents } from "#db";
import type { WalletKind } from "#wallets/protocol";
import type { MasterKey } from "../../src/master-key.ts";
import { makeYearMarket, type YearMarket } from "./market.ts";
import { liveYear } from "./orders.ts";
import { holdPastVote } from "./past-vote.ts";
import { days, ordersInAll, storeCount } from "./plan.ts";
import { openYearRooms, type YearRooms } from "./rooms.ts";
import { liveTroubles } from "./troubles.ts";

const dayMs = 86_400_000;

export type YearOptions = {
  databaseUrl: string;
  masterKey: MasterKey;
  kinds: readonly WalletKind[];
  publicUrl: string;
  now: Date;
  accountSettings(wallet: string): Record<string, string>;
  told(done: number, of: number): void;
  /**
   * Has the database look at how its tables grew. Young tables are read along the wrong keys until it did, and a year
   * is written faster than it looks by itself.
   */
  analyse?(): Promise<void>;
  /** Left out: the whole of it. */
  size?: { stores: number; orders: number };
};

export type Year = { marketplace: string; orders: number; stores: YearMarket["stores"] };

/**
 * A year of a marketplace, by the house's own code in bulk: checkouts, payments, refunds, books, events. Only wallets'
 * signatures are spared. Run it before the house serves; it leaves no work behind for the worker.
 */
export async function seedYear(options: YearOptions): Promise<Year> {
  const size = options.size ?? { stores: storeCount, orders: ordersInAll };
  const db = openDatabase(options.databaseUrl, { poolSize: 8, applicationName: "hutong year" });
  try {
    const rooms = openYearRooms({ ...options, db });
    await rooms.directory.refresh();
    const midnight = new Date(Math.floor((options.now.getTime() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000);
    const from = new Date(midnight.getTime() - (days - 1) * dayMs);
    const market = await makeYearMarket(rooms, {
      from,
      now: options.now,
      accountSettings: options.accountSettings,
      stores: size.stores,
    });
    await rooms.directory.refresh();
    const span = { from, to: options.now, orders: size.orders };
    const looks = analyseAt([0.04, 0.3], options);
    const { orders, sales } = await liveYear(rooms, market, span, looks.told);
    await looks.done();
    const more = await liveTroubles(rooms, market, sales, options.now);
    await endDue(rooms, options.now);
    await holdPastVote({ rooms, more, market, now: options.now });
    while ((await relayEvents(db, bucketValues, 5000)).length > 0);
    // Last year's money stays in escrow: to release it would ask wallets that never heard of it.
    const heads = await readHeads(db);
    await db.tx(async (tx) => {
      for (const reader of ["settlement", "webhooks", "guards"]) await moveCursors(tx, reader, heads);
    });
    return { marketplace: market.marketplace, orders, stores: market.stores };
  } finally {
    await db.close();
  }
}

/** Tells how far the year is, and has the tables looked at when it is so far. */
function analyseAt(shares: readonly number[], { told, analyse }: Pick<YearOptions, "told" | "analyse">) {
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
    while ((await rooms.payments.workDue()) > 0);
  };
  await Promise.all(Array.from({ length: 6 }, work));
}
