import { randomBytes } from "node:crypto";
import type { Clock } from "#db";
import { type AskerParts, askPartner } from "./asker.ts";
import type { Blinder } from "./blinder.ts";
import { type HolderParts, makeHolder, type Row, type Told } from "./holder.ts";
import type { Partner } from "./partner.ts";
import { type Shelf, shelfInMemory } from "./shelf.ts";
import type { Contract, Dataset, RunAsked } from "./terms.ts";

/** Two parties in one process, for this room's tests and the bench. Without noise unless a test asks for some. */
export const contract: Contract = {
  ...{ id: "c-1", parties: ["notes", "shop"], purposes: ["conversion"], modes: ["size", "sum"] },
  ...{ starts: "2023-12-01T00:00:00Z", ends: "2024-12-01T00:00:00Z", crowd: 1, budget: 1000 },
  // Noise of a scale this small is nought in all that a test can draw.
  ...{ epsilon_milli: 1_000_000_000, clip: "100000", padding: 0 },
};
const dataset: Dataset = { title: "rows", purposes: ["conversion"], basis: "consent" };

export type Pair = {
  ids: readonly string[];
  rows: readonly Row[];
  blinder: Blinder;
  contract?: Contract;
  asker?: Partial<AskerParts>;
  holder?: Partial<HolderParts>;
};

export function makePair(given: Pair) {
  const clock: Clock = { now: () => new Date("2024-01-01T00:00:00Z") };
  const logs = { asker: [] as Told[], holder: [] as Told[] };
  const shelves = new Map<string, Shelf>();
  const terms = given.contract ?? contract;
  const usedIn = (log: readonly Told[]) => (run: string) =>
    new Set(log.filter((one) => one.what === "begun" && one.run !== run).map((one) => one.run)).size;
  const shared = { clock, random: randomBytes, blinder: given.blinder, contract: terms, dataset };
  const shelf = (run: string): Shelf => {
    const found = shelves.get(run) ?? shelfInMemory();
    shelves.set(run, found);
    return found;
  };
  const holder = makeHolder({
    ...{ ...shared, rows: given.rows, shelf, used: usedIn(logs.holder), log: (one) => void logs.holder.push(one) },
    ...given.holder,
  });
  const asker: AskerParts = {
    ...{ ...shared, ids: given.ids, shelf: shelfInMemory(), used: usedIn(logs.asker) },
    log: (one) => void logs.asker.push(one),
    ...given.asker,
  };
  const ask = (change: Partial<RunAsked> = {}, partner: Partner = holder) =>
    askPartner(asker, partner, { run: "r-1", contract: terms.id, purpose: "conversion", mode: "sum", ...change });
  return { holder, asker, ask, logs };
}
