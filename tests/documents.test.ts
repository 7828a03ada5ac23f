import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { exists, sourceFiles } from "./source-files.ts";

const pages = sourceFiles("*.md", "docs/**/*.md", "src/**/README.md");
const text = (path: string): string => sourceFiles(path)[0]?.text ?? "";

type Packages = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

test("every package has its reason and licence in docs/decisions/0002-dependencies.md, and none that is gone", () => {
  const { dependencies, devDependencies } = JSON.parse(text("package.json")) as Packages;
  const rows = text("docs/decisions/0002-dependencies.md").matchAll(/^\| `([^`]+)` \| [^|]{2,} \| [^|]{2,} \|$/gm);
  const named = [...rows].map((row) => row[1]);
  expect(named.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
});

test("links between documents lead to files", () => {
  const links = pages.flatMap((page) =>
    [...page.text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map((link) => ({
      page: page.path,
      to: normalize(join(dirname(page.path), link[1] as string)),
    })),
  );
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => !exists(link.to))).toEqual([]);
});

test("every file of ours that a document names exists", () => {
  const naming = pages.filter((page) => !page.path.startsWith("src/"));
  const named = naming.flatMap((page) =>
    [
      ...page.text.matchAll(
        /(?<![\w/.-])(?:src|web|sandbox|scripts|tests|bench|docs)\/[\w./-]*\w\.(?:ts|tsx|sql|md|mjs)\b/g,
      ),
    ]
      .filter((match) => !match[0].includes("NNNN"))
      .map((match) => ({ page: page.path, file: match[0] })),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((one) => !exists(one.file))).toEqual([]);
});

test("every command that a document tells a reader to run is there", () => {
  const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
  const told = pages.flatMap((page) =>
    [...page.text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map((match) => `${page.path}: ${match[1]}`),
  );
  expect(told.filter((one) => scripts[one.split(": ")[1] as string] === undefined)).toEqual([]);
});

test("every setting that the house reads stands in the README's table", () => {
  const read = [...`${text("src/config.ts")}`.matchAll(/read\.read\w+\(settings, "([A-Z_]+)"/g)].map(
    (match) => match[1],
  );
  const more = [...text("src/config.ts").matchAll(/readDatabaseUrl\(settings, "([A-Z_]+)"/g)].map((match) => match[1]);
  const signIn = [...text("src/sign-in-settings.ts").matchAll(/"((?:OIDC|PASSKEY)_[A-Z_]+)"/g)].map(
    (match) => match[1],
  );
  expect(signIn.length).toBeGreaterThan(3);
  const settings = new Set([...read, ...more, ...signIn]);
  expect(settings.size).toBeGreaterThan(7);
  const table = text("README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect([...settings].filter((name) => !table.some((line) => line.includes(`\`${name}\``)))).toEqual([]);
});
