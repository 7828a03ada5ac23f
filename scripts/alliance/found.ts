import { join } from "node:path";
import { type Outcome, type Said, type Shelf, shelfInFolder } from "#alliance";
import { wrong } from "./party.ts";

type Told = { count: string; sum: string | null } | null;

/** What a run found, and which runs its house let begin: kept until everybody who is to hear of its end has heard. */
export type Found = {
  /** What it found before it broke off on its last way, to the house; else asks. */
  orAsk(pieces: Pick<Shelf, "clear">, ask: () => Promise<Said<Outcome>>): Promise<Said<Outcome>>;
  keep(outcome: Outcome): void;
  /** The house's run (alr_…) under that contract; null: not asked for yet. */
  houseRun(contract: string): string | null;
  keepHouseRun(contract: string, id: string): void;
  forget(): void;
};

export type AskedFor = { purpose: string; mode: string };

/** Of a run that was begun and is not over for everybody, under what it asks: another question needs another name. */
export function foundIn(home: string, run: string, { purpose, mode }: AskedFor): Found {
  const shelf = () => shelfInFolder(join(home, "found", run));
  const read = (name: string): string | null => {
    const bytes = shelf().get(name);
    return bytes && Buffer.from(bytes).toString();
  };
  const asked = JSON.stringify({ purpose, mode });
  const before = read("asked");
  if (before !== null && before !== asked) {
    const was = JSON.parse(before) as AskedFor;
    throw wrong(
      `Run ${run} was begun with --mode ${was.mode} --purpose ${was.purpose}: go on with those, or give --run another name.`,
      `运行 ${run} 以 --mode ${was.mode} --purpose ${was.purpose} 开始：请沿用，或以 --run 另取名称。`,
    );
  }
  // Before anybody is asked: from here on the run's name stands for what is asked in it.
  const begin = (): void => shelf().put("asked", Buffer.from(asked));
  const outcome = read("outcome");
  return {
    keep(found) {
      const told: Told = found && { count: `${found.count}`, sum: found.sum === null ? null : `${found.sum}` };
      begin();
      shelf().put("outcome", Buffer.from(JSON.stringify(told)));
    },
    async orAsk(pieces, ask) {
      if (outcome === null) {
        begin();
        return await ask();
      }
      // Whoever was killed once it was found has the run's secrets still.
      pieces.clear();
      return { ok: true, value: outcomeOf(JSON.parse(outcome) as Told) };
    },
    houseRun: (contract) => read(`house.${nameOf(contract)}`),
    keepHouseRun(contract, id) {
      begin();
      shelf().put(`house.${nameOf(contract)}`, Buffer.from(id));
    },
    forget: () => shelf().clear(),
  };
}

const nameOf = (contract: string): string => contract.replaceAll(/[^\w-]/g, "_");

const outcomeOf = (told: Told): Outcome =>
  told && { count: BigInt(told.count), sum: told.sum === null ? null : BigInt(told.sum) };
