import { type Money, toDecimalText } from "#money";
import type { Cell } from "./types.ts";

/** So that Excel reads the file as UTF-8, in China too, where it would else take it for GBK. */
export const byteOrderMark = "\ufeff";
const lineEnd = "\r\n";

/** A spreadsheet runs a cell that begins with one of these. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^-?\d+(\.\d+)?$/;
/** A spreadsheet rounds whole numbers from the sixteenth digit on, and shows those of twelve as 1.2E+11. */
const longNumber = /^\d{12,}$/;

const isMoney = (cell: object): cell is Money => "minor" in cell;

function textOf(cell: Cell, instant: (at: Date) => string): string {
  if (cell === null) return "";
  if (cell instanceof Date) return instant(cell);
  if (typeof cell === "object") return isMoney(cell) ? toDecimalText(cell) : "";
  return typeof cell === "string" ? harmless(cell) : String(cell);
}

/** What a person or a wallet wrote is never run as a formula: an apostrophe goes first, which spreadsheets hide. */
function harmless(text: string): string {
  if (longNumber.test(text)) return `\t${text}`;
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** The semicolon too, which is where spreadsheets of other countries cut a line. */
const quoted = (text: string): string => (/[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One line as RFC 4180 has it. Amounts as decimals without a sign of the currency. */
export function csvLine(cells: readonly Cell[], instant: (at: Date) => string): string {
  return cells.map((cell) => quoted(textOf(cell, instant))).join(",") + lineEnd;
}

/** "2026-11-22 15:04:05" in that time zone: what spreadsheets take for an instant. */
export function instantIn(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return (at) => format.format(at);
}
