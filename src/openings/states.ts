/**
 * The life of an opening, as a table: names of rows are states, names of columns what happens to it. `back` stands for
 * the state that it was paused from. A consultation can be left out, which is why a draft may be announced.
 */
export const openingTable = {
  draft: { pilot: "piloting", consult: "consulting", announce: "announced", withdraw: "withdrawn" },
  piloting: { consult: "consulting", announce: "announced", pause: "paused", withdraw: "withdrawn" },
  consulting: { decide: "decided", pause: "paused", withdraw: "withdrawn" },
  /** Where the stores did not support it, they are asked again, about other terms. */
  decided: { consult: "consulting", announce: "announced", pause: "paused", withdraw: "withdrawn" },
  /** Stores and buyers know; from the effective instant on it is open, with nobody at the desk. */
  announced: { begin: "opening", pause: "paused", withdraw: "withdrawn" },
  /** Its stages run. */
  opening: { complete: "open", pause: "paused", withdraw: "withdrawn" },
  open: { pause: "paused", withdraw: "withdrawn" },
  paused: { resume: "back", withdraw: "withdrawn" },
  withdrawn: {},
} as const satisfies Record<string, Partial<Record<string, string>>>;

export type OpeningState = keyof typeof openingTable;
export type OpeningEvent =
  | "pilot"
  | "consult"
  | "decide"
  | "announce"
  | "begin"
  | "complete"
  | "pause"
  | "resume"
  | "withdraw";
export type PausedFrom = Exclude<OpeningState, "draft" | "paused" | "withdrawn">;

/** The state after an event, or null when the table has no such move. */
export function next(state: OpeningState, pausedFrom: PausedFrom | null, event: OpeningEvent): OpeningState | null {
  const row: Partial<Record<OpeningEvent, OpeningState | "back">> = openingTable[state];
  const to = row[event] ?? null;
  return to === "back" ? pausedFrom : to;
}

/** Live ones claim what they open; a draft and a withdrawn one do not. The database's overlap rule says the same. */
export function isLive(state: OpeningState): boolean {
  return state !== "draft" && state !== "withdrawn";
}

/**
 * What a caller asks for with nothing but a reason; `open` is as many events as it takes. Consulting, deciding and
 * announcing need more and are verbs of their own.
 */
export type OpeningMove = "pilot" | "open" | "complete" | "pause" | "resume" | "withdraw";

/**
 * The events that a move consists of, or null when the state knows no such move. Opening one whose instant lies ahead
 * ends in `announced`: the decision itself opens it then.
 */
export function eventsOf(move: OpeningMove, state: OpeningState, effective: boolean): readonly OpeningEvent[] | null {
  if (move !== "open") return next(state, "open", move) === null ? null : [move];
  const whole = ["announce", "begin", "complete"] as const;
  const skipped = { draft: 0, piloting: 0, decided: 0, announced: 1, opening: 2 }[state as string];
  if (skipped === undefined) return null;
  const events = whole.slice(skipped, effective ? undefined : 1);
  return events.length > 0 ? events : null;
}
