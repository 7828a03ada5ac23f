import colours from "picocolors";
import { readLanguage } from "#config";
import { StartFault, type Words } from "#start-fault";

const language = readLanguage();

export const inWords = (words: Words): string => words[language];

/** One line for the person at the terminal, in their language. */
export function say(words: Words): void {
  console.log(inWords(words));
}

/** A start that failed for a known reason: what is wrong, what to do; anything else is a bug and shows its trace. */
export function sayFault(error: unknown): void {
  if (!(error instanceof StartFault)) {
    console.error(error);
    return;
  }
  console.error(`${colours.red("✗")} ${inWords(error.what)}`);
  console.error(`${colours.yellow("→")} ${inWords(error.wayOut)}`);
}

/** Chinese characters take two columns. */
const width = (text: string): number => [...text].reduce((sum, one) => sum + (one >= "\u2e80" ? 2 : 1), 0);

/** Columns padded to their widest cell, two spaces between them and before the first. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => width(row[i] ?? ""))));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => `  ${cell}${" ".repeat((widths[i] ?? 0) - width(cell))}`).join("");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
