import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  codePattern,
  exists,
  importsOf,
  importsTypesOnly,
  isTest,
  root,
  type SourceFile,
  sourceFiles,
  target,
} from "./source-files.ts";

/** Which doors each room may open. What a room needs beyond this comes in as a function from main. */
const table: Readonly<Record<string, readonly string[]>> = {
  money: [],
  db: ["money"],
  ledger: ["money", "db"],
  chart: ["money", "db", "ledger"],
  wallets: ["money", "wallets/protocol", "wallets/fake-protocol"],
  directory: ["money", "db", "wallets/protocol"],
  people: ["db", "directory"],
  oversight: ["money", "db"],
  merkle: [],
  audit: ["db", "merkle"],
  drills: ["db", "wallets/protocol"],
  calls: ["db", "wallets/protocol"],
  openings: ["money", "db", "merkle", "wallets/protocol"],
  webhooks: ["money", "db"],
  codes: ["money", "db", "payments", "wallets/protocol"],
  acceptance: ["money", "db", "ledger", "chart", "openings", "wallets/protocol"],
  alliance: ["money", "db"],
  reach: ["money", "db"],
  links: ["money", "db", "wallets/protocol"],
  agreements: ["money", "db", "ledger", "chart", "wallets/protocol"],
  transfers: ["money", "db"],
  fspiop: ["money", "db", "transfers"],
  payments: ["money", "db", "ledger", "chart", "openings", "wallets/protocol"],
  settlement: ["money", "db", "ledger", "chart", "openings", "wallets/protocol"],
  disputes: ["money", "db", "wallets/protocol"],
  onboarding: ["money", "db", "wallets/protocol"],
  reconciliation: ["money", "db", "ledger", "chart", "wallets/protocol"],
  campaigns: ["money", "db", "ledger", "chart"],
  entries: ["db"],
  licences: ["db"],
  lists: ["money", "db"],
  http: [
    "money",
    "db",
    "ledger",
    "directory",
    "people",
    "oversight",
    "audit",
    "drills",
    "calls",
    "openings",
    "payments",
    "settlement",
    "onboarding",
    "disputes",
    "links",
    "agreements",
    "alliance",
    "reach",
    "reconciliation",
    "codes",
    "acceptance",
    "webhooks",
    "campaigns",
    "entries",
    "licences",
    "transfers",
    "lists",
    "wallets/protocol",
  ],
};

/** Leaves without imports of their own: words about a failed start; which addresses are public; how GBK is written. */
const everywhere = ["start-fault", "public-address", "gbk"];

/** Packages that belong to few rooms alone. Whoever needs one of them elsewhere goes through that room's door. */
const packageOwner: Readonly<Record<string, readonly string[]>> = {
  pg: ["db"],
  fastify: ["http", "fspiop"],
  "prom-client": ["http"],
};

/** Folders and files that put the house together: they may open every door. */
const composition = /^(src\/(main|config|master-key)\.ts|sandbox\/|sim\/|bench\/|scripts\/|tests\/)/;

const files = sourceFiles(codePattern);
const doors = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { imports: Record<string, string> })
  .imports;

