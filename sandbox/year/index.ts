export { type LifeOptions, type SignIn, seedLife } from "./life.ts";

import { bucketValues, moveCursors, openDatabase, readHeads, relayEvents } from "#db";
import type { WalletKind } from "#wallets/protocol";
import type { MasterKey } from "../../src/master-key.ts";
import { makeYearMarket, type YearMarket } from "./market.ts";
import { liveYear } from "./orders.ts";
import { days, ordersInAll, storeCount } from "./plan.ts";
import { openYearRooms, type YearRooms } from "./rooms.ts";

const dayMs = 86_400_000;
const walkerCount = 3;

export type YearOptions = {
  databaseUrl: string;
  masterKey: MasterKey;
  kinds: readonly WalletKind[];
  publicUrl: string;
  now: Date;
  accountSettings(wallet: string): Record<string, string>;
  told(done: number, of: number): void;
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
    // Each walks through a part of the year on a clock of its own, so that their batches fill the database's time.
    const walkers = Array.from({ length: walkerCount }, () => openYearRooms({ ...options, db }));
    const [rooms] = walkers;
    if (!rooms) throw new Error("Somebody has to walk.");
    await rooms.directory.refresh();
    const midnight = new Date(Math.floor((options.now.getTime() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000);
    const from = new Date(midnight.getTime() - (days - 1) * dayMs);
    const market = await makeYearMarket(rooms, {
      from,
      now: options.now,
      accountSettings: options.accountSettings,
      stores: size.stores,
    });
    for (const one of walkers) await one.directory.refresh();
    const orders = await liveYear(walkers, market, { from, to: options.now, orders: size.orders }, options.told);
    await Promise.all(walkers.map((one) => endDue(one, options.now)));
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

async function endDue(rooms: YearRooms, now: Date): Promise<void> {
  rooms.at(now);
  while ((await rooms.payments.workDue()) > 0);
}
