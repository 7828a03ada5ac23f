import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../scripts/build-web.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hutong-weight-"));
  await buildWeb({ outDir: folder, apps: ["console"] });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const limit = 300 * 1024;

/** What a file brings along before it runs; what it fetches later is counted to whoever asks for it then. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s?["'`]\.\/([\w.-]+\.js)["'`]/g)].map((one) => one[1] ?? "");

/** Compressed bytes: of the part that every page shares, and of each file beyond it with all that it brings along. */
function weigh(root: string): { shared: number; routes: { name: string; bytes: number }[] } {
  const assets = join(root, "assets");
  const files = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const texts = new Map(files.map((name) => [name, readFileSync(join(assets, name), "utf8")]));
  const sizes = new Map(files.map((name) => [name, gzipSync(texts.get(name) ?? "").length]));
  const reach = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name) || !texts.has(name)) return seen;
    seen.add(name);
    for (const next of importsOf(texts.get(name) ?? "")) reach(next, seen);
    return seen;
  };
  const sum = (names: Iterable<string>): number => [...names].reduce((all, name) => all + (sizes.get(name) ?? 0), 0);
  const first = /assets\/([\w.-]+\.js)/.exec(readFileSync(join(root, "index.html"), "utf8"))?.[1] ?? "";
  const shared = reach(first);
  // The charts' engine comes with the first chart: it is counted to every page that can ask for it.
  const engine = files.filter((name) => name.startsWith("chart-engine"));
  const whole = engine.flatMap((name) => [...reach(name)]);
  const draws = (name: string) => [...reach(name)].some((one) => engine.some((at) => texts.get(one)?.includes(at)));
  const beyond = (name: string) =>
    new Set([...reach(name), ...(draws(name) ? whole : [])].filter((one) => !shared.has(one)));
  return { shared: sum(shared), routes: files.map((name) => ({ name, bytes: sum(beyond(name)) })) };
}

test("no route loads more than 300 KB beyond the shared part, nor does the shared part", () => {
  const { shared, routes } = weigh(join(folder, "console"));
  expect(routes.length).toBeGreaterThan(20);
  expect(shared).toBeGreaterThan(50 * 1024);
  expect(shared).toBeLessThan(limit);
  expect(routes.filter(({ bytes }) => bytes >= limit)).toEqual([]);
});

test("a page that pulls in too much is found, however it names what it pulls in", () => {
  const root = mkdtempSync(join(tmpdir(), "hutong-heavy-"));
  mkdirSync(join(root, "assets"));
  const put = (name: string, text: string) => writeFileSync(join(root, "assets", name), text);
  let seed = 1;
  const noise = Array.from({ length: limit }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed.toString(36);
  }).join("");
  writeFileSync(join(root, "index.html"), '<script src="/console/assets/main.js"></script>');
  put("main.js", 'import{a}from"./shared.js";import("./light.js");import("./heavy.js")');
  put("shared.js", "export const a=1");
  put("light.js", 'import"./shared.js"');
  put("heavy.js", 'import"./big.js"');
  put("big.js", `export const b="${noise}"`);
  const { routes } = weigh(root);
  rmSync(root, { recursive: true, force: true });
  const heavy = routes.filter(({ bytes }) => bytes >= limit).map(({ name }) => name);
  expect(heavy.sort()).toEqual(["big.js", "heavy.js"]);
});
