import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { type Embedded, startEmbedded } from "./embedded.ts";
import { readPidFile } from "./embedded-orphan.ts";
import { choosePlace, serverUser } from "./embedded-place.ts";
import { settings } from "./embedded-settings.ts";
import { stateOf } from "./process-table.ts";

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), "hutong-embedded-"));
  chmodSync(home, 0o711);
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

async function start(home: string): Promise<Embedded> {
  const embedded = await startEmbedded({ home });
  onTestFinished(() => embedded.stop());
  return embedded;
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that runs the database, as `npm start` does; resolves when it is up. */
async function startElsewhere(home: string): Promise<ChildProcess> {
  const program = `const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, "embedded.ts"))});
    const embedded = await startEmbedded({ home: ${JSON.stringify(home)} });
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => embedded.stop().then(() => process.exit(0)));
    console.log("up");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`exit ${code}`)));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once("exit", resolve));

test("a first start makes roles and database; passwords are kept 0600; the second start keeps data, port and roles", async () => {
  const home = makeHome();
  const first = await start(home);
  const [row] = await ask(first.appUrl, "select current_user as who, getdatabaseencoding() as encoding");
  expect(row).toEqual({ who: "hutong_app", encoding: "UTF8" });
  const [owner] = await ask<{ who: string }>(
    first.adminUrl,
    "select pg_get_userbyid(datdba) as who from pg_database where datname = 'hutong'",
  );
  expect(owner?.who).toBe("hutong_owner");
  expect(statSync(join(home, "database.json")).mode & 0o777).toBe(0o600);
  await ask(first.ownerUrl, "create table kept (a int); insert into kept values (7)");
  await first.stop();
  const second = await start(home);
  expect([second.port, second.appUrl]).toEqual([first.port, first.appUrl]);
  expect(await ask(second.ownerUrl, "select a from kept")).toEqual([{ a: 7 }]);
  await expect(ask(second.appUrl, "select a from kept")).rejects.toThrow(/permission denied/);
});

test("what is acknowledged is on disk: fsync and its companions are on, time is UTC, only loopback listens", async () => {
  const embedded = await start(makeHome());
  const names = ["fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "unix_socket_directories"];
  const rows = await ask<{ name: string; setting: string }>(embedded.adminUrl, "select name, setting from pg_settings");
  const found = Object.fromEntries(rows.map((row) => [row.name, row.setting]));
  expect(names.map((name) => found[name])).toEqual(["on", "on", "on", "127.0.0.1", ""]);
  expect([found["TimeZone"], found["max_connections"]]).toEqual(["UTC", settings["max_connections"]]);
  const wrong = embedded.appUrl.replace(/:[^:@]+@/, ":wrong@");
  await expect(ask(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
});

test("a data folder in use by a living process is refused with its number", async () => {
  const home = makeHome();
  const other = await startElsewhere(home);
  await expect(startEmbedded({ home })).rejects.toMatchObject({
    code: "data_in_use",
    what: { en: expect.stringContaining(String(other.pid)) },
  });
});

test("SIGTERM stops the database too", async () => {
  const home = makeHome();
  const other = await startElsewhere(home);
  const server = readPidFile(join(home, "postgres"))?.pid ?? 0;
  other.kill("SIGTERM");
  expect(await ended(other)).toBe(0);
  expect(stateOf(server)).not.toBe("running");
  expect(existsSync(join(home, "postgres", "postmaster.pid"))).toBe(false);
});

test("after a kill -9 of the house, and of the database with it, the next start has all that was committed", async () => {
  const home = makeHome();
  const first = await start(home);
  await ask(first.ownerUrl, "create table kept (a int)");
  await first.stop();
  for (const withDatabase of [false, true]) {
    const other = await startElsewhere(home);
    const server = readPidFile(join(home, "postgres"))?.pid ?? 0;
    await ask(first.ownerUrl, "insert into kept values (1)");
    other.kill("SIGKILL");
    if (withDatabase) process.kill(server, "SIGKILL");
    await ended(other);
    const next = await startEmbedded({ home });
    expect(await ask(next.ownerUrl, "select count(*)::int as n from kept")).toEqual([{ n: withDatabase ? 2 : 1 }]);
    await next.stop();
  }
  // Five starts of a database, two of them after a crash: under load that is more than a test's usual time.
}, 90_000);

test("a note of a process that is now another program's is no obstacle", async () => {
  const home = makeHome();
  const first = await start(home);
  await first.stop();
  writeFileSync(join(home, "postgres", "postmaster.pid"), `${process.pid}\n${join(home, "postgres")}\n1\n5432\n`);
  const second = await start(home);
  expect(readPidFile(second.data)?.ready).toBe(true);
});

test("the death of the database is told", async () => {
  const embedded = await start(makeHome());
  process.kill(readPidFile(embedded.data)?.pid ?? 0, "SIGQUIT");
  expect((await embedded.lost).message).toMatch(/ended/);
});

test("data of another PostgreSQL is refused, with both versions named", async () => {
  const home = makeHome();
  mkdirSync(join(home, "postgres"));
  writeFileSync(join(home, "postgres", "PG_VERSION"), "16\n");
  await expect(startEmbedded({ home })).rejects.toMatchObject({ code: "data_credentials_lost" });
  writeFileSync(join(home, "database.json"), "{}");
  await expect(startEmbedded({ home })).rejects.toMatchObject({
    code: "data_other_version",
    what: { en: expect.stringMatching(/PostgreSQL 16, this Hutong brings PostgreSQL 18/) },
  });
});

test("a home that cannot be made is refused in one sentence", async () => {
  const file = join(makeHome(), "file");
  writeFileSync(file, "");
  await expect(startEmbedded({ home: join(file, "home") })).rejects.toMatchObject({ code: "home_not_writable" });
});

test.runIf(process.getuid?.() === 0)(
  "where the server's user cannot reach the home, its files go elsewhere",
  async () => {
    const outer = mkdtempSync(join(tmpdir(), "hutong-closed-"));
    const farRoot = makeHome();
    onTestFinished(() => rmSync(outer, { recursive: true, force: true }));
    const home = join(outer, "home");
    const embedded = await startEmbedded({ home, farRoot });
    onTestFinished(() => embedded.stop());
    expect(embedded.data.startsWith(farRoot)).toBe(true);
    expect(embedded.note?.en).toContain(home);
    expect(embedded.note?.en.split("\n")).toHaveLength(1);
    expect(statSync(embedded.data).uid).toBe(serverUser()?.uid);
    await embedded.stop();
    // A deleted home means an empty start; what the old one had is set aside, not lost.
    rmSync(home, { recursive: true });
    const fresh = choosePlace(home, farRoot);
    expect(existsSync(fresh.data)).toBe(false);
    const aside = /kept as (\S+)\.$/.exec(fresh.note?.en ?? "")?.[1] ?? "";
    expect(readFileSync(join(aside, "postgres", "PG_VERSION"), "utf8")).toBe("18\n");
  },
);
