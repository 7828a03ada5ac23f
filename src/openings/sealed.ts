import { rootOf, type Tree } from "#merkle";
import type { House } from "./create-openings.ts";

/** A consultation whose result is out; `root` in hexadecimal. */
export type Sealed = { opening: string; n: number; root: string };

const keptMost = 8;

/** Made from ballots that are sealed for good, so once; only the latest that somebody asked about are kept. */
export function keepOfSealed<Made>(make: (house: House, sealed: Sealed) => Promise<Made>) {
  const kept = new WeakMap<House, Map<string, Made>>();
  return async (house: House, sealed: Sealed): Promise<Made> => {
    const mine = kept.get(house) ?? new Map<string, Made>();
    kept.set(house, mine);
    const name = `${sealed.opening} ${sealed.n}`;
    const known = mine.get(name);
    if (known !== undefined) return known;
    const made = await make(house, sealed);
    const oldest = mine.keys().next().value;
    if (mine.size >= keptMost && oldest !== undefined) mine.delete(oldest);
    mine.set(name, made);
    return made;
  };
}

/** Alarms and throws where ballots are no longer those whose root was published. */
export function mustHaveRoot(house: House, { opening, n, root }: Sealed, tree: Tree): void {
  if (rootOf(tree).toString("hex") === root) return;
  house.alarm("ballots_differ_from_root", { opening, consultation: n });
  throw new Error(`The ballots of ${opening} are no longer those whose root was published.`);
}
