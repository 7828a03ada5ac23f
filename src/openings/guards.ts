import { writeEvent } from "#db";
import type { Words } from "#wallets/protocol";
import { applyChange, type Change, type Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import { type Breach, guardCaller, readingOf } from "./guard-figures.ts";
import { type GuardOf, keepReadings, type Read } from "./guard-readings.ts";
import { notifyMarketplace } from "./notifications.ts";
import { runningStage, stagePaused } from "./pause-stage.ts";
import type { OpeningRow } from "./rows.ts";
import type { StageKind } from "./stages.ts";
import type { Guard, Stage } from "./types.ts";

type Found = Breach & { stage: { kind: StageKind; n: number } | null };

/**
 * Looks at every guard of what is open or under way. A guard of the opening that is breached pauses it; one of the
 * stage that holds takes that stage back, and the one before holds again (of the first stage: the opening is paused).
 * With the figures as the reason, an alarm, an event and a notification. After a resumption only what came since then
 * counts. Answers how many it stopped.
 */
export async function watchGuards(house: House): Promise<number> {
  const watched = await house.db.read<OpeningRow>(
    `select * from openings
     where state in ('piloting', 'consulting', 'decided', 'announced', 'opening', 'open')
       and (guards <> '[]' or pilots @? '$[*].guards[0]' or stages @? '$[*].guards[0]') order by id`,
  );
  let stopped = 0;
  const reads: Read[] = [];
  for (const row of watched) {
    const found = await firstBreach(house, row, reads);
    if (found && (await stop(house, row, found))) stopped++;
  }
  if (stopped > 0) await house.snapshot.refresh();
  // After the stops: what people look at holds nothing up.
  await keepReadings(house, reads);
  return stopped;
}

async function firstBreach(house: House, row: OpeningRow, reads: Read[]): Promise<Found | null> {
  const now = house.clock.now();
  const watch = async (guards: readonly Guard[], from: Date, of: GuardOf): Promise<Breach | null> => {
    for (const guard of guards) {
      const since = new Date(Math.max(now.getTime() - guard.window_minutes * 60_000, from.getTime()));
      const { sides, partner, methods } = row;
      const asked = { sides, partner, methods, since, figure: guard.figure };
      const read = readingOf(guard, await house.figuresOf(asked));
      reads.push({ ...read, opening: row.id, of });
      if (read.breached) return read;
    }
    return null;
  };
  const whole = await watch(row.guards, row.changed_at, { kind: "opening", n: 0 });
  if (whole) return { ...whole, stage: null };
  for (const kind of ["stage", "pilot"] as const) {
    const stage = runningStage({ found: row, now }, kind);
    const breach = stage && (await watch(stage.guards, startOf(row, stage), { kind, n: stage.n }));
    if (breach) return { ...breach, stage: { kind, n: stage.n } };
  }
  return null;
}

/** Since when a stage answers for what happens: its own beginning, or the opening's last change. */
function startOf(row: OpeningRow, stage: Stage): Date {
  const began = stage.started_at ?? stage.starts_at ?? row.changed_at;
  return new Date(Math.max(began.getTime(), row.changed_at.getTime()));
}

async function stop(house: House, row: OpeningRow, found: Found): Promise<boolean> {
  const { figure, limit, window_minutes } = found.guard;
  const figures = { figure, limit, part: `${found.part}`, whole: `${found.whole}`, window_minutes };
  const about = { opening: row.id, stage: found.stage, ...figures };
  const done = await house.db.tx(async (tx) => {
    const now = house.clock.now();
    // Only as it was when its figures were read: whoever moved it meanwhile knows better.
    const [locked] = await tx.query<OpeningRow>("select * from openings where id = $1 and version = $2 for update", [
      row.id,
      row.version,
    ]);
    if (!locked) return false;
    const moved = { tx, found: locked, now };
    const why = `guard: ${figure} ${found.part} of ${found.whole} within ${window_minutes} min, limit ${limit}`;
    const after = await applyChange(house, moved, { by: guardCaller, why }, whatStops(moved, found, figures));
    const event = { type: "opening.guard_breached", version: 1, marketplace: row.marketplace, subject: row.id };
    await writeEvent(tx, house.ids, { ...event, data: about }, now);
    const { marketplace, id: subject, version: n } = after;
    const words = wordsOf(locked, why, found.stage);
    await notifyMarketplace(tx, {
      marketplace,
      subject,
      n,
      type: event.type,
      words,
      data: JSON.stringify(about),
      at: now,
    });
    return true;
  });
  if (done) house.alarm("opening_paused_by_guard", about);
  return done;
}

function wordsOf(row: OpeningRow, why: string, stage: Found["stage"]): Words {
  const zh = stage && stage.n > 1 ? `第 ${stage.n} 阶段已被护栏收回` : "已被护栏暂停";
  const en = stage && stage.n > 1 ? `${stage.kind} ${stage.n} was taken back` : "paused";
  return {
    zh: `开放计划“${row.terms_zh}”${zh}（${why}）。须由人说明原因后恢复。`,
    en: `Opening "${row.terms_en}": ${en} by a ${why}. A person resumes it, with a reason.`,
  };
}

function whatStops(moved: Moved, { stage }: Found, guard: object): Change {
  if (stage && stage.n > 1) return stagePaused(moved, stage.kind, stage.n, { guard });
  return { move: "pause", events: ["pause"], details: { guard } };
}