/** A door with a star stands for one in every wallet's folder. */
const walletFolders = readdirSync(join(root, "src/wallets"), { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map((one) => one.name);
const doorOf = (specifier: string): string | undefined =>
  doors[specifier] ?? doors[specifier.replace(/^(#wallets\/)[^/]+(\/fake)$/, "$1*$2")];

const roomOf = (path: string): string | null => /^src\/([a-z-]+)\//.exec(path)?.[1] ?? null;
const walletOf = (path: string): string | null => /^src\/wallets\/([a-z0-9-]+)\//.exec(path)?.[1] ?? null;
const isFake = (path: string): boolean => /^src\/wallets\/[a-z0-9-]+\/fake[^/]*(\.ts$|\/)/.test(path);

/** A package's name without the path into it. */
const packageName = (specifier: string): string => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

function faultsOf(file: SourceFile, check: (specifier: string) => string | null): string[] {
  return importsOf(file).flatMap((specifier) => {
    const fault = check(specifier);
    return fault === null ? [] : [`${file.path} imports ${specifier}: ${fault}`];
  });
}

const check = (paths: readonly SourceFile[], rule: (file: SourceFile, specifier: string) => string | null): string[] =>
  paths.flatMap((file) => faultsOf(file, (specifier) => rule(file, specifier)));

const roomFiles = files.filter((file) => roomOf(file.path) !== null);

test("the rules see the files that they are about", () => {
  expect(roomFiles.length).toBeGreaterThan(50);
  expect(check(roomFiles, (_file, specifier) => (specifier === "#db" ? "seen" : null)).length).toBeGreaterThan(10);
});

test("every room stands in the table", () => {
  const rooms = new Set(roomFiles.map((file) => roomOf(file.path)));
  expect([...rooms].filter((room) => room !== null && table[room] === undefined)).toEqual([]);
});

test("rooms open only the doors that the table grants them", () => {
  const rule = (file: SourceFile, specifier: string): string | null => {
    const room = roomOf(file.path) as string;
    if (!specifier.startsWith("#") || isTest(file.path)) return null;
    const door = specifier.slice(1);
    if (doorOf(specifier) === undefined) return "no such door in package.json";
    if (door === room || door.startsWith(`${room}/`)) {
      // A wallet's folder reaches what wallets share through its door; elsewhere one's own room is near enough.
      return room === "wallets" && table["wallets"]?.includes(door) ? null : "own room: import the file itself";
    }
    return table[room]?.includes(door) || everywhere.includes(door) ? null : `not granted to ${room}`;
  };
  expect(check(roomFiles, rule)).toEqual([]);
});

test("no relative import leaves its room, and wallets do not know each other", () => {
  const rule = (file: SourceFile, specifier: string): string | null => {
    if (!specifier.startsWith(".")) return null;
    const to = target(file, specifier);
    if (isTest(file.path) && to.startsWith("tests/")) return null;
    if (roomOf(to) !== roomOf(file.path)) return "leaves the room: use its door";
    const [from, into] = [walletOf(file.path), walletOf(to)];
    if (from !== null && into !== null && from !== into) return "another wallet's folder";
    return null;
  };
  expect(check(roomFiles, rule)).toEqual([]);
});

test("every door leads to a file", () => {
  const every = Object.entries(doors).flatMap(([name, path]) =>
    path.includes("*")
      ? walletFolders.map((folder) => [name, path.replace("*", folder)] as const)
      : [[name, path] as const],
  );
  const missing = every.filter(([, path]) => !exists(path));
  expect(missing.map(([name]) => name)).toEqual([]);
});

test("money imports nothing at all", () => {
  const money = files.filter((file) => roomOf(file.path) === "money" && !isTest(file.path));
  expect(check(money, (_file, specifier) => (specifier.startsWith("./") ? null : "money stands alone"))).toEqual([]);
});

test("a package that belongs to one room is imported there alone", () => {
  const rule = (file: SourceFile, specifier: string): string | null => {
    const owners = packageOwner[packageName(specifier)];
    const granted = owners === undefined || owners.includes(roomOf(file.path) ?? "");
    return granted || isTest(file.path) ? null : `belongs to ${owners.join(", ")}`;
  };
  expect(
    check(
      files.filter((file) => !file.path.startsWith("bench/")),
      rule,
    ),
  ).toEqual([]);
});

test("a wallet's fake is reachable only from sandbox, simulation, bench, scripts and tests", () => {
  const rule = (file: SourceFile, specifier: string): string | null => {
    if (isFake(file.path) || isTest(file.path) || composition.test(file.path)) {
      return file.path === "src/main.ts" && /fake/.test(specifier) ? "the house must not know it" : null;
    }
    if (/^#wallets\/[a-z0-9-]+\/fake/.test(specifier)) return "a fake";
    return specifier.startsWith(".") && isFake(target(file, specifier)) ? "a fake" : null;
  };
  const shared = /^src\/wallets\/(conformance|fake-)[a-z-]*\.ts$/;
  expect(
    check(
      files.filter((file) => !shared.test(file.path)),
      rule,
    ),
  ).toEqual([]);
});

/** What the API's document says, as types; pages may take these, and nothing else of the SDK. */
const apiTypes = "sdk/api.ts";

test("pages and the SDK know nothing of the server but its API's types", () => {
  const pages = files.filter((file) => /^(web|sdk)\//.test(file.path) && !isTest(file.path));
  const home = (path: string): string => path.split("/").slice(0, 2).join("/");
  const rule = (file: SourceFile, specifier: string): string | null => {
    if (specifier.startsWith("#") || specifier.startsWith("node:")) return "not for a browser";
    if (!specifier.startsWith(".")) return null;
    const to = home(target(file, specifier));
    if (to === home(file.path) || to === "web/shared") return null;
    if (to !== apiTypes || !file.path.startsWith("web/")) return "another page's folder";
    return importsTypesOnly(file, specifier) ? null : "of the API only types";
  };
  expect(
    check(
      pages.filter((file) => file.path.split("/").length > 2),
      rule,
    ),
  ).toEqual([]);
});

test("the SDK stands alone: its own files, and of Node nothing but node:crypto", () => {
  const sdk = files.filter((file) => file.path.startsWith("sdk/") && !isTest(file.path));
  const rule = (file: SourceFile, specifier: string): string | null => {
    if (specifier === "node:crypto") return null;
    return specifier.startsWith(".") && target(file, specifier).startsWith("sdk/") ? null : "not the SDK's";
  };
  expect(sdk.length).toBeGreaterThan(5);
  expect(check(sdk, rule)).toEqual([]);
});

describe("wallet folders", () => {
  // A bill and published vectors are there where the wallet has them.
  const names = ["index", "config", "sign", "wire", "outcome", "notice", "fake", "wallet.test"];

  test.each(walletFolders)("%s has the same files as its neighbours", (name) => {
    const wanted = [...names.map((file) => `${file}.ts`), "README.md"];
    expect(wanted.filter((file) => !exists(`src/wallets/${name}/${file}`))).toEqual([]);
  });

  test("each stands in the only list", () => {
    const list = sourceFiles("src/wallets/index.ts").flatMap(importsOf);
    expect(walletFolders.map((name) => `./${name}/index.ts`).filter((path) => !list.includes(path))).toEqual([]);
  });
});
