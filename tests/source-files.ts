import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

export const root = join(import.meta.dirname, "..");

export type SourceFile = {
  /** From the project's folder, with slashes. */
  path: string;
  text: string;
};

const skipped = /(^|\/)(node_modules|dist|\.hutong|\.git|fixtures|coverage)(\/|$)/;

/** Files of the project that match, sorted by path. */
export function sourceFiles(...patterns: string[]): SourceFile[] {
  const found = globSync(patterns, { cwd: root, exclude: (name) => skipped.test(name) });
  const paths = found.filter((path) => !skipped.test(path)).sort();
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

export const codePattern = "{src,web,sandbox,sdk,sim,bench,scripts,tests}/**/*.{ts,tsx,mjs}";

export const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || path.startsWith("tests/") || /(^|\/)(testing|test-rig)(\/|\.)/.test(path);

/** Everything that a file imports, as written: static, type-only, re-exported and dynamic. */
export function importsOf(file: SourceFile): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((one) => one.fileName);
}

/** Whether all that a file imports or hands on from there is types, which leave nothing behind at run time. */
export function importsTypesOnly(file: SourceFile, specifier: string): boolean {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const typed = tree.statements.filter((one) => {
    if (ts.isImportDeclaration(one)) return one.importClause?.isTypeOnly && isFrom(one.moduleSpecifier, specifier);
    return ts.isExportDeclaration(one) && one.isTypeOnly && isFrom(one.moduleSpecifier, specifier);
  });
  return typed.length === importsOf(file).filter((one) => one === specifier).length;
}

const isFrom = (node: ts.Expression | undefined, specifier: string): boolean =>
  node !== undefined && ts.isStringLiteral(node) && node.text === specifier;

/** Where a relative import leads, from the project's folder. */
export function target(file: SourceFile, specifier: string): string {
  return normalize(join(dirname(file.path), specifier)).replaceAll("\\", "/");
}

export const exists = (path: string): boolean => existsSync(join(root, path));
