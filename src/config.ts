import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { StartFault, type Words } from "#start-fault";
import { keyFromHome, type MasterKey, namedKey, parseKey } from "./master-key.ts";

/** `sandbox`: npm start, with the wallets' fakes and the demo. `production`: npm run serve, with the real wallets. */
export type Mode = "sandbox" | "production";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

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
  logLevel: LogLevel;
  /** SANDBOX_PORT: the sandbox's console and control port; 0 is any free port. */
  sandboxPort: number;
};

export type Environment = Readonly<Record<string, string | undefined>>;

const known = ["HUTONG_HOME", "HUTONG_KEY"];
/** Sandbox mode can set one clock for house and fakes; naming one to production is a mistake worth stopping for. */
const sandboxOnly = ["SANDBOX_PORT", "SANDBOX_CLOCK"];
const projectFolder = join(import.meta.dirname, "..");

/** Reads all settings; the one StartFault that it throws names everything that is wrong. `given` wins (command line). */
export function readConfig(mode: Mode, given: Environment = {}, env: Environment = process.env): Config {
  const faults: Words[] = [];
  const all = { ...env, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  const read = reader(all, faults);
  const production = mode === "production";
  refuseStrangers(all, production, faults);
  const home = resolve(projectFolder, read.text("HUTONG_HOME") ?? ".hutong");
  const key = read.key("HUTONG_KEY");
  const config: Config = {
    mode,
    home,
    port: read.port("PORT", 3300, production ? 1 : 0),
    host: read.host("HOST", "127.0.0.1"),
    publicUrl: read.publicUrl("PUBLIC_URL", production),
    database: readDatabase(read, faults),
    masterKey: () => (key === null ? keyFromHome(home, !production) : namedKey(key, !production)),
    logLevel: read.logLevel("LOG_LEVEL", production ? "info" : "warn"),
    sandboxPort: production ? 0 : read.port("SANDBOX_PORT", 3400, 0),
  };
  if (faults.length > 0) throw settingsFault(faults);
  return config;
}

function settingsFault(faults: readonly Words[]): StartFault {
  const list = (language: "en" | "zh"): string =>
    faults.map((fault) => fault[language]).join(language === "en" ? "; " : "；");
  return new StartFault(
    "settings_wrong",
    { en: `Wrong settings: ${list("en")}.`, zh: `设置有误：${list("zh")}。` },
    { en: "Mend them in the environment and start again.", zh: "请修改环境变量后重新启动。" },
  );
}

function refuseStrangers(all: Environment, production: boolean, faults: Words[]): void {
  for (const name of Object.keys(all)) {
    if (name.startsWith("HUTONG_") && !known.includes(name))
      faults.push({ en: `${name} is no setting (there are ${known.join(", ")})`, zh: `没有 ${name} 这项设置` });
    if (production && sandboxOnly.includes(name) && all[name])
      faults.push({
        en: `${name} belongs to the sandbox, production refuses it`,
        zh: `${name} 仅供沙箱使用，生产模式不接受`,
      });
  }
}

function readDatabase(read: ReturnType<typeof reader>, faults: Words[]): Config["database"] {
  const appUrl = read.databaseUrl("DATABASE_URL");
  const ownerUrl = read.databaseUrl("DATABASE_OWNER_URL");
  if (appUrl !== null) return { appUrl, ownerUrl };
  if (ownerUrl !== null)
    faults.push({
      en: "DATABASE_OWNER_URL is set but DATABASE_URL is not",
      zh: "设置了 DATABASE_OWNER_URL 却没有 DATABASE_URL",
    });
  return null;
}

function reader(env: Environment, faults: Words[]) {
  const fault = (en: string, zh: string): void => void faults.push({ en, zh });
  const text = (name: string): string | null => env[name]?.trim() || null;
  return {
    text,
    port: (name: string, byDefault: number, least: number): number => {
      const found = text(name);
      if (found === null) return byDefault;
      const port = /^\d{1,5}$/.test(found) ? Number.parseInt(found, 10) : -1;
      if (port >= least && port <= 65_535) return port;
      fault(
        `${name} must be a port number from ${least} to 65535, not "${found}"`,
        `${name} 须为 ${least} 到 65535 的端口号`,
      );
      return byDefault;
    },
    host: (name: string, byDefault: string): string => {
      const found = text(name) ?? byDefault;
      if (isIP(found) === 0 && !/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/.test(found))
        fault(`${name} must be an address or host name, not "${found}"`, `${name} 须为地址或主机名`);
      return found;
    },
    publicUrl: (name: string, production: boolean): string | null => {
      const found = text(name);
      if (found === null) {
        if (production)
          fault(
            `${name} is missing: the address under which buyers and wallets reach this server`,
            `缺少 ${name}：买家和钱包访问本服务的地址`,
          );
        return null;
      }
      const url = URL.canParse(found) ? new URL(found) : null;
      const scheme = url !== null && (url.protocol === "https:" || (!production && url.protocol === "http:"));
      if (!scheme || url.search !== "" || url.hash !== "" || url.pathname !== "/")
        fault(
          `${name} must be ${production ? "an https" : "an http or https"} address without path, not "${found}"`,
          `${name} 须为不带路径的 ${production ? "https" : "http(s)"} 地址`,
        );
      return found.replace(/\/+$/, "");
    },
    databaseUrl: (name: string): string | null => {
      const found = text(name);
      // The value holds a password: it is never shown.
      if (found !== null && !(URL.canParse(found) && /^postgres(ql)?:$/.test(new URL(found).protocol)))
        fault(
          `${name} must look like postgres://user:password@host:5432/database`,
          `${name} 的格式应为 postgres://user:password@host:5432/database`,
        );
      return found;
    },
    key: (name: string): Buffer | null => {
      const found = text(name);
      const key = found === null ? null : parseKey(found);
      if (found !== null && key === null)
        fault(
          `${name} must be 32 bytes in base64 or hexadecimal (openssl rand -base64 32)`,
          `${name} 须为 32 字节的 base64 或十六进制（openssl rand -base64 32）`,
        );
      return key;
    },
    logLevel: (name: string, byDefault: LogLevel): LogLevel => {
      const found = text(name);
      const level = logLevels.find((one) => one === found);
      if (found !== null && level === undefined)
        fault(
          `${name} must be one of ${logLevels.join(", ")}, not "${found}"`,
          `${name} 须为 ${logLevels.join("、")} 之一`,
        );
      return level ?? byDefault;
    },
  };
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
