import { join, resolve } from "node:path";
import { StartFault, type Words } from "#start-fault";
import { keyFromHome, type MasterKey, namedKey, olderKeysFromHome } from "./master-key.ts";
import type { Environment, LogLevel, Settings } from "./settings.ts";
import * as read from "./settings.ts";
import { readSignIn, type SignInConfig } from "./sign-in-settings.ts";

/** `sandbox`: npm start, with the wallets' fakes and the demo. `production`: npm run serve, with the real wallets. */
export type Mode = "sandbox" | "production";

export type Config = {
  mode: Mode;
  /** Absolute folder for everything that is kept: embedded database, master key, sandbox. HUTONG_HOME. */
  home: string;
  /** PORT; 0 is any free port, in sandbox mode only. */
  port: number;
  /** HOST: the address to listen on. */
  host: string;
  /** PUBLIC_URL without a slash at the end; null where the listening address is meant (sandbox mode only). */
  publicUrl: string | null;
  /** DATABASE_URL and DATABASE_OWNER_URL; null for the embedded server. */
  database: { appUrl: string; ownerUrl: string | null } | null;
  /** The key of HUTONG_KEY, else of the home's file, which is made when this is first called. Throws StartFault. */
  masterKey(): MasterKey;
  /** True where HUTONG_KEY names the key: whoever starts the house changes it, no command does. */
  keyIsGiven?: boolean;
  /** Keys that may open and never seal: HUTONG_KEY_OLD, else the home file's further lines. Read anew at each call. */
  olderKeys?(): MasterKey[];
  logLevel: LogLevel;
  /** Passkeys and a provider (OpenID Connect); absent: passkeys at PUBLIC_URL, no provider. */
  signIn?: SignInConfig;
  /**
   * LINK_FOLLOW: whether strangers' addresses are followed to where they lead. `tls`: by https alone. Null: they are
   * not; in production the default, since every follow tells a stranger's server that and from where it is screened.
   */
  linkFollow?: { where: "internet" | "sandbox"; tls: boolean } | null;
  /** TRUSTED_PROXIES: whose word on where a request comes from is believed; left out: this machine's own. */
  trustedProxies?: string | undefined;
  /** CALLS_KEPT_DAYS: for how long calls to wallets and their notices are kept, redacted; 0: not at all. */
  callsKeptDays: number;
  /** HUB_PORT: where wallets talk to the hub between them (FSPIOP); null or absent: there is no hub. */
  hub?: { port: number } | null;
  /** SANDBOX_PORT: the sandbox's console and control port; 0 is any free port. */
  sandboxPort: number;
  /** SANDBOX_CLOCK: the instant at which house and fakes begin; null is the machine's time. Sandbox mode only. */
  sandboxClock: Date | null;
};

const known = ["HUTONG_HOME", "HUTONG_KEY", "HUTONG_KEY_OLD"];
/** Sandbox mode can set one clock for house and fakes; naming one to production is a mistake worth stopping for. */
const sandboxOnly = ["SANDBOX_PORT", "SANDBOX_CLOCK"];
const projectFolder = join(import.meta.dirname, "..");

/**
 * Reads all settings; the one StartFault that it throws names everything that is wrong. What is `given` (by the command
 * line) wins.
 */
export function readConfig(mode: Mode, given: Environment = {}, env: Environment = process.env): Config {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const settings: Settings = { env: { ...env, ...set }, faults: [] };
  const production = mode === "production";
  refuseStrangers(settings, production);
  const home = resolve(projectFolder, read.readText(settings, "HUTONG_HOME") ?? ".hutong");
  const key = read.readKey(settings, "HUTONG_KEY");
  const older = read.readKeys(settings, "HUTONG_KEY_OLD");
  const config: Config = {
    mode,
    home,
    port: read.readPort(settings, "PORT", 3300, production ? 1 : 0),
    host: read.readHost(settings, "HOST", "127.0.0.1"),
    publicUrl: read.readPublicUrl(settings, "PUBLIC_URL", production),
    database: readDatabase(settings),
    masterKey: () => (key === null ? keyFromHome(home, !production) : namedKey(key, !production)),
    keyIsGiven: key !== null,
    olderKeys: () =>
      key === null ? olderKeysFromHome(home, !production) : older.map((one) => namedKey(one, !production)),
    logLevel: read.readLogLevel(settings, "LOG_LEVEL", production ? "info" : "warn"),
    signIn: readSignIn(settings, production),
    hub: readHub(settings, production),
    linkFollow: readLinkFollow(settings, production),
    trustedProxies: read.readProxies(settings, "TRUSTED_PROXIES"),
    callsKeptDays: read.readDays(settings, "CALLS_KEPT_DAYS", 30),
    sandboxPort: production ? 0 : read.readPort(settings, "SANDBOX_PORT", 3400, 0),
    sandboxClock: production ? null : read.readInstant(settings, "SANDBOX_CLOCK"),
  };
  if (settings.faults.length > 0) throw settingsFault(settings.faults);
  return config;
}

