import { expect, test } from "vitest";
import { eventsOf, next, type OpeningEvent, type OpeningState, openingTable, type PausedFrom } from "./states.ts";

const states = Object.keys(openingTable) as OpeningState[];
const events: OpeningEvent[] = [
  "pilot",
  "consult",
  "decide",
  "announce",
  "begin",
  "complete",
  "pause",
  "resume",
  "withdraw",
];

test("every state can be reached from a draft", () => {
  const reached = new Set<OpeningState>(["draft"]);
  for (const state of reached)
    for (const event of events) {
      const to = next(state, "open", event);
      if (to !== null) reached.add(to);
    }
  expect([...reached].sort()).toEqual([...states].sort());
});

test("a pause leads back to where it was, from every live state", () => {
  for (const state of states) {
    const paused = next(state, null, "pause");
    const pausable = !["draft", "paused", "withdrawn"].includes(state);
    expect(paused).toBe(pausable ? "paused" : null);
    if (paused) expect(next(paused, state as PausedFrom, "resume")).toBe(state);
  }
});

test("everything can be withdrawn, and nothing leads out of that", () => {
  for (const state of states) expect(next(state, null, "withdraw")).toBe(state === "withdrawn" ? null : "withdrawn");
});

test("opening is as many events as it takes; ahead of its instant it is only announced", () => {
  expect(eventsOf("open", "draft", true)).toEqual(["announce", "begin", "complete"]);
  expect(eventsOf("open", "draft", false)).toEqual(["announce"]);
  expect(eventsOf("open", "announced", true)).toEqual(["begin", "complete"]);
  expect(eventsOf("open", "announced", false)).toBeNull();
  expect(eventsOf("open", "opening", true)).toEqual(["complete"]);
  for (const state of ["consulting", "open", "paused", "withdrawn"] as const)
    expect(eventsOf("open", state, true)).toBeNull();
  expect(eventsOf("resume", "open", true)).toBeNull();
  expect(eventsOf("pause", "open", true)).toEqual(["pause"]);
});

test("what a move answers, the table allows step by step", () => {
  for (const state of states)
    for (const move of ["open", "pause", "resume", "withdraw"] as const)
      for (const effective of [true, false]) {
        let at: OpeningState | null = state;
        for (const event of eventsOf(move, state, effective) ?? []) at = at && next(at, "announced", event);
        expect(at).not.toBeNull();
      }
});
