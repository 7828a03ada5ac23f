const signatureBytes = 11;
const lengthBytes = 4;

/** The texts of a query with one text column, out of PostgreSQL's binary COPY form, one after the other. */
export async function* copiedTexts(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const piece of pieces) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let at = 0;
    if (!begun) {
      const head = signatureBytes + 2 * lengthBytes;
      if (rest.length < head) continue;
      at = head + rest.readInt32BE(signatureBytes + lengthBytes);
      begun = true;
    }
    // A row: how many fields (here 1; -1 ends the file), then the length of the field and the field.
    while (rest.length >= at + 6) {
      const end = at + 6 + rest.readInt32BE(at + 2);
      if (rest.length < end) break;
      yield rest.toString("utf8", at + 6, end);
      at = end;
    }
    rest = rest.subarray(at);
  }
}
