import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig, readLanguage, runsInCi } from "./config.ts";
import { addKeyToHome } from "./master-key.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hutong-config-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("the sandbox needs no setting at all", () => {
  const config = readConfig("sandbox", {}, {});
  expect(config).toMatchObject({ port: 3300, host: "127.0.0.1", publicUrl: null, database: null, sandboxPort: 3400 });
  expect(config.home).toMatch(/\/\.hutong$/);
});

test("every fault is named at once, and no password is shown", () => {
  const env = {
    PORT: "http",
    HOST: "a b",
    PUBLIC_URL: "http://shop.example",
    DATABASE_URL: "mysql://hutong_app:geheim@db/hutong",
    HUTONG_KEY: "short",
    LOG_LEVEL: "loud",
    HUTONG_HOMME: "/x",
    SANDBOX_CLOCK: "2026-01-01",
  };
  let said = "";
  try {
    readConfig("production", {}, env);
  } catch (error) {
    said = String(error);
  }
  for (const name of [
    "PORT",
    "HOST",
    "PUBLIC_URL",
    "DATABASE_URL",
    "HUTONG_KEY",
    "LOG_LEVEL",
    "HUTONG_HOMME",
    "SANDBOX_CLOCK",
  ])
    expect(said).toContain(name);
  expect(said).not.toContain("geheim");
});

test("production wants an https address and a real port", () => {
  expect(() => readConfig("production", {}, {})).toThrow(/PUBLIC_URL is missing/);
  expect(() => readConfig("production", {}, { PUBLIC_URL: "https://pay.example", PORT: "0" })).toThrow(/PORT/);
  expect(readConfig("production", {}, { PUBLIC_URL: "https://pay.example/" }).publicUrl).toBe("https://pay.example");
});

test("the command line wins over the environment", () => {
  expect(readConfig("sandbox", { PORT: "4000" }, { PORT: "5000" }).port).toBe(4000);
  expect(readConfig("sandbox", { PORT: undefined }, { PORT: "5000" }).port).toBe(5000);
});

test("the master key is made once, kept 0600, and never crosses from sandbox to production", () => {
  const sandbox = readConfig("sandbox", {}, { HUTONG_HOME: home });
  const first = sandbox.masterKey();
  expect(first.id).toMatch(/^sandbox-/);
  expect(first.key).toHaveLength(32);
  expect(sandbox.masterKey()).toEqual(first);
  expect(statSync(join(home, "master.key")).mode & 0o777).toBe(0o600);
  const production = readConfig("production", {}, { HUTONG_HOME: home, PUBLIC_URL: "https://pay.example" });
  expect(() => production.masterKey()).toThrow(/sandbox mode/);
});

test("a key file that others may read is refused", () => {
  const config = readConfig("sandbox", {}, { HUTONG_HOME: home });
  config.masterKey();
  chmodSync(join(home, "master.key"), 0o640);
  expect(() => config.masterKey()).toThrow(/chmod 600/);
});

test("HUTONG_KEY is taken as base64 or hexadecimal and leaves no file", () => {
  const hex = "ab".repeat(32);
  const base64 = Buffer.from(hex, "hex").toString("base64");
  const keys = [hex, base64].map((HUTONG_KEY) =>
    readConfig("sandbox", {}, { HUTONG_HOME: home, HUTONG_KEY }).masterKey(),
  );
  expect(keys[0]).toEqual(keys[1]);
  expect(() => readFileSync(join(home, "master.key"))).toThrow(/ENOENT/);
});

test("language and CI are read from the usual variables", () => {
  expect(readLanguage({ LANG: "zh_CN.UTF-8" })).toBe("zh");
  expect(readLanguage({ LANG: "C.UTF-8" })).toBe("en");
  expect([runsInCi({ CI: "true" }), runsInCi({ CI: "false" }), runsInCi({})]).toEqual([true, false, false]);
});

test("a new key takes the place of the one before it in the home's file, which goes on opening", () => {
  const config = readConfig("sandbox", {}, { HUTONG_HOME: home });
  const first = config.masterKey();
  expect(config.olderKeys?.()).toEqual([]);
  const second = addKeyToHome(home, true);
  expect([config.masterKey(), config.olderKeys?.()]).toEqual([second, [first]]);
  const third = addKeyToHome(home, true);
  expect([config.masterKey(), config.olderKeys?.()]).toEqual([third, [second, first]]);
  expect(statSync(join(home, "master.key")).mode & 0o077).toBe(0);
});

test("HUTONG_KEY_OLD names keys that only open; what is no key is said", () => {
  const [now, before] = [1, 2].map((n) => Buffer.alloc(32, n).toString("hex")) as [string, string];
  const config = readConfig("sandbox", {}, { HUTONG_HOME: home, HUTONG_KEY: now, HUTONG_KEY_OLD: `${before}, ${now}` });
  expect(config.olderKeys?.().map((one) => one.key.toString("hex"))).toEqual([before, now]);
  expect(() => readConfig("sandbox", {}, { HUTONG_KEY: now, HUTONG_KEY_OLD: "short" })).toThrow(/HUTONG_KEY_OLD/);
});

test("proxies are named by addresses, networks or words; what is none of them is told", () => {
  const read = (said?: string) => readConfig("sandbox", {}, said === undefined ? {} : { TRUSTED_PROXIES: said });
  expect(read().trustedProxies).toBeUndefined();
  const said = "10.0.3.7,10.0.4.0/24, fd00::/8 ,loopback";
  expect(read(said).trustedProxies).toBe("10.0.3.7, 10.0.4.0/24, fd00::/8, loopback");
  for (const wrong of ["proxy.local", "10.0.0.0/33", "10.0.0.0/", "*", "10.0.0.1,,10.0.0.2"])
    expect(() => read(wrong)).toThrow(/TRUSTED_PROXIES must be/);
});

test("a second step is enough for a quarter of an hour, for as long as is said, or for the session; nonsense is named", () => {
  const read = (said?: string) => readConfig("sandbox", {}, said === undefined ? {} : { STEP_UP_MINUTES: said });
  const minutes = [read(), read("5"), read("0")].map(({ signIn }) => signIn?.stepUpMinutes);
  expect(minutes).toEqual([15, 5, 0]);
  for (const wrong of ["-1", "1.5", "721", "soon"]) expect(() => read(wrong)).toThrow(/STEP_UP_MINUTES must be/);
});

test("calls to wallets are kept for thirty days, for as many as is said, or not at all; nonsense is named", () => {
  const read = (days?: string) => readConfig("sandbox", {}, days === undefined ? {} : { CALLS_KEPT_DAYS: days });
  expect([read(), read("7"), read("0")].map((config) => config.callsKeptDays)).toEqual([30, 7, 0]);
  for (const wrong of ["-1", "1.5", "367", "a month"]) expect(() => read(wrong)).toThrow(/CALLS_KEPT_DAYS must be/);
});
