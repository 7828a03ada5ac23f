import { type Tx, writeEvent } from "#db";
import type { House } from "./create-openings.ts";
import { notifyMarketplace } from "./notifications.ts";
import type { OpeningRow } from "./rows.ts";
import type { OpeningState } from "./states.ts";
import type { Prerequisite } from "./types.ts";

/** States in which an opening serves as another's prerequisite. */
const standing: readonly OpeningState[] = ["announced", "opening", "open"];

/** What names prerequisites: an opening, or a draft that has no id yet. */
export type Requiring = { id: string; marketplace: string; requires: readonly Prerequisite[] };

/** What an opening requires and does not have, in the order in which it names them. */
export async function missingOf(house: House, tx: Tx, row: Requiring, now: Date): Promise<Prerequisite[]> {
  if (row.requires.length === 0) return [];
  const idsOf = (kind: Prerequisite["kind"]) => row.requires.filter((one) => one.kind === kind).map((one) => one.id);
  // The rows are locked already, in the order of their ids (see lockForMove), or this reads what is true now.
  const openings = await tx.query<{ id: string }>("select id from openings where id = any($1) and state = any($2)", [
    idsOf("opening"),
    standing,
  ]);
  const agreements = idsOf("agreement");
  const agreed =
    agreements.length > 0 ? await house.agreementsInForce?.(tx, row.marketplace, agreements, now) : undefined;
  const standings = await tx.query<{ kind: string; id: string }>(
    `select kind, id from opening_standings
     where marketplace = $1 and stands and opening = case kind when 'agreement' then '' else $2 end for share`,
    [row.marketplace, row.id],
  );
  const there = new Set([
    ...openings.map((one) => `opening ${one.id}`),
    ...standings.map((one) => `${one.kind} ${one.id}`),
    ...[...(agreed ?? [])].map((id) => `agreement ${id}`),
  ]);
  return row.requires.filter((one) => !there.has(`${one.kind} ${one.id}`));
}

export type PrerequisiteView = Prerequisite & { stands: boolean };

/** Everything that an opening requires, and what of it stands now. */
export async function prerequisitesOf(house: House, opening: Requiring): Promise<readonly PrerequisiteView[]> {
  const missing = await house.db.tx((tx) => missingOf(house, tx, opening, house.clock.now()));
  const gone = new Set(missing.map(({ kind, id }) => `${kind} ${id}`));
  return opening.requires.map(({ kind, id }) => ({ kind, id, stands: !gone.has(`${kind} ${id}`) }));
}

/** An opening that no longer stands is missed by those that live on it: each is told, as an event and as an alarm. */
export async function tellLosses(house: House, tx: Tx, row: OpeningRow, from: OpeningState, now: Date): Promise<void> {
  if (!standing.includes(from) || standing.includes(row.state)) return;
  await tellLost(house, tx, { kind: "opening", id: row.id }, null, now);
}

/**
 * Tells whoever lives on what is lost: an event and an alarm for each. `of`: of which marketplace it is (and of which
 * opening a sign-off); null for an opening, which others may name wherever they are.
 */
export async function tellLost(
  house: House,
  tx: Tx,
  lost: Prerequisite,
  of: { marketplace: string; opening: string | null } | null,
  now: Date,
): Promise<void> {
  const { kind, id: lostId } = lost;
  const named = { kind, id: lostId };
  const rows = await tx.query<{ id: string; marketplace: string; version: number; zh: string; en: string }>(
    `select id, marketplace, version, terms_zh as zh, terms_en as en from openings
     where requires @> $1 and ($2::text is null or marketplace = $2) and ($3::text is null or id = $3)
       and (state = any($4) or paused_from = any($4))`,
    [JSON.stringify([named]), of?.marketplace ?? null, of?.opening ?? null, standing],
  );
  for (const { id, marketplace, version: n, zh, en } of rows) {
    const data = { opening: id, lost: named };
    const event = { type: "opening.prerequisite_lost", version: 1, marketplace, subject: id, data };
    await writeEvent(tx, house.ids, event, now);
    const words = {
      zh: `开放计划“${zh}”失去了前提条件：${kind} ${lostId}。`,
      en: `Opening "${en}" has lost what it requires: ${kind} ${lostId}.`,
    };
    const told = { marketplace, subject: id, n, type: event.type, words, data: JSON.stringify(data), at: now };
    await notifyMarketplace(tx, told);
    house.alarm("opening_prerequisite_lost", data);
  }
}
