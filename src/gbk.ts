/** GBK, which Node reads but does not write: the table is the reader's own, turned round at the first use. */
let table: ReadonlyMap<string, number> | undefined;

function makeTable(): ReadonlyMap<string, number> {
  const reader = new TextDecoder("gbk");
  const made = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      pair.set([lead, trail]);
      const sign = reader.decode(pair);
      if (sign.length === 1 && sign !== "\uFFFD" && !made.has(sign)) made.set(sign, lead * 256 + trail);
    }
  return made;
}

/** A sign that GBK does not have becomes a question mark. */
export function encodeGbk(text: string): Buffer {
  table ??= makeTable();
  const bytes: number[] = [];
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    const found = code < 0x80 ? code : (table.get(sign) ?? 0x3f);
    if (found > 0xff) bytes.push(found >> 8);
    bytes.push(found & 0xff);
  }
  return Buffer.from(bytes);
}
