import { linkActs, type Parts } from "./link.ts";
import { findLeaf, listEntries, listHeads, proveEntry, proveGrowth } from "./read.ts";
import { sources } from "./sources.ts";

/** A look at every row, however old, each so many turns. */
const wholeEvery = 60;

/** What people and openings did, in a chain that shows a later change. */
export function createAudit(parts: Parts) {
  let turn = 0;
  return {
    sources: sources.map((source) => source.name),
    /** The chore: links what is new. */
    async link(): Promise<number> {
      const whole = turn % wholeEvery === 0;
      const linked = await linkActs(parts, { whole });
      if (linked === 0) turn += 1;
      return linked;
    },
    listHeads: listHeads.bind(null, parts.db),
    listEntries: listEntries.bind(null, parts.db),
    findLeaf: findLeaf.bind(null, parts.db),
    proveEntry: proveEntry.bind(null, parts.db),
    proveGrowth: proveGrowth.bind(null, parts.db),
  };
}

export type Audit = ReturnType<typeof createAudit>;
