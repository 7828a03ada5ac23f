import ts from "typescript";
import { expect, test } from "vitest";
import { codePattern, exists, isTest, type SourceFile, sourceFiles } from "./source-files.ts";

const files = sourceFiles(codePattern);
const texts = sourceFiles("*.{md,json,ts}", "docs/**/*.md", "{src,web,sandbox,sdk}/**/*.{md,css,html,sql}", ".ci/*");

/** Where time, chance and the network enter the house: what is put together there is handed to everybody else. */
const outside = /^(src\/main\.ts|src\/db\/migrate-process\.ts|sandbox\/|sim\/|bench\/|scripts\/|web\/|sdk\/|tests\/)/;
const moneyRooms = /^src\/(money|ledger|payments|settlement|reconciliation|openings|wallets)\//;

type Ban = {
  what: RegExp;
  instead: string;
  /** Which files the ban is about; tests are looked at only where it says so. */
  where: (path: string) => boolean;
  testsToo?: boolean;
  /** Files that may, each with its reason. */
  but?: Readonly<Record<string, string>>;
};

const inside = (path: string): boolean => path.startsWith("src/") && !outside.test(path);
const code = (): boolean => true;

/** In two halves, so that this file does not find itself. */
const word = (...halves: string[]): RegExp => new RegExp(`\\b${halves.join("")}\\b`);