/**
 * For a command beside a house, whose data says in which mode it is kept (`scripts/mode.ts`). It serves nobody, so
 * that production's PUBLIC_URL need not be named again; where it is, it is read as ever.
 */
export function readConfigBeside(mode: Mode, env: Environment = process.env): Config {
  const given = mode === "production" && !env["PUBLIC_URL"] ? { PUBLIC_URL: "https://house.invalid" } : {};
  return readConfig(mode, given, env);
}

function settingsFault(faults: readonly Words[]): StartFault {
  const en = faults.map((fault) => fault.en).join("; ");
  const zh = faults.map((fault) => fault.zh).join("；");
  return new StartFault(
    "settings_wrong",
    { en: `Wrong settings: ${en}.`, zh: `设置有误：${zh}。` },
    { en: "Mend them in the environment and start again.", zh: "请修改环境变量后重新启动。" },
  );
}

function refuseStrangers(settings: Settings, production: boolean): void {
  for (const name of Object.keys(settings.env)) {
    if (name.startsWith("HUTONG_") && !known.includes(name)) {
      const en = `${name} is no setting (there are ${known.join(", ")})`;
      read.addFault(settings, en, `没有 ${name} 这项设置（只有 ${known.join("、")}）`);
    }
    if (production && sandboxOnly.includes(name) && settings.env[name]) {
      const en = `${name} belongs to the sandbox, production refuses it`;
      read.addFault(settings, en, `${name} 仅供沙箱使用，生产模式不接受`);
    }
  }
}

/** In the sandbox always, on any free port when the house is; in production where a port is named. */
function readHub(settings: Settings, production: boolean): { port: number } | null {
  if (production && read.readText(settings, "HUB_PORT") === null) return null;
  const anywhere = !production && read.readText(settings, "PORT") === "0";
  return { port: read.readPort(settings, "HUB_PORT", anywhere ? 0 : 3350, production ? 1 : 0) };
}

/** In the sandbox this machine alone; in production nobody, unless it is said: strangers would learn of the house. */
function readLinkFollow(settings: Settings, production: boolean): NonNullable<Config["linkFollow"]> | null {
  const said = read.readText(settings, "LINK_FOLLOW") ?? (production ? "off" : "on");
  if (said !== "off" && said !== "on" && said !== "tls")
    read.addFault(settings, "LINK_FOLLOW must be off, on or tls", "LINK_FOLLOW 须为 off、on 或 tls");
  return said === "off" ? null : { where: production ? "internet" : "sandbox", tls: said === "tls" };
}

function readDatabase(settings: Settings): Config["database"] {
  const appUrl = read.readDatabaseUrl(settings, "DATABASE_URL");
  const ownerUrl = read.readDatabaseUrl(settings, "DATABASE_OWNER_URL");
  if (appUrl !== null) return { appUrl, ownerUrl };
  if (ownerUrl !== null) {
    const en = "DATABASE_OWNER_URL is set but DATABASE_URL is not";
    read.addFault(settings, en, "设置了 DATABASE_OWNER_URL 却没有 DATABASE_URL");
  }
  return null;
}

/** The language of the person at the terminal. */
export function readLanguage(env: Environment = process.env): "en" | "zh" {
  return /^zh/i.test(env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "") ? "zh" : "en";
}

/** Whether nobody watches: what was left out must then fail the run. */
export function runsInCi(env: Environment = process.env): boolean {
  return env["CI"] !== undefined && env["CI"] !== "" && env["CI"] !== "false" && env["CI"] !== "0";
}

/** Where programs are looked for (PATH). */
export function readSearchPath(env: Environment = process.env): string {
  return env["PATH"] ?? "";
}

/** Where this user's programs keep their settings (XDG base directories); null where no home is known. */
export function readUserFolder(env: Environment = process.env): string | null {
  return env["XDG_CONFIG_HOME"] || (env["HOME"] ? `${env["HOME"]}/.config` : null);
}

/** Hands a found program on to the processes that are started from here. */
export function handOn(name: "CHROMIUM", path: string, env: NodeJS.ProcessEnv = process.env): void {
  env[name] = path;
}

/** Whether npm runs this process as one of its scripts. */
export function startedByNpm(env: Environment = process.env): boolean {
  return env["npm_lifecycle_event"] !== undefined;
}
