import type { Words } from "#wallets/protocol";
import type { House } from "../create-openings.ts";
import type { Reach } from "../types.ts";
import recorded from "./events.json" with { type: "json" };

/** What happened in the world, or what one of our openings did. */
export type TimelineEntry = {
  kind: "event" | "move";
  /** As exactly as it is known: 2013, 2013-07, 2020-H2, 2024-09-05, or an instant; null: it has not happened yet. */
  date: string | null;
  date_precision: string | null;
  /** superficial, moderate, deep, or policy; of a move the opening's own depth, empty where it names none. */
  wall: string;
  move: string;
  actors: readonly string[];
  what: Words;
  /** The article of a past event; null for a move. */
  source: string | null;
  /** The name and plan of the opening that models a past event; null for a move. */
  model: Readonly<Record<string, unknown>> | null;
  /** Of a past event: openings that were made from its model. Of a move: the opening that moved. */
  openings: readonly { id: string; marketplace: string; state: string }[];
};

export const pastEvents = recorded.events;

/** By name: the openings that model past events, as data that createOpening takes, with the state that they reached. */
export const modelledOpenings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = recorded.openings;

const movesShown = 1000;

type MoveRow = {
  id: string;
  marketplace: string;
  sides: string[];
  partner: string;
  depth: string | null;
  state: string;
  event: string;
  zh: string;
  en: string;
  at: Date;
};

/** Past events and the latest moves of the openings within reach, in their order; what is yet to happen comes last. */
export async function readTimeline(house: House, reach: Reach): Promise<readonly TimelineEntry[]> {
  const made = await house.db.read<{ id: string; marketplace: string; state: string; models: string }>(
    `select id, marketplace, state, models from openings
     where models is not null and ($1::text is null or marketplace = $1 or $1 = any(sides)) order by id`,
    [reach.marketplace],
  );
  const moves = await house.db.read<MoveRow>(
    `select o.id, o.marketplace, o.sides, o.partner, o.depth, o.state, m.event, o.terms_zh as zh, o.terms_en as en, m.at
     from opening_moves m join openings o on o.id = m.opening
     where m.event <> 'draft' and ($1::text is null or o.marketplace = $1 or $1 = any(o.sides))
     order by m.at desc, m.opening, m.version desc limit $2`,
    [reach.marketplace, movesShown],
  );
  const events = pastEvents.map(({ opening, ...event }): TimelineEntry => {
    const openings = made.filter((one) => one.models === opening).map(({ models: _, ...one }) => one);
    return { kind: "event", ...event, model: { name: opening, ...modelledOpenings[opening] }, openings };
  });
  return [...events, ...moves.toReversed().map(toEntry)].sort(inOrder);
}

function toEntry({ id, marketplace, sides, partner, depth, state, event, zh, en, at }: MoveRow): TimelineEntry {
  return {
    ...{ kind: "move", date: at.toISOString(), date_precision: null, wall: depth ?? "", move: event },
    ...{ actors: [...sides, partner], what: { zh, en }, source: null, model: null },
    openings: [{ id, marketplace, state }],
  };
}

/** A date that is known to the year or month alone stands before the days in it; the second half begins in July. */
const place = (date: string | null): string => (date === null ? "9999" : date.replace("-H2", "-07"));

function inOrder(one: TimelineEntry, two: TimelineEntry): number {
  const [a, b] = [place(one.date), place(two.date)];
  return a < b ? -1 : a > b ? 1 : 0;
}
