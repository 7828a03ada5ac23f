/**
 * `npm run keys -- rotate`: a new master key, while the house runs. The old one goes on opening; each sealed value is
 * wrapped with the new one. Cut short, it is simply started again. Exits 1 where something does not open.
 */
import { randomBytes } from "node:crypto";
import cliProgress from "cli-progress";
import { Command } from "commander";
import { type Config, readConfig, readConfigBeside } from "#config";
import { openDatabase } from "#db";
import { runningEmbedded } from "#db/embedded";
import { createSealer } from "#directory";
import { addKeyToHome } from "#master-key";
import { countOlder, hashRoot, type Rewrapped, rewrapSealed } from "#rewrap-sealed";
import { StartFault } from "#start-fault";
import { readyDatabase } from "./database.ts";
import { runProgram } from "./lifecycle.ts";
import { modeOfData } from "./mode.ts";
import { inWords, table } from "./say.ts";

const words = {
  done: {
    en: "Everything sealed is wrapped with the current master key.",
    zh: "所有密封内容均已由当前主密钥保护。",
  },
  made: { en: "A new master key is current; the old one still opens.", zh: "新主密钥已启用，旧密钥仍可用于解封。" },
  next: {
    en: "Running processes still seal with the old key: start them again, run this once more, then drop the old key.",
    zh: "运行中的进程仍使用旧密钥：请逐个重启后再运行一次本命令，之后才可移除旧密钥。",
  },
  again: { en: "changed meanwhile: run this again", zh: "处在此期间被修改，请再次运行" },
  broken: { en: "do not open with any key at hand", zh: "处无法用现有密钥解封" },
};

/**
 * The key that seals from now on. In the home's file a new one is made, unless an earlier run made it and was
 * cut short; keys of the environment are set by whoever starts the house.
 */
function newKey(config: Config, open: number): { isNew: boolean } {
  const older = config.olderKeys?.() ?? [];
  if (config.keyIsGiven) {
    if (older.length > 0) return { isNew: false };
    throw new StartFault(
      "settings_wrong",
      { en: "HUTONG_KEY_OLD names no key to change from.", zh: "未设置 HUTONG_KEY_OLD。" },
      {
        en: "Make a key (openssl rand -base64 32), set it as HUTONG_KEY, and the one before it as HUTONG_KEY_OLD.",
        zh: "请生成新密钥（openssl rand -base64 32）设为 HUTONG_KEY，并把原密钥设为 HUTONG_KEY_OLD。",
      },
    );
  }
  if (older.length > 0 && open > 0) return { isNew: false };
  addKeyToHome(config.home, config.mode === "sandbox");
  return { isNew: true };
}

function sealerOf(config: Config) {
  const older = config.olderKeys?.() ?? [];
  const current = config.masterKey();
  return { sealer: createSealer({ current, older, random: randomBytes }), oldest: older.at(-1) ?? current };
}

async function rotate(options: { json?: boolean; finish?: boolean }): Promise<void> {
  await runProgram(async (closer, failed) => {
    const settings = readConfig("sandbox");
    const running = settings.database === null ? runningEmbedded(settings.home) : null;
    const { appUrl } = running ?? (await readyDatabase(settings, closer, failed));
    const config = readConfigBeside(await modeOfData(settings, appUrl));
    const db = openDatabase(appUrl, { poolSize: 2, applicationName: "hutong keys" });
    closer.add(() => db.close());
    const before = sealerOf(config);
    // The root of hashes must be kept before the key that it follows from is no longer the first.
    await hashRoot(appUrl, before.sealer, before.oldest);
    const unfinished = await countOlder(db, before.sealer);
    const { isNew } = options.finish ? { isNew: false } : newKey(config, unfinished);
    const { sealer } = sealerOf(config);
    const total = await countOlder(db, sealer);
    const bar = new cliProgress.SingleBar({ format: "{bar} {value}/{total} {place}", stream: process.stderr });
    if (!options.json) bar.start(Math.max(total, 1), 0, { place: "" });
    const counts = new Map<string, number>();
    const told = await rewrapSealed(db, sealer, (place, done) => {
      counts.set(place, done);
      bar.update(
        [...counts.values()].reduce((sum, one) => sum + one, 0),
        { place },
      );
    });
    bar.stop();
    const left = await countOlder(db, sealer);
    console.log(
      options.json ? JSON.stringify({ ok: left === 0, new: isNew, left, places: told }) : report(told, isNew, left),
    );
    return left === 0 ? 0 : 1;
  });
}

function report(told: readonly Rewrapped[], isNew: boolean, left: number): string {
  const rows = told.filter((one) => one.done > 0).map((one) => [one.place, `${one.done}`]);
  const broken = told.flatMap((one) => one.broken.map(({ row, code }) => [one.place, row, code]));
  return [
    ...(isNew ? [inWords(words.made)] : []),
    ...(rows.length > 0 ? [table(rows)] : []),
    ...(broken.length > 0 ? [`${broken.length} ${inWords(words.broken)}\n${table(broken)}`] : []),
    left === 0 ? inWords(words.done) : `${left} ${inWords(words.again)}`,
    ...(isNew ? [inWords(words.next)] : []),
  ].join("\n");
}

const program = new Command("npm run keys --");
program
  .command("rotate")
  .description("makes a new master key current and wraps everything sealed with it")
  .option("--finish", "makes no new key: only wraps what an older key still wraps")
  .option("--json", "one JSON object instead of words")
  .action(rotate);
await program.parseAsync();
