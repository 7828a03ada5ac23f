/** `npm run whatif`: closed against open from A, B and their overlap, month by month, and the two circles as SVG. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { readLanguage } from "#config";
import { compareMonths, drawCircles, type WhatIf } from "#reach";
import { StartFault } from "#start-fault";
import { runProgram } from "./lifecycle.ts";
import { inWords, table } from "./say.ts";

type Options = Record<"a" | "b" | "overlap" | "months" | "buying" | "adoption" | "displacement" | "half", string> & {
  nameA: string;
  nameB: string;
  svg?: string;
  json?: boolean;
};

const program = new Command("npm run whatif --")
  .description("A model with your own curves, not a forecast. The figures given by default are made up.")
  .option("--a <people>", "who has the incumbent wallet", "1000000")
  .option("--b <people>", "who has the other wallet", "1150000")
  .option("--overlap <people>", "who has both", "700000")
  .option("--months <n>", "how far", "12")
  .option("--buying <share>", "of the incumbent's users, who buys here", "0.6")
  .option("--adoption <share>", "of those whom only the other wallet reaches, who comes at last", "0.2")
  .option("--displacement <share>", "of buyers with both, who turns to the other wallet at last", "0.3")
  .option("--half <months>", "after how many months half of that has come about", "4")
  .option("--name-a <name>", "the incumbent", "A")
  .option("--name-b <name>", "the other", "B")
  .option("--svg <file>", "draw the two circles there")
  .option("--json", "one JSON object instead of words")
  .action((options: Options) => runProgram(async () => report(options)));

function numberOf(options: Options, name: keyof Options, most: number): number {
  const value = Number(options[name]);
  if (Number.isFinite(value) && value >= 0 && value <= most) return value;
  throw new StartFault(
    "settings_wrong",
    { en: `--${name} is a number from 0 to ${most}.`, zh: `--${name} 须为 0 到 ${most} 之间的数。` },
    { en: "Run npm run whatif -- --help.", zh: "参见 npm run whatif -- --help。" },
  );
}

function askedIn(options: Options): WhatIf {
  const people = (name: "a" | "b" | "overlap", most = 1e11): number => Math.trunc(numberOf(options, name, most));
  const [a, b] = [people("a"), people("b")];
  const half_months = Math.max(0.1, numberOf(options, "half", 600));
  const curve = (name: "adoption" | "displacement") => ({ limit: numberOf(options, name, 1), half_months });
  return {
    ...{ a, b, overlap: people("overlap", Math.min(a, b)), months: Math.trunc(numberOf(options, "months", 600)) },
    ...{ buying: numberOf(options, "buying", 1), adoption: curve("adoption"), displacement: curve("displacement") },
  };
}

const words = {
  month: { en: "month", zh: "月" },
  closed: { en: "buyers, closed", zh: "封闭：买家" },
  open: { en: "buyers, open", zh: "开放：买家" },
  fresh: { en: "new", zh: "新增" },
  moved: { en: "with the other wallet", zh: "用另一钱包" },
  share: { en: "incumbent's share", zh: "原钱包份额" },
};

function report(options: Options): number {
  const asked = askedIn(options);
  const months = compareMonths(asked);
  const { a, b, overlap } = asked;
  const names = { a: { zh: options.nameA, en: options.nameA }, b: { zh: options.nameB, en: options.nameB } };
  if (options.svg !== undefined)
    writeFileSync(options.svg, drawCircles({ a, b, overlap, names, locale: readLanguage() }));
  if (options.json) {
    console.log(JSON.stringify({ asked, reach: a + b - overlap, months }));
    return 0;
  }
  console.log(
    inWords({ en: `A + B − overlap: ${a + b - overlap} people.`, zh: `A + B − 重合：${a + b - overlap} 人。` }),
  );
  const { month, closed, open, fresh, moved, share } = words;
  const rows = months.map((one) => [
    ...[`${one.month}`, `${one.closed.buyers}`, `${one.open.buyers}`, `${one.open.new_buyers}`, `${one.open.other}`],
    `${Math.round(one.open.incumbent_share * 1000) / 10} %`,
  ]);
  console.log(table([[month, closed, open, fresh, moved, share].map(inWords), ...rows]));
  return 0;
}

await program.parseAsync();
