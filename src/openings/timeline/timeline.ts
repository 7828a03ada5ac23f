import type { Words } from "#wallets/protocol";
import type { House } from "../create-openings.ts";
import type { Page, Paged, Reach } from "../types.ts";
import recorded from "./events.json" with { type: "json" };

/** What happened in the world, or what one of our openings did. */
export type TimelineEntry = {
  kind: "event" | "move";
  /** As exactly as it is known: 2013, 2013-07, 2020-H2, 2024-09-05, or an instant; null: it has not happened yet. */
  date: string | null;
  date_precision: string | null;
  /** superficial, moderate, deep, or policy; of a move the opening's own depth, empty where it names none. */
  wall: string;
  /** What is opened: of a past event its model's, of a move the opening's. */
  capability: string | null;
  move: string;
  actors: readonly string[];
  /** The marketplaces among the actors, by the names that people know; none of a past event. */
  marketplaces: readonly { id: string; name: Words }[];
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

type MoveRow = {
  id: string;
  marketplace: string;
  sides: string[];
  capability: string;
  partner: string;
  depth: string | null;
  state: string;
  event: string;
  version: number;
  zh: string;
  en: string;
  at: Date;
};

type Placed = { key: string; entry: TimelineEntry };

/**
 * Past events and the moves of the openings within reach, in their order; what is yet to happen comes last. An entry's
 * key is its date and what tells it from others of the same; a page goes on after the last key of the page before.
 */
export async function readTimeline(house: House, reach: Reach, page: Page): Promise<Paged<TimelineEntry>> {
  const made = await house.db.read<{ id: string; marketplace: string; state: string; models: string }>(
    `select id, marketplace, state, models from openings
     where models is not null and ($1::text is null or marketplace = $1 or $1 = any(sides)) order by id`,
    [reach.marketplace],
  );
  const events = pastEvents.map(({ opening, ...event }, index): Placed => {
    const openings = made.filter((one) => one.models === opening).map(({ models: _, ...one }) => one);
    const model: Readonly<Record<string, unknown>> = { name: opening, ...modelledOpenings[opening] };
    const capability = typeof model["capability"] === "string" ? model["capability"] : null;
    const entry = { kind: "event" as const, ...event, capability, marketplaces: [], model, openings };
    return { key: keyOf(event.date, `e${index + 1000}`), entry };
  });
  const moves = await movesAfter(house, reach, page);
  const names = await namesOf(house, moves);
  const waiting = [...events, ...moves.map((row) => placed(row, names))].filter(
    ({ key }) => page.after === null || key > page.after,
  );
  const data = waiting.sort((one, two) => (one.key < two.key ? -1 : 1)).slice(0, page.limit);
  return {
    data: data.map(({ entry }) => entry),
    next: waiting.length > page.limit ? (data.at(-1)?.key ?? null) : null,
  };
}

async function movesAfter(house: House, reach: Reach, page: Page): Promise<readonly MoveRow[]> {
  const [at, opening, version] = moveIn(page.after);
  return await house.db.read<MoveRow>(
    `select o.id, o.marketplace, o.sides, o.capability, o.partner, o.depth, o.state, m.event, m.version,
       o.terms_zh as zh, o.terms_en as en, m.at
     from opening_moves m join openings o on o.id = m.opening
     where m.event <> 'draft' and ($1::text is null or o.marketplace = $1 or $1 = any(o.sides))
       and ($3::timestamptz is null or (m.at, m.opening, m.version) > ($3, $4, $5))
     order by m.at, m.opening, m.version limit $2`,
    [reach.marketplace, page.limit + 1, at, opening, version],
  );
}

type Names = ReadonlyMap<string, Words>;

/** Who takes part: an opening that names no sides is its marketplace's own. */
const sidesOf = ({ sides, marketplace }: MoveRow): readonly string[] => (sides.length > 0 ? sides : [marketplace]);

async function namesOf(house: House, moves: readonly MoveRow[]): Promise<Names> {
  const ids = [...new Set(moves.flatMap(sidesOf))];
  if (ids.length === 0) return new Map();
  const rows = await house.db.read<Words & { id: string }>(
    "select id, name_zh as zh, name_en as en from marketplaces where id = any($1)",
    [ids],
  );
  return new Map(rows.map(({ id, zh, en }) => [id, { zh, en }]));
}

const placed = (row: MoveRow, names: Names): Placed => {
  const key = keyOf(row.at.toISOString(), `m${row.id}.${`${row.version}`.padStart(6, "0")}`);
  return { key, entry: toEntry(row, names) };
};

const keyOf = (date: string | null, which: string): string => `${place(date)}!${which}`;

/** Behind which move a key stands; of a past event's key the instant at which its date begins. */
function moveIn(key: string | null): [Date | null, string, number] {
  const [date = "", which = ""] = key?.split("!") ?? [];
  const at = new Date(date === "" ? Number.NaN : date);
  if (Number.isNaN(at.getTime())) return [null, "", 0];
  const [opening = "", version = ""] = which.startsWith("m") ? which.slice(1).split(".") : [];
  return [at, opening, Number.parseInt(version, 10) || 0];
}

function toEntry(row: MoveRow, names: Names): TimelineEntry {
  const { id, marketplace, capability, partner, depth, state, event, zh, en, at } = row;
  const sides = sidesOf(row);
  const marketplaces = sides.flatMap((side) => {
    const name = names.get(side);
    return name ? [{ id: side, name }] : [];
  });
  return {
    ...{ kind: "move", date: at.toISOString(), date_precision: null, wall: depth ?? "", capability, move: event },
    ...{ actors: [...sides, partner], marketplaces, what: { zh, en }, source: null, model: null },
    openings: [{ id, marketplace, state }],
  };
}

/** A date that is known to the year or month alone stands before the days in it; the second half begins in July. */
const place = (date: string | null): string => (date === null ? "9999" : date.replace("-H2", "-07"));
