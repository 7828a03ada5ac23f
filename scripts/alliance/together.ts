import { join } from "node:path";
import { askTogether, memberOver, shelfInFolder } from "#alliance";
import { StartFault } from "#start-fault";
import { runProgram } from "../lifecycle.ts";
import { brokeOff, checkRunName, report, sendTo } from "./ask.ts";
import { type Found, foundIn } from "./found.ts";
import { endAll, type HouseRun, tellHouse } from "./house.ts";
import { openParty, type PartyOptions, readSecret, wrong } from "./party.ts";

export type TogetherOptions = Omit<PartyOptions, "secret"> & {
  name: string;
  with: string[];
  purpose: string;
  run: string;
  mode: string;
  house?: string;
  token?: string;
  /** In that house: its contract with each of the others, in the order of `with`. */
  houseContract?: string[];
  houseDataset?: string;
  json?: boolean;
};

type Other = { name: string; url: string; secret: string };

/** A secret of its own for each pair: a party must not be able to speak for another one. */
function otherFrom(text: string): Other {
  const found = /^([^=]+)=(https?:[^=]+)=(.+)$/.exec(text);
  if (!found) throw wrong("--with is party=url=secret-file.", "--with 的格式为 一方=地址=密钥文件。");
  const [, name = "", url = "", file = ""] = found;
  return { name, url, secret: file };
}

/**
 * Asks the house about every other party before any of them is asked: one run each, under the contract with that party.
 * Where it refuses one, those that it let begin are ended, for they never will; the same command asks for others.
 */
async function tellHouseOfAll(
  { houseContract, ...options }: TogetherOptions,
  others: readonly Other[],
  mode: "size" | "sum",
  found: Found,
): Promise<HouseRun[]> {
  if (options.house === undefined) return [];
  if (houseContract?.length !== others.length)
    throw wrong(
      "--house-contract names the house's contract with each of the others, in the order of --with.",
      "--house-contract 须按 --with 的次序列出平台与其他各方的合同。",
    );
  const runs: HouseRun[] = [];
  for (const [n, { name }] of others.entries()) {
    const asked = { ...options, houseContract: houseContract[n] as string, run: `${options.run}:${name}` };
    try {
      const run = await tellHouse(asked, mode, found);
      if (run !== null) runs.push(run);
    } catch (fault) {
      // Where the line broke the same command goes on with them.
      if (!(fault instanceof StartFault)) throw fault;
      for (const run of runs) await run.giveUp(`refused about ${name}`);
      found.forget();
      throw fault;
    }
  }
  return runs;
}

/** Exits 0 at a run's end, 1 when somebody refused, 2 when a line broke (the same command goes on). */
export function together(options: TogetherOptions): Promise<void> {
  return runProgram(async (closer) => {
    const { mode } = options;
    if (mode !== "size" && mode !== "sum") throw wrong("--mode is size or sum.", "--mode 只能是 size 或 sum。");
    checkRunName(options.run);
    const others = options.with.map(otherFrom);
    const party = await openParty({ ...options, secret: others[0]?.secret ?? "" }, closer);
    const { contract } = party;
    if (
      JSON.stringify(others.map((one) => one.name)) !==
      JSON.stringify(contract.parties.filter((one) => one !== options.name))
    )
      throw wrong("--with names the contract's other parties, in its order.", "--with 须按合同次序列出其他各方。");
    const found = foundIn(options.home, options.run, { purpose: options.purpose, mode });
    try {
      const houseRuns = await tellHouseOfAll(options, others, mode, found);
      const members = others.map(({ name, url, secret }) =>
        memberOver(name, sendTo(url), readSecret(secret), party.clock),
      );
      const asking = {
        ...{ ...party, name: options.name, ids: party.rows.map((row) => row.id), found: found.keep },
        shelf: shelfInFolder(join(options.home, "runs", options.run)),
        progress: ({ step, done, of }: { step: string; done: number; of: number }) => {
          if (!options.json) console.error(`${step} ${done}/${of}`);
          for (const one of houseRuns) one.progress(step, done, of);
        },
      };
      const { run, purpose } = options;
      const told = await found.orAsk(asking.shelf, () =>
        askTogether(asking, members, { run, contract: contract.id, purpose, mode }),
      );
      await endAll(houseRuns, told);
      return report(told, options.json === true, found);
    } catch (fault) {
      return brokeOff(fault);
    }
  });
}
