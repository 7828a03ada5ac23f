import { bucketValues, type Db, type HouseEvent, readEvents, relayEvents } from "#db";
import type { Timers } from "#http";

/** A chore that runs again and again, never twice at once. Answers how much it did; what it throws is told. */
export type Chore = { name: string; everyMs: number; run: () => Promise<number> };

export type Worker = { stop(): Promise<void> };

/** Runs chores on the timers that are handed in. A chore that found much to do goes on at once. */
export function startWorker(timers: Timers, chores: readonly Chore[], told: (fault: unknown, name: string) => void) {
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  const turn = async (chore: Chore): Promise<void> => {
    try {
      while (!stopped && (await chore.run()) > 0);
    } catch (fault) {
      if (!stopped) told(fault, chore.name);
    }
  };
  const stops = chores.map((chore) =>
    timers.every(chore.everyMs, () => {
      if (stopped || running.has(chore.name)) return;
      running.set(
        chore.name,
        turn(chore).finally(() => running.delete(chore.name)),
      );
    }),
  );
  return {
    async stop(): Promise<void> {
      stopped = true;
      for (const stop of stops) stop();
      await Promise.all(running.values());
    },
  };
}

const relayBatch = 500;

export async function relayOnce(db: Db): Promise<number> {
  return (await relayEvents(db, bucketValues, relayBatch)).length;
}

/**
 * As a chore: goes on at once only when there is more than a turn's worth. A turn locks and counts up each bucket's
 * head whatever it finds there, so under load it is better to come by seldom and find much.
 */
export async function relayChore(db: Db): Promise<number> {
  const numbered = await relayOnce(db);
  return numbered < relayBatch ? 0 : numbered;
}

/**
 * Follows numbered events for open pages: what other processes did reaches ours within a turn. Reads nothing while
 * nobody is `watching`, and then begins with what comes: `began` makes every page look once more, since something may
 * have happened between its first reading and our beginning.
 */
export function makeFollower(db: Db, watching: () => boolean, told: (event: HouseEvent) => void, began: () => void) {
  let cursors: Map<number, bigint> | null = null;
  return async (): Promise<number> => {
    if (!watching()) {
      cursors = null;
      return 0;
    }
    if (cursors === null) {
      const heads = await db.read<{ bucket: number; number: bigint }>("select bucket, number from event_heads");
      const known = new Map(heads.map((head) => [head.bucket, head.number]));
      cursors = new Map(bucketValues.map((bucket) => [bucket, known.get(bucket) ?? 0n]));
      began();
      return 0;
    }
    const events = await readEvents(db, cursors, relayBatch);
    for (const event of events) {
      cursors.set(event.bucket, event.number);
      told(event);
    }
    return events.length === relayBatch ? events.length : 0;
  };
}
