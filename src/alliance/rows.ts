import type { Row } from "./holder.ts";

export class RowsFault extends Error {
  readonly line: number;
  constructor(line: number, what: string) {
    super(`Line ${line}: ${what}.`);
    this.name = "RowsFault";
    this.line = line;
  }
}

/**
 * A party's own file, line by line: `id` or `id,amount` in whole minor units. A person with many lines counts once,
 * with their sum. Ids are compared to the letter: both parties first agree on a form (say, SHA-256 of +86 and the
 * number).
 */
export async function readRows(lines: AsyncIterable<string>): Promise<Row[]> {
  const people = new Map<string, bigint>();
  let n = 0;
  for await (const line of lines) {
    n++;
    const text = line.trim();
    if (text === "") continue;
    const comma = text.lastIndexOf(",");
    const [id, amount] = comma < 0 ? [text, "0"] : [text.slice(0, comma), text.slice(comma + 1)];
    if (id === "") throw new RowsFault(n, "the id is empty");
    if (!/^\d{1,15}$/.test(amount)) throw new RowsFault(n, "the amount is no whole number of minor units");
    people.set(id, (people.get(id) ?? 0n) + BigInt(amount));
  }
  return [...people].map(([id, amount]) => ({ id, amount }));
}
