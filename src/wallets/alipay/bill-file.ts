import { add, equals, fen, fromDecimalText, type Money, subtract } from "#money";
import { BillRows, blocksOf, columnsOf, malformed, truncated } from "../bill-rows.ts";
import { BillFault } from "../protocol.ts";

const gbk = new TextDecoder("gbk");
const hash = 0x23;

/** How one of Alipay's files is read: what its first line says, its columns, a row. */
export type TableKind<Line> = {
  title: string;
  columns: readonly string[];
  /** `line` answers null for a row that the house has no use for. */
  begin(column: (name: string) => number): { line(rows: BillRows): Line | null };
};

/**
 * A CSV of Alipay's in GBK: lines that begin with # around a table, texts that end with a tab. Answers its lines in
 * batches and hands what stands around the table to `around`. What ends before the table's last line was cut off.
 */
export async function* readTable<Line>(
  file: AsyncIterable<Buffer>,
  kind: TableKind<Line>,
  around: (line: string) => void,
): AsyncGenerator<Line[]> {
  const rows = new BillRows();
  let first = true;
  let width = 0;
  let ended = false;
  let reading: ReturnType<TableKind<Line>["begin"]> | null = null;
  for await (const block of blocksOf(file, () => {})) {
    const batch: Line[] = [];
    rows.load(block);
    while (rows.next()) {
      if (rows.isEmpty()) continue;
      if (rows.startsWith(hash)) {
        const line = rows.row(gbk);
        if (first && line !== `#${kind.title}`) throw malformed(`Not the bill that was asked for: ${line}.`);
        first = false;
        ended ||= line.includes("结束");
        around(line);
      } else if (reading === null) {
        reading = kind.begin(columnsOf(rows.row(gbk), kind.columns));
        width = rows.count;
      } else {
        if (rows.count !== width) throw malformed(`A row of the bill has ${rows.count} cells, not ${width}.`);
        const line = reading.line(rows);
        if (line !== null) batch.push(line);
      }
    }
    if (batch.length > 0) yield batch;
  }
  if (!ended) throw truncated(first ? "nothing" : "its lines");
}

/** A cell's GBK text; a bill has few different ones in a column of words. */
export function makeWords(): (rows: BillRows, column: number) => string {
  const known = new Map<string, string>();
  return (rows, column) => {
    const bytes = rows.text(column);
    const found = known.get(bytes);
    if (found !== undefined) return found;
    const word = rows.decoded(column, gbk);
    if (known.size < 1000) known.set(bytes, word);
    return word;
  };
}

/** "#起始日期：[2024年09月12日 00:00:00]   终止日期：[…]": the day that the file is of, or null for another line. */
export function dayOfLine(line: string): string | null {
  const found = /^#起始日期：\[(\d{4})年(\d\d)月(\d\d)日/.exec(line);
  return found ? `${found[1]}-${found[2]}-${found[3]}` : null;
}

export type Tally = { count: bigint; sum: Money };
export const nothing = (): Tally => ({ count: 0n, sum: fen(0) });

export function tally(to: Tally, amount: Money): void {
  to.count += 1n;
  to.sum = add(to.sum, amount);
}

/** "…：2笔，…共12.31元": a count and the first amount after it; null where the line says neither. */
export function tallyOfLine(line: string): Tally | null {
  const found = /：(\d+)笔，[^\d-]*(-?[\d.]+)元/.exec(line);
  return found ? { count: BigInt(found[1] as string), sum: amountOf(found[2] as string) } : null;
}

export function amountOf(text: string): Money {
  try {
    return fromDecimalText(text, "CNY");
  } catch {
    throw malformed(`Not an amount: ${text}.`);
  }
}

export function compareTally(what: string, told: Tally, found: Tally): void {
  if (!equals(told.sum, found.sum)) {
    const off = subtract(told.sum, found.sum).minor;
    throw new BillFault("bill_total_wrong", `The bill's total of ${what} is off by ${off} fen.`);
  }
  if (told.count !== found.count)
    throw new BillFault("bill_total_wrong", `The bill says ${told.count} ${what} and has ${found.count}.`);
}
