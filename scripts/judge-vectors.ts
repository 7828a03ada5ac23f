/**
 * `npm run judge:vectors -- --from DIR [--json]`: published test vectors against our own code. DIR holds clones of the
 * wallets' public repositories, which are read, never run, and never copied here.
 */
import { resolve } from "node:path";
import { Command } from "commander";
import { alipayVectors } from "./judge/vectors/alipay.ts";
import { isClean, judgeVectors, linesOf } from "./judge/vectors/judge.ts";
import { sources } from "./judge/vectors/sources.ts";
import { wechatpayVectors } from "./judge/vectors/wechatpay.ts";
import { wechatpayV2Vectors } from "./judge/vectors/wechatpay-v2.ts";

const clones = sources.map((one) => `  git clone --depth 1 --branch ${one.tag} ${one.address}`).join("\n");

const options = new Command("npm run judge:vectors --")
  .requiredOption("--from <folder>", "a folder with the repositories' clones")
  .option("--json", "verdicts and files as JSON")
  .addHelpText("after", `\nThe folder is made by\n${clones}\n`)
  .parse()
  .opts<{ from: string; json?: true }>();

const vectors = [...wechatpayVectors, ...wechatpayV2Vectors, ...alipayVectors];
const judgement = await judgeVectors(resolve(options.from), vectors, sources);
if (options.json) console.log(JSON.stringify(judgement, null, 2));
else for (const line of linesOf(judgement)) console.log(line);
if (!isClean(judgement) && !options.json) console.log(`\nThe repositories as they were seen:\n${clones}`);
process.exitCode = isClean(judgement) ? 0 : 1;
