import { randomBytes } from "node:crypto";
import type { Blinder } from "../blinder.ts";
import type { Told } from "../holder.ts";
import { type Shelf, shelfInMemory } from "../shelf.ts";
import type { Contract, Mode } from "../terms.ts";
import { contract as ofTwo } from "../testing.ts";
import { askTogether } from "./ask-together.ts";
import { type Member, makeMember } from "./member.ts";

const names = ["notes", "shop", "maps", "rides"];

/** A contract of as many parties; the shop's rows carry the amounts. */
export const terms = (parties = 3, change: Partial<Contract> = {}): Contract => ({
  ...{ ...ofTwo, id: "c-3", parties: names.slice(0, parties), modes: ["size", "sum"], amounts: "shop" },
  ...change,
});

export const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `buyer-${from + i}`);

type Given = {
  sets: readonly (readonly string[])[];
  contract: Contract;
  blinder: Blinder;
  /** What a person of the shop counts for, in minor units. */
  amount?: (id: string) => bigint;
};

/** Three parties and more in one process, for this room's tests; the first one asks. */
export function ringOf({ sets, contract, blinder, amount = () => 0n }: Given) {
  const clock = { now: () => new Date("2024-01-01T00:00:00Z") };
  const dataset = { title: "rows", purposes: ["conversion"], basis: "consent" };
  const logs = sets.map((): Told[] => []);
  const used = (log: readonly Told[]) => (run: string) =>
    new Set(log.filter((one) => one.what === "begun" && one.run !== run).map((one) => one.run)).size;
  const shared = (n: number) => {
    const [log, ids] = [logs[n] as Told[], sets[n] as readonly string[]];
    const party = { name: names[n] as string, ids, amounts: ids.map(amount), used: used(log) };
    return { clock, random: randomBytes, blinder, contract, dataset, ...party, log: (one: Told) => void log.push(one) };
  };
  const shelves = new Map<string, Shelf>();
  const shelfOf = (n: number, run: string): Shelf => {
    const found = shelves.get(`${n} ${run}`) ?? shelfInMemory();
    shelves.set(`${n} ${run}`, found);
    return found;
  };
  const members = sets.slice(1).map((_, i) => makeMember({ ...shared(i + 1), shelf: (run) => shelfOf(i + 1, run) }));
  const asker = shelfInMemory();
  const ask = (by: readonly Member[] = members, run = "r-1", mode: Mode = "size") =>
    askTogether({ ...shared(0), shelf: asker }, by, { run, contract: contract.id, purpose: "conversion", mode });
  return { ask, members, logs, shelfOf, asker };
}

/** The members, with a line that dies once: after so many answers, the last of which is lost. */
export function breakingAt(members: readonly Member[], dies: number): Member[] {
  let calls = 0;
  return members.map((member) => {
    const broken = Object.entries(member).map(([name, call]) => [
      name,
      typeof call === "string"
        ? call
        : async (...args: never[]) => {
            const answer = await (call as (...all: never[]) => Promise<unknown>)(...args);
            if (++calls === dies) throw new Error("The line is dead.");
            return answer;
          },
    ]);
    return Object.fromEntries(broken) as Member;
  });
}
