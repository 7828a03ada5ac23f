import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { notWritable, StartFault, type Words } from "#start-fault";

/** Seals wallet accounts' keys and buyers' facts. The id is written beside everything that it seals. */
export type MasterKey = { id: string; key: Buffer };

/** Ids of keys used in sandbox mode begin with this, so that production tells data of the sandbox at sight. */
export const sandboxKeyPrefix = "sandbox-";

/** 32 bytes as base64, base64url or hexadecimal; null for anything else. */
export function parseKey(text: string): Buffer | null {
  const trimmed = text.trim();
  const key = /^[0-9a-fA-F]{64}$/.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, "base64")
      : null;
  return key?.length === 32 ? key : null;
}

export function namedKey(key: Buffer, sandbox: boolean): MasterKey {
  const print = createHash("sha256").update("hutong master key").update(key).digest("hex").slice(0, 12);
  return { id: `${sandbox ? sandboxKeyPrefix : "k-"}${print}`, key };
}

function wrong(what: Words, wayOut: Words): StartFault {
  return new StartFault("settings_wrong", what, wayOut);
}

function makeKeyFile(home: string, file: string, mode: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    writeFileSync(file, `${mode} ${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw notWritable(home, why);
  }
}

const linesOf = (file: string): string[] => readFileSync(file, "utf8").trim().split("\n");

/** The keys before the current one: the file's further lines, "old <key>". None where there is no file yet. */
export function olderKeysFromHome(home: string, sandbox: boolean): MasterKey[] {
  const file = join(home, "master.key");
  if (!existsSync(file)) return [];
  return linesOf(file).flatMap((line) => {
    const [word, text = ""] = line.trim().split(" ");
    const key = word === "old" ? parseKey(text) : null;
    return key === null ? [] : [namedKey(key, sandbox)];
  });
}

/**
 * Puts a new key into the home's file as the current one and keeps the one before it for opening. The file is replaced
 * whole: whoever reads it meets either the old one or the new one.
 */
export function addKeyToHome(home: string, sandbox: boolean): MasterKey {
  const before = keyFromHome(home, sandbox);
  const file = join(home, "master.key");
  const fresh = randomBytes(32);
  const [, ...older] = linesOf(file);
  const lines = [
    `${sandbox ? "sandbox" : "production"} ${fresh.toString("base64")}`,
    ...[`old ${before.key.toString("base64")}`, ...older],
  ];
  writeFileSync(`${file}.new`, `${lines.join("\n")}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return namedKey(fresh, sandbox);
}

/** Which mode made the home's key; null where there is no key yet. What is no key is left to `keyFromHome` to name. */
export function modeOfHome(home: string): "sandbox" | "production" | null {
  const file = join(home, "master.key");
  if (!existsSync(file)) return null;
  return linesOf(file)[0]?.startsWith("production ") ? "production" : "sandbox";
}

/**
 * The key of the home's 0600 file, made at the first start. The file's first word says which mode made it: production
 * refuses the sandbox's key and the other way round, since the data that they seal must never meet.
 */
export function keyFromHome(home: string, sandbox: boolean): MasterKey {
  const file = join(home, "master.key");
  const mode = sandbox ? "sandbox" : "production";
  if (!existsSync(file)) makeKeyFile(home, file, mode);
  const [made, text = ""] = (linesOf(file)[0] ?? "").split(" ");
  const key = parseKey(text);
  if (key === null || (made !== "sandbox" && made !== "production")) {
    throw wrong(
      { en: `${file} does not hold a master key.`, zh: `${file} 中没有有效的主密钥。` },
      { en: "Put it back from a backup, or set HUTONG_KEY.", zh: "请从备份恢复该文件，或设置 HUTONG_KEY。" },
    );
  }
  if (made !== mode) {
    throw wrong(
      {
        en: `${home} was made in ${made} mode, this start is ${mode}.`,
        zh: `${home} 由 ${made} 模式建立，而本次以 ${mode} 模式启动。`,
      },
      { en: "Set HUTONG_HOME to a folder of its own.", zh: "请把 HUTONG_HOME 指向单独的目录。" },
    );
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw wrong(
      { en: `Others may read ${file}.`, zh: `其他用户可以读取 ${file}。` },
      { en: `Run: chmod 600 ${file}`, zh: `请运行：chmod 600 ${file}` },
    );
  }
  return namedKey(key, sandbox);
}
