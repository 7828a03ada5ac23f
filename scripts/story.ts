/** `npm run story [-- --url URL --token TOKEN --control URL] [--json]`: the articles' story, played and checked. */
import { Command } from "commander";
import { StartFault, wordsOf } from "#start-fault";
import { type Closer, runProgram } from "./lifecycle.ts";
import { inWords } from "./say.ts";
import { chapters } from "./story/chapters.ts";
import { makeClient } from "./story/client.ts";
import { makeControl } from "./story/control.ts";
import { playChapter, type StoryReport } from "./story/tell.ts";
import type { World } from "./story/world.ts";

type Options = { url?: string; token?: string; control?: string; json?: boolean };

const options = new Command("npm run story --")
  .description("Plays the articles' story through the public API, against a house of its own or a running one.")
  .option("--url <url>", "a running house in sandbox mode (npm start) instead of one of its own")
  .option("--token <token>", "of an operator of that house: npm run tokens -- issue --name story --role operator")
  .option(
    "--control <url>",
    "its sandbox's control port: what npm start prints as Sandbox console (SANDBOX_PORT). " +
      "Its clock stands at days of 2023 and 2024 for some seconds, and is then put back",
  )
  .option("--json", "one JSON object {ok, chapters} on standard output; progress on standard error")
  .parse()
  .opts<Options>();

const tell = (line: string): void => (options.json ? console.error(line) : console.log(line));

/** A running house; nothing but its public API and its sandbox's control port is used. */
function runningHouse({ url, token, control }: Options, closer: Closer): World {
  if (url === undefined || token === undefined || control === undefined)
    throw new StartFault(
      "settings_wrong",
      { en: "--url, --token and --control go together.", zh: "--url、--token 与 --control 须同时给出。" },
      {
        en: "For npm start: npm run tokens -- issue --name story --role operator; the control port is what it prints as Sandbox console.",
        zh: "对 npm start：用 npm run tokens -- issue --name story --role operator 取得令牌；控制端口即启动时显示的“沙箱控制台”。",
      },
    );
  const sandbox = makeControl(control);
  closer.add(sandbox.restore);
  return { url, operator: makeClient(url, token), control: sandbox, ledgerFaults: null, markets: [] };
}

async function playAll(world: World): Promise<StoryReport> {
  const played: StoryReport["chapters"] = [];
  for (const chapter of chapters) played.push(await playChapter(chapter, (step) => chapter.play(world, step), tell));
  return { ok: played.every((chapter) => chapter.ok), chapters: played };
}

function lastLine({ ok, chapters: played }: StoryReport): string {
  const steps = played.flatMap((chapter) => chapter.steps);
  const good = steps.filter((step) => step.ok).length;
  if (ok) return inWords({ en: `The story stands: ${good} steps.`, zh: `故事成立：${good} 步全部通过。` });
  const bad = steps.length - good;
  return inWords({
    en: `The story FAILED: ${bad} of ${steps.length} steps.`,
    zh: `故事未通过：${steps.length} 步中 ${bad} 步失败。`,
  });
}

await runProgram(async (closer, failed) => {
  const given = options.url ?? options.token ?? options.control;
  const boot = async () => (await import("./story/own-house.ts")).bootHouse(closer, failed, tell);
  const answer = (report: StoryReport): void => {
    if (options.json) console.log(JSON.stringify(report));
  };
  try {
    const world = given === undefined ? await boot() : runningHouse(options, closer);
    const report = await playAll(world);
    tell(`\n${lastLine(report)}`);
    answer(report);
    return report.ok ? 0 : 1;
  } catch (fault) {
    // A story that could not begin is one object too.
    answer({ ok: false, chapters: [], detail: wordsOf(fault) });
    throw fault;
  }
});
