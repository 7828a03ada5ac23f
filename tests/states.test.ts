import { expect, test } from "vitest";
import { type StateDiagram, stateDiagrams, statePage, unreachable } from "../scripts/state-diagrams.ts";
import { sourceFiles } from "./source-files.ts";

const named = stateDiagrams.map((diagram) => [diagram.name, diagram] as const);

test.each(named)("docs/states/%s.md is what its table prints today (npm run states)", (name, diagram) => {
  expect(sourceFiles(`docs/states/${name}.md`)[0]?.text).toBe(statePage(diagram));
});

test("no page is left over from a table that is gone", () => {
  const pages = sourceFiles("docs/states/*.md").map((file) => file.path);
  expect(pages).toEqual(stateDiagrams.map((diagram) => `docs/states/${diagram.name}.md`).sort());
});

test.each(named)("%s: every state can be reached, and every move leads to a state", (_name, diagram) => {
  expect(unreachable(diagram)).toEqual([]);
  const states = Object.keys(diagram.states);
  expect(diagram.moves.filter((move) => !states.includes(move.from) || !states.includes(move.to))).toEqual([]);
  expect(diagram.starts.filter((state) => !states.includes(state))).toEqual([]);
});

test("a state that nothing leads to is found", () => {
  const [payments] = stateDiagrams as [StateDiagram];
  const moves = payments.moves.filter((move) => move.to !== "surplus");
  expect(unreachable({ ...payments, moves })).toEqual(["surplus", "returned"]);
});
