import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac, randomBytes } from "node:crypto";
import { type Db, makeIds } from "#db";
import { createDirectory, createSealer } from "#directory";
import { makePayments } from "#payments";
import type { WalletKind } from "#wallets/protocol";
import type { MasterKey } from "../../src/master-key.ts";
import { type Mood, standIn } from "./stand-in.ts";

export type YearRooms = ReturnType<typeof openYearRooms>;

/** When somebody acts, and what the stand-in says to them. */
export type Moment = { at: Date; mood: Mood };

/**
 * The house's own rooms with the stand-in where wallets would be. Each act of the year has a moment of its own:
 * hundreds are under way at once, days apart, and the rooms fold them into few commits.
 */
export function openYearRooms(given: {
  db: Db;
  masterKey: MasterKey;
  kinds: readonly WalletKind[];
  publicUrl: string;
}) {
  const { db, kinds, publicUrl } = given;
  let now = new Date(0);
  const moments = new AsyncLocalStorage<Moment>();
  const clock = { now: () => moments.getStore()?.at ?? now };
  const ids = makeIds(clock, randomBytes);
  const sealer = createSealer({ current: given.masterKey, random: randomBytes });
  const directory = createDirectory({ db, clock, ids, random: randomBytes, sealer, walletKinds: kinds, mode: "test" });
  const wallet = standIn(clock.now, () => moments.getStore()?.mood ?? "pays");
  const { snapshot } = directory;
  const payments = makePayments({
    ...{ db, clock, ids, kinds, publicUrl, lanes: 2, mode: "test" },
    hmac: (text) => createHmac("sha256", given.masterKey.key).update(text).digest(),
    store(id) {
      const found = snapshot.store(id);
      return found && { id, marketplace: found.marketplace, title: found.name, open: true };
    },
    marketplace(id) {
      const found = snapshot.marketplace(id);
      return found && { id, title: found.name };
    },
    accountFor(store, id) {
      const found = snapshot.accountFor(store, id);
      return "missing" in found ? null : { id: found.account.id, wallet: id, subMerchant: null };
    },
    // The year's own plan says from which day a wallet is open; openings are made when it is written.
    decide: () => ({ open: true, reasons: [], cap: null }),
    openingsVersion: () => 0n,
    refresh: async () => {},
    wallet: async () => wallet,
    seal: sealer.seal,
    open: sealer.open,
    alarm: () => {},
  });
  return {
    ...{ db, clock, ids, random: randomBytes, kinds, directory, payments, wallet, sealer },
    /** What the clock shows outside a moment. */
    at: (instant: Date) => {
      now = instant;
    },
    in: <T>(moment: Moment, work: () => Promise<T>): Promise<T> => moments.run(moment, work),
  };
}
