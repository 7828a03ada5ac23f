import { isIP } from "node:net";
import { parseKey } from "./master-key.ts";
import type { Words } from "./start-fault.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * One setting read from the environment: its text, or a default. What is wrong is added to `faults`, so that a person
 * sees all of it at once; the value returned beside a fault is never used.
 */
export type Settings = { env: Environment; faults: Words[] };

export function readText({ env }: Settings, name: string): string | null {
  return env[name]?.trim() || null;
}

export function addFault({ faults }: Settings, en: string, zh: string): void {
  faults.push({ en, zh });
}

export function readPort(settings: Settings, name: string, byDefault: number, least: 0 | 1): number {
  const found = readText(settings, name);
  if (found === null) return byDefault;
  const port = /^\d{1,5}$/.test(found) ? Number.parseInt(found, 10) : -1;
  if (port >= least && port <= 65_535) return port;
  const en = `${name} must be a port number from ${least} to 65535, not "${found}"`;
  addFault(settings, en, `${name} 须为 ${least} 到 65535 的端口号，而不是“${found}”`);
  return byDefault;
}

/** Whole days, none to a year. */
export function readDays(settings: Settings, name: string, byDefault: number): number {
  const found = readText(settings, name);
  if (found === null) return byDefault;
  const days = /^\d{1,3}$/.test(found) ? Number.parseInt(found, 10) : -1;
  if (days >= 0 && days <= 366) return days;
  const en = `${name} must be whole days from 0 to 366, not "${found}"`;
  addFault(settings, en, `${name} 须为 0 到 366 的整天数，而不是“${found}”`);
  return byDefault;
}

/** Whole minutes, up to a session's longest day of work. */
export function readMinutes(settings: Settings, name: string, byDefault: number): number {
  const found = readText(settings, name);
  if (found === null) return byDefault;
  const minutes = /^\d{1,3}$/.test(found) ? Number.parseInt(found, 10) : -1;
  if (minutes >= 0 && minutes <= 720) return minutes;
  const en = `${name} must be whole minutes from 0 to 720, not "${found}"`;
  addFault(settings, en, `${name} 须为 0 到 720 的整分钟数，而不是“${found}”`);
  return byDefault;
}

const proxyWords: readonly string[] = ["loopback", "linklocal", "uniquelocal"];

/** Addresses, networks (CIDR) or the words for them, apart by commas; as the server's `trustProxy` reads them. */
export function readProxies(settings: Settings, name: string): string | undefined {
  const found = readText(settings, name)
    ?.split(",")
    .map((one) => one.trim());
  const isNetwork = (one: string): boolean => {
    const [address = "", bits, ...more] = one.split("/");
    const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return (
      more.length === 0 && (bits === undefined ? most > 0 : /^\d{1,3}$/.test(bits) && Number.parseInt(bits, 10) <= most)
    );
  };
  const wrong = found?.find((one) => !proxyWords.includes(one) && !isNetwork(one));
  if (wrong === undefined) return found?.join(", ");
  const en = `${name} must be addresses or networks such as 10.0.3.7 or 10.0.3.0/24, apart by commas, not "${wrong}"`;
  addFault(settings, en, `${name} 须为以逗号分隔的地址或网段（如 10.0.3.7、10.0.3.0/24），而不是“${wrong}”`);
  return undefined;
}

/** An RFC 3339 instant with its offset, or null when there is none. */
export function readInstant(settings: Settings, name: string): Date | null {
  const found = readText(settings, name);
  if (found === null) return null;
  const instant = new Date(found);
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(found) && !Number.isNaN(instant.getTime())) return instant;
  const en = `${name} must be an instant such as 2024-09-11T23:59:50+08:00, not "${found}"`;
  addFault(settings, en, `${name} 须为带时区的时刻，例如 2024-09-11T23:59:50+08:00，而不是“${found}”`);
  return null;
}

export function readHost(settings: Settings, name: string, byDefault: string): string {
  const found = readText(settings, name) ?? byDefault;
  if (isIP(found) === 0 && !/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/.test(found))
    addFault(settings, `${name} must be an address or host name, not "${found}"`, `${name} 须为地址或主机名`);
  return found;
}

export function readPublicUrl(settings: Settings, name: string, production: boolean): string | null {
  const found = readText(settings, name);
  if (found === null) {
    const en = `${name} is missing: the address under which buyers and wallets reach this server`;
    if (production) addFault(settings, en, `缺少 ${name}：买家和钱包访问本服务的地址`);
    return null;
  }
  const url = URL.canParse(found) ? new URL(found) : null;
  const scheme = url !== null && (url.protocol === "https:" || (!production && url.protocol === "http:"));
  if (!scheme || url.search !== "" || url.hash !== "" || url.pathname !== "/") {
    const kind = production ? "https" : "http or https";
    const en = `${name} must be an address (${kind}) without a path, not "${found}"`;
    addFault(settings, en, `${name} 须为不带路径的 ${production ? "https" : "http 或 https"} 地址`);
  }
  return found.replace(/\/+$/, "");
}

/** The value holds a password: it is never shown. */
export function readDatabaseUrl(settings: Settings, name: string): string | null {
  const found = readText(settings, name);
  if (found !== null && !(URL.canParse(found) && /^postgres(ql)?:$/.test(new URL(found).protocol))) {
    const form = "postgres://user:password@host:5432/database";
    addFault(settings, `${name} must look like ${form}`, `${name} 的格式应为 ${form}`);
  }
  return found;
}

export function readKey(settings: Settings, name: string): Buffer | null {
  const found = readText(settings, name);
  const key = found === null ? null : parseKey(found);
  if (found !== null && key === null) {
    const how = "openssl rand -base64 32";
    const en = `${name} must be 32 bytes in base64 or hexadecimal (${how})`;
    addFault(settings, en, `${name} 须为 32 字节的 base64 或十六进制（${how}）`);
  }
  return key;
}

/** Keys apart by commas. */
export function readKeys(settings: Settings, name: string): Buffer[] {
  const texts = (readText(settings, name) ?? "").split(",").filter((text) => text.trim() !== "");
  const keys = texts.flatMap((text) => parseKey(text) ?? []);
  if (keys.length < texts.length) {
    const en = `${name} must be keys of 32 bytes in base64 or hexadecimal, apart by commas`;
    addFault(settings, en, `${name} 须为 32 字节的 base64 或十六进制密钥，以逗号分隔`);
  }
  return keys;
}

export function readLogLevel(settings: Settings, name: string, byDefault: LogLevel): LogLevel {
  const found = readText(settings, name);
  const level = logLevels.find((one) => one === found);
  if (found !== null && level === undefined) {
    const en = `${name} must be one of ${logLevels.join(", ")}, not "${found}"`;
    addFault(settings, en, `${name} 须为 ${logLevels.join("、")} 之一`);
  }
  return level ?? byDefault;
}
