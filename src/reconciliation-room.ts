import type { Clock, Db, Ids } from "#db";
import type { Directory, Sealer } from "#directory";
import type { Metrics } from "#http";
import type { Payments } from "#payments";
import { makeReconciliation, type Reconciliation } from "#reconciliation";
import type { AlarmBook } from "./alarm-book.ts";
import type { WalletConnections } from "./wallet-connections.ts";
import type { Chore } from "./worker.ts";

/** Whoever may propose how a break ends may look after it. */
const endsBreaks = "refunds:write";

type Alarm = { what: string; about: Readonly<Record<string, unknown>>; at: Date };

type Parts = { db: Db; clock: Clock; ids: Ids } & {
  sealer: Pick<Sealer, "seal" | "open">;
  directory: Directory;
  payments: Payments;
  connections: WalletConnections;
  alarms: { raise(what: string, about: Alarm["about"]): void; listen(listener: (alarm: Alarm) => void): void };
};

/**
 * Bills are held against what payments wrote; what only a bill tells goes back there through its door. What payments
 * could not place is named as a break at once.
 */
export function openReconciliation({
  directory,
  payments,
  connections,
  alarms,
  sealer,
  ...parts
}: Parts): Reconciliation {
  const { snapshot } = directory;
  const room = makeReconciliation({
    ...parts,
    wallet: connections.connect,
    account: (id) => snapshot.walletAccount(id),
    accounts: () =>
      snapshot
        .walletAccounts()
        .filter((account) => account.state === "enabled")
        .map(({ id, marketplace, wallet, created_at: since }) => ({ id, marketplace, wallet, since })),
    hear: payments.hearBill,
    mayApprove: directory.mayApprove,
    mayKeep: (person, marketplace) => directory.peopleWhoMay(endsBreaks, marketplace).some(({ id }) => id === person),
    keepers: (marketplace) => directory.peopleWhoMay(endsBreaks, marketplace),
    alarm: alarms.raise,
    seal: sealer.seal,
    open: sealer.open,
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  });
  alarms.listen((alarm) => {
    // The bill of the day names it too, should this fail.
    room.name(alarm).catch((fault: unknown) => alarms.raise("break_not_named", { fault: String(fault) }));
  });
  return room;
}

/** Bills are fetched by themselves, and the watch is kept all the time; its figures and the alarms go to /metrics. */
export function reconciliationChores(
  room: Reconciliation,
  metrics: Pick<Metrics, "watched">,
  alarms: Pick<AlarmBook, "flush" | "look" | "lost">,
): Chore[] {
  const watch = async (): Promise<number> => {
    const { breaks_open: open, ...figures } = await room.watch();
    const breaks = Object.entries(open).map(([name, count]) => [`breaks_open_${name}`, count]);
    try {
      await alarms.flush();
    } finally {
      // An alarm that cannot be written hides no figure.
      const raised = Object.entries(await alarms.look());
      const each = raised.map(([name, count]) => [`alarm_${name.replaceAll(/[^a-z_]+/g, "_")}`, count]);
      const alarms_open = raised.reduce((sum, [, count]) => sum + count, 0);
      const counted = { ...figures, alarms_open, alarms_lost: alarms.lost() };
      metrics.watched({ ...counted, ...Object.fromEntries([...breaks, ...each]) });
    }
    return 0;
  };
  return [
    { name: "alarms", everyMs: 1000, run: alarms.flush },
    { name: "bills", everyMs: 1000, run: room.tick },
    { name: "watch", everyMs: 5000, run: watch },
  ];
}
