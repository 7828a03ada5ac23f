import type { Opening, TimelineEntry, Words } from "./types.ts";

export const walls = ["superficial", "moderate", "deep", "policy"] as const;
export type Wall = (typeof walls)[number];

export const shades = ["shut", "piloting", "voting", "announced", "opening", "open", "paused"] as const;
export type Shade = (typeof shades)[number];

/** What a move leaves behind, whether history's or our own. */
const left: Readonly<Record<string, Shade>> = {
  shut: "shut",
  "still shut": "shut",
  withdraw: "shut",
  pilot: "piloting",
  consult: "voting",
  decide: "voting",
  announce: "announced",
  open: "open",
  effective: "opening",
  renew: "open",
  begin: "opening",
  complete: "open",
  pause: "paused",
};

export function shadeOf(state: Opening["state"]): Shade {
  if (state === "consulting" || state === "decided") return "voting";
  if (state === "draft" || state === "withdrawn") return "shut";
  return state;
}

/** The month at which an entry stands: 2013, 2013-07, 2020-H2, a day or an instant. */
export function monthOf(date: string | null): string {
  if (date === null) return "9999-12";
  const half = /^(\d{4})-H([12])$/.exec(date);
  if (half) return `${half[1]}-${half[2] === "1" ? "06" : "12"}`;
  return date.length === 4 ? `${date}-12` : date.slice(0, 7);
}

export type Brick = { key: string; wall: Wall; shade: Shade; name: string; about: string; opening: string | null };

export type Told = {
  words(text: Words): string;
  party(name: string): string;
  capability(id: string): string;
};

/** The layer in which a brick lies: where nobody named a depth, payment lies deep and everything else between. */
export function wallOf(depth: string | null, capability: string | null): Wall {
  const named = walls.find((wall) => wall === depth);
  return named ?? (capability === "payment" ? "deep" : "moderate");
}

/** Platforms ⇄ partner (capability): today's bricks and those of any day before read alike. */
export function nameOf(
  { sides, partner, capability }: { sides: readonly string[]; partner: string; capability: string },
  told: Told,
): string {
  return `${sides.join(" · ")} ⇄ ${told.party(partner)} (${told.capability(capability)})`;
}

/** The parties of an entry as people know them: marketplaces by their own names. */
export function partiesOf(one: TimelineEntry, told: Told): string[] {
  const own = new Map(one.marketplaces.map(({ id, name }) => [id, told.words(name)]));
  return one.actors.map((actor) => own.get(actor) ?? told.party(actor));
}

function titleOf(one: TimelineEntry, told: Told): string {
  const parties = partiesOf(one, told);
  const capability = one.capability ?? "";
  if (one.kind === "move")
    return nameOf({ sides: parties.slice(0, -1), partner: one.actors.at(-1) ?? "", capability }, told);
  return parties.join(" ⇄ ") + (capability === "" ? "" : ` (${told.capability(capability)})`);
}

/**
 * Bricks of history and of our own openings as they stood: of one opening, or between the same parties at the same
 * depth for the same capability, the last thing that happened until then counts.
 */
export function bricksOf(entries: readonly TimelineEntry[], until: string, told: Told): Brick[] {
  const found = new Map<string, Brick>();
  const paused = new Map<string, Shade>();
  for (const one of entries) {
    if (one.wall === "policy" || monthOf(one.date) > until) continue;
    const own = one.kind === "move" ? (one.openings[0]?.id ?? "") : "";
    const wall = wallOf(one.wall, one.capability);
    const key = own || `${wall} ${one.capability} ${[...one.actors].sort().join(" ")}`;
    const before = found.get(key);
    if (one.move === "pause" && before) paused.set(key, before.shade);
    const back = one.move === "resume" ? paused.get(key) : undefined;
    const shade = back ?? left[one.move] ?? before?.shade ?? "open";
    const name = before?.name ?? titleOf(one, told);
    found.set(key, { key, wall, shade, name, about: told.words(one.what), opening: own || null });
  }
  return [...found.values()];
}
