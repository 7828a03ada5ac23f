import { createAudit } from "#audit";
import type { Clock, Db, Ids } from "#db";
import type { Directory } from "#directory";
import { type Breaker, type Drills, makeBreaker, makeHealthShare } from "#drills";
import type { WatchDoor } from "#http";
import { createCases } from "#oversight";
import type { Payments } from "#payments";
import type { WalletKind } from "#wallets/protocol";
import { makeProbes, openDrills, watchConnections } from "./drills-room.ts";
import type { WalletConnections } from "./wallet-connections.ts";
import type { Chore } from "./worker.ts";

export { makeBreaker };

type Alarm = (what: string, about: Readonly<Record<string, unknown>>) => void;

/** The wallets' connections, each call watched; and how they do. */
export function watchWallets(parts: {
  clock: Clock;
  alarm: Alarm;
  directory: Pick<Directory, "snapshot">;
  connections: WalletConnections;
}): { breaker: Breaker; connections: WalletConnections } {
  const breaker = makeBreaker(parts.clock, (what, wallet) => parts.alarm(what, { wallet }));
  const walletOf = (account: string) => parts.directory.snapshot.walletAccount(account)?.wallet ?? null;
  const connect = watchConnections(parts.connections.connect, breaker, walletOf);
  return { breaker, connections: { ...parts.connections, connect } };
}

export type WatchParts = { db: Db; clock: Clock; ids: Ids; kinds: readonly WalletKind[]; breaker: Breaker } & {
  directory: Directory;
  payments: Payments;
  connections: WalletConnections;
  wait(ms: number): Promise<void>;
  alarm: Alarm;
};

export type Watch = Omit<WatchDoor, "alarms" | "calls"> & { drills: Drills; chores: readonly Chore[] };

/** The chain of acts, gaps as cases, and outage drills. */
export function openWatch(parts: WatchParts): Watch {
  const audit = createAudit(parts);
  const cases = createCases(parts);
  const probe = makeProbes({ ...parts, connect: parts.connections.connect });
  return {
    ...{ audit, cases, drills: openDrills(parts), walletStates: parts.breaker.states },
    chores: [
      { name: "audit", everyMs: 5000, run: audit.link },
      // A bucket a turn: all of them within a minute.
      { name: "cases", everyMs: 1000, run: () => cases.raise().then(() => 0) },
      { name: "probes", everyMs: 2000, run: probe },
      {
        name: "health",
        everyMs: 1000,
        run: makeHealthShare(parts.db, parts.clock, parts.breaker, parts.ids.next("req")),
      },
    ],
  };
}