const bans: readonly Ban[] = [
  { what: /\bDate\.now\(/, instead: "clock.now(), handed in", where: inside },
  { what: /\bnew Date\(\)/, instead: "clock.now(), handed in", where: inside },
  { what: /\bMath\.random\(/, instead: "the Random that is handed in", where: inside },
  { what: /(?<![.\w])fetch\(/, instead: "the Http that is handed in", where: inside },
  {
    what: /\bprocess\.env\b/,
    instead: "readConfig() of src/config.ts, the only reader of the environment",
    where: (path) => !path.startsWith("web/"),
    but: {
      "src/config.ts": "is that reader",
      "src/db/migrate-process.ts": "a process of its own, told one address by its parent and nothing else",
      "scripts/ensure.mjs": "runs before any TypeScript can",
    },
  },
  { what: /\bparseFloat\(/, instead: "parseYuan and its kin of #money", where: (path) => moneyRooms.test(path) },
  { what: /\.toFixed\(/, instead: "the formatters of #money", where: (path) => moneyRooms.test(path) },
  {
    what: /(?<![.\w])Number\(/,
    instead: "BigInt or Number.parseInt of a checked text",
    where: (path) => moneyRooms.test(path),
    but: { "src/money/money.ts": "its exact JSON number is compared with the bigint before it leaves" },
  },
  {
    what: /\bMath\.round\(/,
    instead: "share() and allocate() of #money",
    where: (path) => moneyRooms.test(path),
  },
  { what: /:\s*any[;,)\]=]|\bas any\b|<any>|\bany\[\]/, instead: "unknown, and a check", where: code, testsToo: true },
  { what: /@ts-(ignore|nocheck|expect-error)/, instead: "a type that fits", where: code, testsToo: true },
  {
    what: word("(TO", "DO|FIX", "ME|XX", "X|HA", "CK)"),
    instead: "do it, or write an issue",
    where: code,
    testsToo: true,
  },
  {
    what: /\.(only|skip|todo)\(/,
    instead: "run it; where a browser may be missing, skipIf says so",
    where: code,
    testsToo: true,
  },
  { what: /\bdebugger\b/, instead: "nothing", where: code, testsToo: true },
  {
    what: /^\s*(export )?(const )?enum \w|^\s*(export )?namespace \w/m,
    instead: "a union of words, a file",
    where: code,
    testsToo: true,
  },
  {
    what: /\bnow\(\)|\bcurrent_timestamp\b/i,
    instead: "an instant as a parameter",
    where: (path) => path.endsWith(".sql"),
  },
];

/** Comments may talk of what code may not do; strings and code may not. */
function withoutComments(file: SourceFile): string {
  if (file.path.endsWith(".sql")) return file.text.replace(/--.*$/gm, "");
  if (!/\.(ts|tsx|mjs)$/.test(file.path)) return file.text;
  const blank = (found: string): string => found.replace(/[^\n]/g, " ");
  return file.text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank);
}

function findBan(file: SourceFile, ban: Ban): string[] {
  if (!ban.where(file.path) || ban.but?.[file.path] !== undefined) return [];
  if (isTest(file.path) && !ban.testsToo) return [];
  const keepComments = ban.what.source.includes("HA") || ban.what.source.startsWith("@ts");
  const lines = (keepComments ? file.text : withoutComments(file)).split("\n");
  return lines.flatMap((line, i) =>
    ban.what.test(line) ? [`${file.path}:${i + 1} ${line.trim()} → ${ban.instead}`] : [],
  );
}

const sql = sourceFiles("src/db/migrations/*.sql");

test.each(bans.map((ban) => [ban.what.source, ban] as const))("nowhere: %s", (_name, ban) => {
  const found = [...files, ...sql]
    .filter((file) => file.path !== "tests/tidy.test.ts")
    .flatMap((file) => findBan(file, ban));
  expect(found).toEqual([]);
});

test("every exception of the ban list is still needed", () => {
  const known = new Set(files.map((file) => file.path));
  const excepted = bans.flatMap((ban) => Object.keys(ban.but ?? {}));
  expect(excepted.filter((path) => !known.has(path))).toEqual([]);
});

const outerPlaces = [
  /(?<![\w.~}/-])\/(work|home\/[a-z]|root|Users\/[a-z])\b/, // folders of somebody's machine
  word("\\.\\./sha", "red"),
  word("issues sh", "ow"),
];

test("nothing names a workplace outside this project, or a path of one machine", () => {
  const all = [...files, ...texts, ...sql].filter((file) => file.path !== "tests/tidy.test.ts");
  const found = all.flatMap((file) =>
    file.text.split("\n").flatMap((line, i) => {
      // web/shared is a folder of ours: pages import ../shared.
      if (file.path.startsWith("web/") && /from "\.\.\/(\.\.\/)?shared\//.test(line)) return [];
      return outerPlaces.some((place) => place.test(line)) ? [`${file.path}:${i + 1} ${line.trim()}`] : [];
    }),
  );
  expect(found).toEqual([]);
});

/** Printed from the API's document, type after type: nobody reads it from above to below. */
const printed = "sdk/api.ts";

test("no file is longer than 400 lines, no line longer than 120 characters", () => {
  const written = files.filter((file) => file.path !== printed);
  const long = written.filter((file) => file.text.split("\n").length > 401).map((file) => file.path);
  // A sentence or a published vector in one string may be as long as it is.
  const apart = (line: string): string => line.replace(/(["'`])(?:(?!\1).){50,}\1/g, "");
  const wide = [...written, ...sql].flatMap((file) =>
    file.text.split("\n").flatMap((line, i) => ([...apart(line)].length > 120 ? [`${file.path}:${i + 1}`] : [])),
  );
  expect({ long, wide }).toEqual({ long: [], wide: [] });
});

function longFunctions(file: SourceFile): string[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const from = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
      const lines = tree.getLineAndCharacterOfPosition(node.end).line - from + 1;
      // What groups tests is a list, not an act.
      const group =
        ts.isCallExpression(node.parent) && /^(describe|test|it)\b/.test(node.parent.expression.getText(tree));
      if (lines > 70 && !group) found.push(`${file.path}:${from + 1} ${lines} lines`);
    }
    ts.forEachChild(node, walk);
  };
  walk(tree);
  return found;
}

test("no function is longer than 70 lines", () => {
  expect(files.filter((file) => !isTest(file.path)).flatMap(longFunctions)).toEqual([]);
});

test("every file that the README's spine names exists", () => {
  const readme = sourceFiles("README.md")[0]?.text ?? "";
  const spine = /^## The spine[^\n]*\n+```[^\n]*\n([\s\S]*?)```/m.exec(readme)?.[1] ?? "";
  const named = [...spine.matchAll(/\b(?:src|web)\/[\w./-]+/g)].map((match) => match[0]);
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((path) => !exists(path))).toEqual([]);
});

type Lock = { packages: Record<string, { optionalDependencies?: Record<string, string> }> };

test("the lockfile names the packages for other machines too: without them `npm ci` refuses it", () => {
  const lock = JSON.parse(sourceFiles("package-lock.json")[0]?.text ?? "{}") as Lock;
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
    ),
  );
  expect({ missing, wayOut: "npm run lockfile" }).toEqual({ missing: [], wayOut: "npm run lockfile" });
});
