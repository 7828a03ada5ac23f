import { join } from "node:path";
import { type Outcome, shelfInFolder } from "#alliance";

type Told = { count: string; sum: string | null } | null;

/** What a run found, and which runs its house let begin: kept until everybody who is to hear of its end has heard. */
export type Found = {
  /** What it found before it broke off on its last way, to the house; undefined: it goes on. */
  known: Outcome | undefined;
  keep(outcome: Outcome): void;
  /** The house's run (alr_…) under that contract; null: not asked for yet. */
  houseRun(contract: string): string | null;
  keepHouseRun(contract: string, id: string): void;
  forget(): void;
};

export function foundIn(home: string, run: string): Found {
  const shelf = () => shelfInFolder(join(home, "found", run));
  const read = (name: string): string | null => {
    const bytes = shelf().get(name);
    return bytes && Buffer.from(bytes).toString();
  };
  const outcome = read("outcome");
  return {
    known: outcome === null ? undefined : outcomeOf(JSON.parse(outcome) as Told),
    keep(found) {
      const told: Told = found && { count: `${found.count}`, sum: found.sum === null ? null : `${found.sum}` };
      shelf().put("outcome", Buffer.from(JSON.stringify(told)));
    },
    houseRun: (contract) => read(`house.${nameOf(contract)}`),
    keepHouseRun: (contract, id) => shelf().put(`house.${nameOf(contract)}`, Buffer.from(id)),
    forget: () => shelf().clear(),
  };
}

const nameOf = (contract: string): string => contract.replaceAll(/[^\w-]/g, "_");

const outcomeOf = (told: Told): Outcome =>
  told && { count: BigInt(told.count), sum: told.sum === null ? null : BigInt(told.sum) };
