import { playDrill } from "./play-drill.ts";
import type { DrillNeeds, DrillStep, DrillView, SandboxControl } from "./types.ts";

export type DrillStarted =
  | { ok: true; value: DrillView }
  | { ok: false; fault: "drill_not_here" | "drill_running" | "not_found" };

type Reach = { marketplace: string | null; store: string | null };

const columns = "id, marketplace, store, wallet, state, started_by, started_at, ended_at, steps";
/** A drill without a sign of life for this long was cut off with its process. */
const lostAfterMs = 600_000;

/** Outage drills against the sandbox's wallets, each with a report that stays. */
export function createDrills(needs: DrillNeeds) {
  let control: SandboxControl | null = null;
  let playing: Promise<unknown> = Promise.resolve();
  return {
    /** Hands in the sandbox; without it, as in production, no drill can be started. */
    connect(given: SandboxControl): void {
      control = given;
    },
    possible: (): boolean => control !== null,
    /** Answers when the drill has begun; it goes on by itself. */
    async startDrill(by: string, asked: { store: string; wallet: string }): Promise<DrillStarted> {
      if (!control) return { ok: false, fault: "drill_not_here" };
      const marketplace = needs.marketplaceOf(asked.store);
      if (marketplace === null) return { ok: false, fault: "not_found" };
      const row = await begin(needs, by, { ...asked, marketplace });
      if (!row) return { ok: false, fault: "drill_running" };
      playing = run(needs, control, row);
      return { ok: true, value: row };
    },
    /** The newest first. */
    listDrills: (reach: Reach, limit: number) => listDrills(needs, reach, limit),
    async getDrill(id: string): Promise<DrillView | null> {
      const [row] = await needs.db.read<DrillView>(`select ${columns} from drills where id = $1`, [id]);
      return row ?? null;
    },
    /** What runs has ended: for whoever closes the house, and for tests. */
    settled: (): Promise<unknown> => playing,
  };
}

export type Drills = ReturnType<typeof createDrills>;

type Begun = { store: string; wallet: string; marketplace: string };

async function begin({ db, clock, ids }: DrillNeeds, by: string, asked: Begun): Promise<DrillView | null> {
  const now = clock.now();
  await db.read("update drills set state = 'broken', ended_at = $1 where state = 'running' and seen_at < $2", [
    ...[now, new Date(now.getTime() - lostAfterMs)],
  ]);
  const [row] = await db.read<DrillView>(
    `insert into drills (id, marketplace, store, wallet, state, started_by, started_at, seen_at, steps)
     values ($1, $2, $3, $4, 'running', $5, $6, $6, '[]') on conflict do nothing returning ${columns}`,
    [ids.next("drl"), asked.marketplace, asked.store, asked.wallet, by, now],
  );
  return row ?? null;
}

async function run(needs: DrillNeeds, control: SandboxControl, { id, store, wallet }: DrillView): Promise<void> {
  const steps: DrillStep[] = [];
  const write = (state: DrillView["state"], ended: Date | null) =>
    needs.db.read("update drills set state = $2, steps = $3, seen_at = $4, ended_at = $5 where id = $1", [
      ...[id, state, JSON.stringify(steps), needs.clock.now(), ended],
    ]);
  try {
    const passed = await playDrill(needs, control, { id, store, wallet }, async (step) => {
      steps.push(step);
      await write("running", null);
    });
    await write(passed ? "passed" : "failed", needs.clock.now());
  } catch (fault) {
    needs.alarm("drill_broke", { drill: id, fault: String(fault) });
    await write("broken", needs.clock.now()).catch(() => {});
  }
}

async function listDrills({ db }: DrillNeeds, reach: Reach, limit: number): Promise<readonly DrillView[]> {
  return await db.read<DrillView>(
    `select ${columns} from drills where ($1::text is null or marketplace = $1) and ($2::text is null or store = $2)
     order by started_at desc, id limit $3`,
    [reach.marketplace, reach.store, limit],
  );
}
