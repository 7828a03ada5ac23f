import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readUserFolder } from "#config";
import { HutongProblem } from "#sdk";
import type { Told } from "./context.ts";
import { CommandFault, exits } from "./fault.ts";

/** A house and the token that opens it, as `hutong login` keeps them. */
export type Login = { url: string; token: string };

/** In the folder where this user's programs keep their settings. */
export function loginFile(): string {
  return join(readUserFolder() ?? join(homedir(), ".config"), "hutong", "login.json");
}

/** What was kept; null where nobody signed in. A file that others may read is refused, not used. */
export function readLogin(file: string = loginFile()): Login | null {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return null;
  if ((mode & 0o077) !== 0 && process.platform !== "win32")
    throw new CommandFault(
      {
        en: `Others may read ${file}: run "chmod 600" on it, or "hutong logout", then "hutong login" with a new token.`,
        zh: `其他用户可读取 ${file}：请对其执行 chmod 600，或先 hutong logout，再以新令牌 hutong login。`,
      },
      exits.usage,
    );
  const kept = parsed(readFileSync(file, "utf8"));
  if (typeof kept?.url === "string" && typeof kept.token === "string") return { url: kept.url, token: kept.token };
  throw new CommandFault(
    {
      en: `${file} holds no login: run "hutong logout", then "hutong login".`,
      zh: `${file} 中没有登录信息：请先 hutong logout，再 hutong login。`,
    },
    exits.usage,
  );
}

function parsed(text: string): Partial<Login> | null {
  try {
    return JSON.parse(text) as Partial<Login> | null;
  } catch {
    return null;
  }
}

/** Asks the house whether it knows the token, then keeps both where only this user reads. */
export async function login(told: Told, given: Login, file: string = loginFile()): Promise<number> {
  if (!/^\w{8,300}$/.test(given.token))
    throw new CommandFault(
      {
        en: "A token is needed: --token, HOUSE_TOKEN, or one line on standard input.",
        zh: "缺少令牌：请用 --token、HOUSE_TOKEN，或从标准输入提供一行。",
      },
      exits.usage,
    );
  try {
    await told.hutong.api.listEvents({ query: { limit: 1 } });
  } catch (error) {
    // A token without this right is a token all the same.
    if (!(error instanceof HutongProblem) || error.status !== 403) throw error;
  }
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  // Never readable by others, not for a moment: written aside, then put in its place.
  const aside = `${file}.${process.pid}`;
  rmSync(aside, { force: true });
  writeFileSync(aside, `${JSON.stringify({ url: given.url, token: given.token })}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(aside, 0o600);
  renameSync(aside, file);
  told.out(told.inWords({ en: `${given.url}: kept in ${file}`, zh: `${given.url}：已保存于 ${file}` }));
  return exits.done;
}

/** Forgets what was kept. The token itself stays good: revoke it in the console. */
export function logout(told: Pick<Told, "out" | "inWords">, file: string = loginFile()): number {
  rmSync(file, { force: true });
  const en = `${file} is gone. The token stays good until it is revoked in the console.`;
  told.out(told.inWords({ en, zh: `${file} 已删除。令牌仍然有效，请在控制台吊销。` }));
  return exits.done;
}

/** Where a command goes and as whom: what it was given, else what was kept. A kept token goes to its own house only. */
export function placed(given: { url?: string | undefined; token?: string | undefined }, file: string = loginFile()) {
  const kept = given.url !== undefined && given.token !== undefined ? null : readLogin(file);
  const url = given.url ?? kept?.url ?? "http://127.0.0.1:3300";
  const same = kept !== null && kept.url.replace(/\/+$/, "") === url.replace(/\/+$/, "");
  return { url, token: given.token ?? (same ? kept.token : undefined) };
}

/** The first line of standard input; what is typed at a terminal is not shown. */
export async function askToken(input: NodeJS.ReadStream, prompt: () => void): Promise<string> {
  if (input.isTTY) {
    prompt();
    input.setRawMode(true);
  }
  try {
    let text = "";
    for await (const part of input) {
      text += String(part);
      // In raw mode the keys come as they are: the end of the line, or the way out.
      if (text.includes("\u0003") || text.includes("\u0004")) return "";
      if (/[\r\n]/.test(text)) break;
    }
    return (text.split(/[\r\n]/)[0] ?? "").trim();
  } finally {
    if (input.isTTY) input.setRawMode(false);
  }
}
