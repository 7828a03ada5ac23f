import { bare, isId } from "#db";
import { type Currency, isCurrency } from "#money";
import type { BillLine } from "#wallets/protocol";

/**
 * A bill's line as a few bytes, so that millions of them can be put aside and read again without becoming objects:
 * 0 length, 2 kind, 3 state, 4 flags, 5 currency, 6 amount, 14 fee, 22 expected fee, 30 instant, 38 number of the line,
 * 42 our number (26), 68 length of the wallet's number and the number itself; then, of a movement of the account, the
 * length of the wallet's word for it and the word. Whole numbers are big-endian.
 */
export const field = {
  ...{ length: 0, kind: 2, state: 3, flags: 4, currency: 5, amount: 6, fee: 14, feeExpected: 22, at: 30, n: 38 },
  ...{ id: 42, ref: 68 },
} as const;

export const idLength = 26;
export const flag = { known: 1, feeKnown: 2, matched: 4 } as const;
export const kinds = ["payment", "refund"] as const;
export const lineStates = ["done", "under_way", "failed", "unknown"] as const satisfies readonly BillLine["state"][];

const currencies: Currency[] = [];

function currencyNumber(currency: Currency): number {
  const known = currencies.indexOf(currency);
  return known === -1 ? currencies.push(currency) - 1 : known;
}

const recordMax = field.ref + 1 + 255 + 1 + 255;
/** Signs of a word that are kept: in UTF-8 they fit into its length. */
const wordMax = 80;

/** A line as it is packed: a trade, or a movement with the wallet's own word for its kind. */
export type PackedLine = BillLine & { word?: string };

/** Packs lines one after the other; `take` answers what was packed, until the next line is added. */
export class LinePacker {
  #bytes = Buffer.alloc(0);
  #view = new DataView(new ArrayBuffer(0));
  #end = 0;

  constructor() {
    this.#begin(256 * 1024);
  }

  #begin(length: number): void {
    this.#bytes = Buffer.from(new ArrayBuffer(length));
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, length);
  }

  take(): Buffer {
    const packed = this.#bytes.subarray(0, this.#end);
    this.#end = 0;
    return packed;
  }

  add(line: PackedLine, n: number): void {
    if (this.#bytes.length - this.#end < recordMax) this.#grow();
    const bytes = this.#bytes;
    const view = this.#view;
    const from = this.#end;
    const expected = expectedFee(line);
    const wire = line.kind === "payment" ? line.paymentId : (line.refundId ?? "");
    const known = wire.length === idLength && isId(wire);
    bytes[from + field.kind] = line.kind === "payment" ? 0 : 1;
    bytes[from + field.state] = lineStates.indexOf(line.state);
    bytes[from + field.flags] = (known ? flag.known : 0) | (expected === null ? 0 : flag.feeKnown);
    bytes[from + field.currency] = currencyNumber(line.amount.currency);
    view.setBigInt64(from + field.amount, line.amount.minor);
    view.setBigInt64(from + field.fee, line.fee.minor);
    view.setBigInt64(from + field.feeExpected, expected ?? 0n);
    view.setFloat64(from + field.at, line.at.getTime());
    view.setUint32(from + field.n, n);
    if (known) bytes.write(wire, from + field.id, "latin1");
    else bytes.fill(0, from + field.id, from + field.id + idLength);
    const length = bytes.write(line.walletRef.slice(0, 255), from + field.ref + 1, "latin1");
    bytes[from + field.ref] = length;
    let end = from + field.ref + 1 + length;
    if (line.word !== undefined) {
      const written = bytes.write(line.word.slice(0, wordMax), end + 1, "utf8");
      bytes[end] = written;
      end += 1 + written;
    }
    view.setUint16(from, end - from);
    this.#end = end;
  }

  #grow(): void {
    const before = this.#bytes;
    this.#begin(before.length * 2);
    before.copy(this.#bytes, 0, 0, this.#end);
  }
}

/** By the bill's own rate, to the fen, toward zero; a wallet may round its fee either way. Refunds bring fees back. */
function expectedFee(line: BillLine): bigint | null {
  const rate = line.feeRate;
  if (rate === null) return null;
  const exact = line.amount.minor * rate.of * (line.kind === "payment" ? 1n : -1n);
  const off = line.fee.minor * rate.per - exact;
  const roundedSomehow = off < rate.per && -off < rate.per;
  return roundedSomehow ? line.fee.minor : exact / rate.per;
}

/** A line's record as an object again: for the few that somebody looks at. */
export type LineView = {
  n: number;
  kind: (typeof kinds)[number];
  /** pay_… or ref_…; null when the number is none of ours. */
  subject: string | null;
  walletRef: string;
  amount: bigint;
  currency: Currency;
  fee: bigint;
  feeExpected: bigint | null;
  state: BillLine["state"];
  at: Date;
};

export function viewOf(bytes: Buffer, from: number): LineView {
  const flags = bytes[from + field.flags] as number;
  const kind = kinds[bytes[from + field.kind] as number] ?? "payment";
  const id = bytes.toString("latin1", from + field.id, from + field.id + idLength);
  const currency = currencies[bytes[from + field.currency] as number] ?? "";
  if (!isCurrency(currency)) throw new Error("A packed line has a currency.");
  const refFrom = from + field.ref + 1;
  return {
    n: bytes.readUInt32BE(from + field.n),
    kind,
    subject: flags & flag.known ? `${kind === "payment" ? "pay" : "ref"}_${bare(id)}` : null,
    walletRef: bytes.toString("latin1", refFrom, refFrom + (bytes[from + field.ref] as number)),
    amount: bytes.readBigInt64BE(from + field.amount),
    currency,
    fee: bytes.readBigInt64BE(from + field.fee),
    feeExpected: flags & flag.feeKnown ? bytes.readBigInt64BE(from + field.feeExpected) : null,
    state: lineStates[bytes[from + field.state] as number] ?? "unknown",
    at: new Date(bytes.readDoubleBE(from + field.at)),
  };
}

/** The wallet's word for a movement. */
export function wordOf(bytes: Buffer, from: number): string {
  const at = from + field.ref + 1 + (bytes[from + field.ref] as number);
  return bytes.toString("utf8", at + 1, at + 1 + (bytes[at] as number));
}
