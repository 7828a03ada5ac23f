import { join } from "node:path";
import cliProgress from "cli-progress";
import { request } from "undici";
import {
  askPartner,
  isRunName,
  type Outcome,
  type PartnerFault,
  type Progress,
  partnerOver,
  type Said,
  type Send,
  shelfInFolder,
} from "#alliance";
import { StartFault } from "#start-fault";
import { runProgram } from "../lifecycle.ts";
import { inWords } from "../say.ts";
import { type Found, foundIn } from "./found.ts";
import { endAll, tellHouse } from "./house.ts";
import { openParty, type PartyOptions, wrong } from "./party.ts";

export type RunOptions = {
  partner: string;
  purpose: string;
  run: string;
  mode: string;
  house?: string;
  token?: string;
  houseContract?: string;
  houseDataset?: string;
  json?: boolean;
};

const timeoutMs = 600_000;

export const sendTo =
  (url: string): Send =>
  async ({ path, at, mac, body }) => {
    const answer = await request(new URL(path, url), {
      method: "POST",
      headers: { "x-alliance-at": at, "x-alliance-mac": mac },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const told = answer.headers["x-alliance-mac"];
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    return { status: answer.statusCode, mac: typeof told === "string" ? told : "", body: bytes };
  };

export function checkRunName(run: string): void {
  if (!isRunName(run)) throw wrong("--run: letters, digits, - and _.", "--run 只能用字母、数字、- 与 _。");
}

/** Tells that a line broke; the code to exit with. What has words of its own is no broken line. */
export function brokeOff(fault: unknown): 2 {
  if (fault instanceof StartFault) throw fault;
  console.error(
    inWords({ en: "The run broke off; the same command goes on with it.", zh: "运行中断；再次执行同一命令即可继续。" }),
  );
  console.error(fault instanceof Error ? fault.message : fault);
  return 2;
}

/** Exits 0 at a run's end, 1 when somebody refused, 2 when the line broke (the same command goes on). */
export function ask(options: PartyOptions & RunOptions): Promise<void> {
  return runProgram(async (closer) => {
    const { mode } = options;
    if (mode !== "size" && mode !== "sum") throw wrong("--mode is size or sum.", "--mode 只能是 size 或 sum。");
    checkRunName(options.run);
    const party = await openParty(options, closer);
    const found = foundIn(options.home, options.run, { purpose: options.purpose, mode });
    const bar = new cliProgress.SingleBar({
      format: "{step} {bar} {value}/{total}",
      stream: process.stderr,
      noTTYOutput: false,
    });
    if (!options.json) bar.start(1, 0, { step: "" });
    try {
      const house = await tellHouse(options, mode, found);
      const asking = {
        ...{ ...party, ids: party.rows.map((row) => row.id), found: found.keep },
        shelf: shelfInFolder(join(options.home, "runs", options.run)),
        progress({ step, done, of }: Progress) {
          bar.setTotal(of);
          bar.update(done, { step });
          house?.progress(step, done, of);
        },
      };
      const { run, purpose } = options;
      const partner = partnerOver(sendTo(options.partner), party.secret, party.clock);
      const told = await found.orAsk(asking.shelf, () =>
        askPartner(asking, partner, { run, contract: party.contract.id, purpose, mode }),
      );
      if (house !== null) await endAll([house], told);
      return report(told, options.json === true, found);
    } catch (fault) {
      return brokeOff(fault);
    } finally {
      bar.stop();
    }
  });
}

/** Says it; what was kept until everybody had heard goes. The code to exit with. */
export function report(told: Said<Outcome>, asJson: boolean, found: Found): 0 | 1 {
  const line = asJson
    ? JSON.stringify(told, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value))
    : inWords(wordsOf(told));
  console.log(line);
  found.forget();
  return told.ok ? 0 : 1;
}

const faults: Partial<Record<PartnerFault, { en: string; zh: string }>> = {
  contract_differs: { en: "the two contracts are not the same", zh: "双方合同不一致" },
  contract_not_running: { en: "the contract does not run today", zh: "合同不在有效期内" },
  purpose_not_agreed: { en: "the contract does not name this purpose", zh: "合同未约定此用途" },
  purpose_not_consented: {
    en: "the people in a dataset did not agree to this purpose",
    zh: "数据集中的用户未同意此用途",
  },
  mode_not_agreed: { en: "the contract does not name this mode", zh: "合同未约定此方式" },
  budget_used_up: { en: "the contract's runs are used up", zh: "合同约定的次数已用完" },
  set_too_small: { en: "a set is smaller than the crowd", zh: "数据集小于最小人群" },
};

export function wordsOf(told: Said<Outcome>): { en: string; zh: string } {
  if (!told.ok) {
    const why = faults[told.fault] ?? { en: told.fault, zh: told.fault };
    return { en: `Refused (${told.fault}): ${why.en}.`, zh: `被拒绝（${told.fault}）：${why.zh}。` };
  }
  if (told.value === null)
    return { en: "Fewer than the crowd; nobody is told how many.", zh: "少于最小人群，人数不告知任何一方。" };
  const { count, sum } = told.value;
  const sums = sum === null ? { en: "", zh: "" } : { en: `, for ${sum} minor units`, zh: `，合计 ${sum} 最小货币单位` };
  return { en: `About ${count} people in common${sums.en}.`, zh: `共同用户约 ${count} 人${sums.zh}。` };
}
