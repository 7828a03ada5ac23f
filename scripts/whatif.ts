/** `npm run whatif`: closed against open from A, B and their overlap, month by month, and the two circles as SVG. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { readLanguage } from "#config";
import { compareMonths, drawCircles, type WhatIf } from "#reach";
import { StartFault } from "#start-fault";
import { runProgram } from "./lifecycle.ts";
import { inWords, table } from "./say.ts";

type Figure = "a" | "b" | "overlap" | "months" | "buying" | "adoption" | "displacement" | "half";
type Options = Record<Figure, string> & {
  nameA: string;
  nameB: string;
  svg?: string;
  json?: boolean;
};

const mostPeople = 100_000_000_000;

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

const wrong = (en: string, zh: string): StartFault =>
  new StartFault(
    "settings_wrong",
    { en, zh },
    { en: "Run npm run whatif -- --help.", zh: "参见 npm run whatif -- --help。" },
  );

type Bounds = { least?: number; most: number };

function numberOf(options: Options, name: Figure, { least = 0, most }: Bounds): number {
  const text = options[name].trim();
  const value = /^\d*\.?\d+(e\d+)?$/i.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw wrong(`--${name} is a number from ${least} to ${most}.`, `--${name} 须为 ${least} 到 ${most} 之间的数。`);
}

function wholeOf(options: Options, name: Figure, most: number): number {
  const value = numberOf(options, name, { most });
  if (Number.isInteger(value)) return value;
  throw wrong(`--${name} is a whole number from 0 to ${most}.`, `--${name} 须为 0 到 ${most} 之间的整数。`);
}

function askedIn(options: Options): WhatIf {
  const [a, b] = [wholeOf(options, "a", mostPeople), wholeOf(options, "b", mostPeople)];
  const half_months = numberOf(options, "half", { least: 0.1, most: 600 });
  const share = (name: "buying" | "adoption" | "displacement") => numberOf(options, name, { most: 1 });
  return {
    ...{ a, b, overlap: wholeOf(options, "overlap", Math.min(a, b)), months: wholeOf(options, "months", 600) },
    ...{ buying: share("buying"), adoption: { limit: share("adoption"), half_months } },
    displacement: { limit: share("displacement"), half_months },
  };
}

function draw(file: string, svg: string): void {
  try {
    writeFileSync(file, svg);
  } catch {
    throw wrong(`${file} cannot be written.`, `无法写入 ${file}。`);
  }
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
  if (options.svg !== undefined) draw(options.svg, drawCircles({ a, b, overlap, names, locale: readLanguage() }));
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
