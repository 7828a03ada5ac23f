import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import cliProgress from "cli-progress";
import type { Config } from "#config";
import { openDatabase } from "#db";
import { wallets } from "#wallets";
import type { Year } from "../sandbox/year/index.ts";
import type { MasterKey } from "../src/master-key.ts";
import { say } from "./say.ts";

export type DemoYear = { config: Config; masterKey: MasterKey; pages: string; now: Date } & {
  database: { appUrl: string; ownerUrl: string | null };
};

/** A home that has seen orders already keeps what it has. */
async function isFresh(databaseUrl: string): Promise<boolean> {
  const db = openDatabase(databaseUrl, { poolSize: 1, applicationName: "hutong year" });
  try {
    return (await db.read("select 1 from orders limit 1")).length === 0;
  } finally {
    await db.close();
  }
}

/** Only the tables' owner may. */
function analyseAs(ownerUrl: string): () => Promise<void> {
  return async () => {
    const db = openDatabase(ownerUrl, { poolSize: 1, applicationName: "hutong year" });
    try {
      await db.read("analyze");
    } finally {
      await db.close();
    }
  };
}

/** A year that was cut short stays as it is: its orders are real to the house, and nobody knows which are missing. */
function tellIfCutShort(file: string): null {
  if (readFileSync(file, "utf8").includes('"begun"'))
    say({
      en: "The simulated year was cut short at an earlier start. For a whole one, begin with an empty HUTONG_HOME.",
      zh: "模拟数据在上次启动时被中断。如需完整数据，请换一个空目录（HUTONG_HOME）启动。",
    });
  return null;
}

/**
 * At the first start only: a year of a simulated marketplace, so that the consoles have something to show. Before the
 * house serves, since its worker would else take the year's events for today's.
 */
export async function demoYear({ config, masterKey, database, pages, now }: DemoYear): Promise<Year | null> {
  const file = join(config.home, "sandbox", "year.json");
  if (existsSync(file)) return tellIfCutShort(file);
  if (!(await isFresh(database.appUrl))) return null;
  mkdirSync(join(config.home, "sandbox"), { recursive: true });
  writeFileSync(file, JSON.stringify({ state: "begun" }));
  const began = performance.now();
  const { machineTimer, PortTaken, sandboxHttp, sandboxWallets, startSandboxWallets } = await import("#sandbox");
  const { seedYear } = await import("../sandbox/year/index.ts");
  const { randomBytes } = await import("node:crypto");
  // Their keys are made while the first of the year is written.
  const fakesAt = (port: number) =>
    startSandboxWallets({
      ...{ home: config.home, port, wallets: sandboxWallets, phonePages: join(pages, "phone") },
      ...{ now: () => now, random: randomBytes, http: sandboxHttp, timer: machineTimer, say: () => {} },
    });
  // Where the sandbox will stand: what the year leaves open is asked after there, and a port that nobody listens on
  // would pass for a wallet that is down, greyed out in the demo shop as well.
  const fakes = fakesAt(config.sandboxPort).catch((fault: unknown) => {
    if (fault instanceof PortTaken) return fakesAt(0);
    throw fault;
  });
  const settled = fakes.then(async (started) => {
    await started.close();
    return started;
  });
  settled.catch(() => {});
  const bar = new cliProgress.SingleBar({ format: "{bar} {percentage} %", clearOnComplete: true });
  say({
    en: "First start: writing a simulated year of a marketplace …",
    zh: "首次启动：正在写入一个平台的模拟一年…",
  });
  if (process.stdout.isTTY) bar.start(1, 0);
  const year = await seedYear({
    ...{ config, databaseUrl: database.appUrl, masterKey, kinds: Object.values(wallets), now },
    accountSettings: async (wallet) => (await settled).accountSettings(wallet),
    publicUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
    told(done, of) {
      bar.setTotal(of);
      bar.update(done);
    },
    ...(database.ownerUrl === null ? {} : { analyse: analyseAs(database.ownerUrl) }),
  });
  bar.stop();
  writeFileSync(file, JSON.stringify({ marketplace: year.marketplace, orders: year.orders }));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say({
    en: `${year.orders} orders by ${year.stores.length} stores in ${seconds} s.`,
    zh: `${year.stores.length} 家店铺，${year.orders} 笔订单，用时 ${seconds} 秒。`,
  });
  return year;
}

/** Who may sign in. */
export function tellPeople({ people }: Year): void {
  const logins = people.map((one) => one.login).join(", ");
  const password = people[0]?.password ?? "";
  say({
    en: `The consoles let in ${logins}; password of all: ${password} (sandbox only).`,
    zh: `控制台演示账号：${logins}；密码均为 ${password}（仅限沙箱）。`,
  });
}
