import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { StartFault } from "#start-fault";
import type { Place } from "./embedded-place.ts";

/** Kept in a 0600 file beside the data: generated at the first start, never shown. */
export type Credentials = {
  admin: string;
  owner: string;
  app: string;
  /** Of the last start; kept while it is free, so that addresses in other tools stay right. */
  port: number | null;
  /** Roles and database stand. */
  prepared: boolean;
};

const fileOf = (base: string): string => join(base, "database.json");

export function readCredentials(base: string): Credentials | null {
  if (!existsSync(fileOf(base))) return null;
  return JSON.parse(readFileSync(fileOf(base), "utf8")) as Credentials;
}

export function writeCredentials(base: string, credentials: Credentials): void {
  const half = `${fileOf(base)}.half`;
  writeFileSync(half, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, fileOf(base));
}

const password = (): string => randomBytes(24).toString("base64url");

function freshCredentials(): Credentials {
  return { admin: password(), owner: password(), app: password(), port: null, prepared: false };
}

/** Credentials of the data folder, which is made first where there is none. */
export async function initialised(place: Place, durable: boolean): Promise<Credentials> {
  const known = readCredentials(place.base);
  if (!existsSync(join(place.data, "PG_VERSION"))) {
    const credentials = known ?? freshCredentials();
    writeCredentials(place.base, { ...credentials, prepared: false });
    await initialise(place, credentials.admin, durable);
    return { ...credentials, prepared: false };
  }
  if (known === null) {
    throw new StartFault(
      "data_credentials_lost",
      { en: `${fileOf(place.base)} is missing beside the data.`, zh: `数据旁缺少文件 ${fileOf(place.base)}。` },
      {
        en: `Put it back from a backup, or move ${place.data} away to start empty.`,
        zh: `请从备份恢复该文件，或移走 ${place.data} 以空库启动。`,
      },
    );
  }
  checkVersion(place);
  return known;
}

function checkVersion(place: Place): void {
  const found = readFileSync(join(place.data, "PG_VERSION"), "utf8").trim();
  const brought = readFileSync(join(place.binaries, "..", "share", "postgresql", "postgres.bki"), "utf8");
  const major = /^# PostgreSQL (\d+)/.exec(brought)?.[1] ?? "?";
  if (found === major) return;
  throw new StartFault(
    "data_other_version",
    {
      en: `The data in ${place.data} was written by PostgreSQL ${found}, this Hutong brings PostgreSQL ${major}.`,
      zh: `${place.data} 中的数据由 PostgreSQL ${found} 写入，而本版本自带 PostgreSQL ${major}。`,
    },
    {
      en: "Move the data with pg_dump and pg_restore, or start with another HUTONG_HOME.",
      zh: "请用 pg_dump 与 pg_restore 迁移数据，或用另一个 HUTONG_HOME 启动。",
    },
  );
}

async function initialise(place: Place, adminPassword: string, durable: boolean): Promise<void> {
  const half = `${place.data}.half`;
  const secret = join(place.base, "initdb.secret");
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(secret, adminPassword, { mode: 0o600 });
  if (place.user) for (const path of [half, secret]) chownSync(path, place.user.uid, place.user.gid);
  // The built-in provider sorts alike on every machine and after every upgrade of its C library.
  const args = ["-D", half, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${secret}`, "--encoding=UTF8"];
  args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", ...(durable ? [] : ["--no-sync"]));
  try {
    await run(join(place.binaries, "initdb"), args, half, place);
  } finally {
    rmSync(secret, { force: true });
  }
  renameSync(half, place.data);
}

async function run(program: string, args: string[], cwd: string, place: Place): Promise<void> {
  const identity = place.user ? { uid: place.user.uid, gid: place.user.gid } : {};
  const env = { PATH: "/usr/bin:/bin", TZ: "UTC" };
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"], ...identity });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (exit, signal) => resolve(exit ?? signal ?? "ended"));
  });
  if (code !== 0) throw didNotStart(`initdb: ${code} ${said.trim().split("\n").slice(-2).join(" ")}`, place);
}

export function didNotStart(why: string, place: Place): StartFault {
  return new StartFault(
    "database_did_not_start",
    { en: `The embedded PostgreSQL did not start: ${why}.`, zh: `内置的 PostgreSQL 没有启动：${why}。` },
    {
      en: `Read ${join(place.base, "postgres.log")}, or set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL of yours.`,
      zh: `请查看 ${join(place.base, "postgres.log")}，或用 DATABASE_URL 和 DATABASE_OWNER_URL 指向自己的 PostgreSQL。`,
    },
  );
}

/** Creates the two roles and the database; may be repeated. */
export async function prepareRoles(adminUrl: string, credentials: Credentials): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: "hutong-init" });
  await client.connect();
  try {
    for (const [role, secret] of [
      ["hutong_owner", credentials.owner],
      ["hutong_app", credentials.app],
    ] as const) {
      const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [role]);
      const verb = rowCount === 0 ? "create" : "alter";
      await client.query(`${verb} role ${role} login nosuperuser nocreatedb nocreaterole password '${secret}'`);
    }
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'hutong'");
    if (rowCount === 0) await client.query("create database hutong owner hutong_owner");
    await client.query("revoke connect, temporary on database hutong from public");
    await client.query("grant connect on database hutong to hutong_app");
  } finally {
    await client.end();
  }
}
