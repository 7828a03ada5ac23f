import { idLength } from "./line-record.ts";

/**
 * A row of ours as PostgreSQL's binary COPY sends it: id, amount, currency, state, the wallet's number, the day's
 * instants (paid, or made and done), store, and where fees were agreed the method and a refund's payment's instant.
 * Each field is its length and its bytes; a length of -1 is null.
 */
export const ourFields = 10;
const [idField, amountField, currencyField, stateField, refField] = [0, 1, 2, 3, 4];
const [oneField, twoField, storeField, methodField, paymentField] = [5, 6, 7, 8, 9];
const prefixLength = 4;

/** Reads one row after the other without making objects. */
export class OurRow {
  bytes: Buffer = Buffer.alloc(0);
  readonly #from = new Int32Array(ourFields);
  readonly #length = new Int32Array(ourFields);
  end = 0;

  /** False when the row does not end within the bytes. */
  read(bytes: Buffer, from: number): boolean {
    const size = bytes.length;
    if (size - from < 2) return false;
    let at = from + 2;
    for (let i = 0; i < ourFields; i++) {
      if (at + 4 > size) return false;
      const length = bytes.readInt32BE(at);
      at += 4;
      this.#from[i] = at;
      this.#length[i] = length;
      if (length > 0) at += length;
    }
    if (at > size) return false;
    this.bytes = bytes;
    this.end = at;
    return true;
  }

  /** Where our 26 characters begin. */
  get id(): number {
    return (this.#from[idField] as number) + prefixLength;
  }

  get idText(): string {
    return this.#text(idField);
  }

  /** 0 a payment, 1 a refund. */
  get kind(): number {
    return this.bytes[this.#from[idField] as number] === 0x70 ? 0 : 1;
  }

  get amount(): bigint {
    return this.bytes.readBigInt64BE(this.#from[amountField]);
  }

  /** The same eight bytes, high to low. */
  sameAmount(other: Buffer, from: number): boolean {
    const at = this.#from[amountField] as number;
    return (
      this.bytes.readInt32BE(at) === other.readInt32BE(from) &&
      this.bytes.readInt32BE(at + 4) === other.readInt32BE(from + 4)
    );
  }

  get currency(): string {
    return this.#text(currencyField);
  }

  get state(): string {
    return this.#text(stateField);
  }

  /** Null where we have none, which then differs from nothing. */
  sameRef(other: Buffer, from: number, length: number): boolean {
    const at = this.#from[refField] as number;
    const own = this.#length[refField] as number;
    if (own === -1) return true;
    if (own !== length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[at + i] !== other[from + i]) return false;
    return true;
  }

  get ref(): string | null {
    return (this.#length[refField] as number) === -1 ? null : this.#text(refField);
  }

  /** Whether the currency is this one, and the state one of those, without texts made of them. */
  isCurrency(word: Buffer): boolean {
    return this.#is(currencyField, word);
  }

  isStateOf(words: readonly Buffer[]): boolean {
    for (const word of words) if (this.#is(stateField, word)) return true;
    return false;
  }

  #is(index: number, word: Buffer): boolean {
    const length = word.length;
    if (this.#length[index] !== length) return false;
    const from = this.#from[index] as number;
    for (let i = 0; i < length; i++) if (this.bytes[from + i] !== word[i]) return false;
    return true;
  }

  /** Where the store's id lies, for whoever sums by it. */
  get storeFrom(): number {
    return this.#from[storeField] as number;
  }

  get storeLength(): number {
    return this.#length[storeField] as number;
  }

  get dayOne(): number | null {
    return this.#instant(oneField);
  }

  get dayTwo(): number | null {
    return this.#instant(twoField);
  }

  get store(): string {
    return this.#text(storeField);
  }

  get method(): string | null {
    return this.#length[methodField] === -1 ? null : this.#text(methodField);
  }

  /** When the payment was paid, of a refund too. */
  get paidAt(): number | null {
    return this.kind === 0 ? this.dayOne : this.#instant(paymentField);
  }

  sameId(other: Buffer, from: number): boolean {
    const at = this.id;
    for (let i = idLength - 1; i >= 0; i--) if (this.bytes[at + i] !== other[from + i]) return false;
    return true;
  }

  #text(index: number): string {
    const from = this.#from[index] as number;
    return this.bytes.toString("latin1", from, from + (this.#length[index] as number));
  }

  /** Microseconds since 2000, as milliseconds since 1970. */
  #instant(index: number): number | null {
    if (this.#length[index] === -1) return null;
    const from = this.#from[index] as number;
    const micro = this.bytes.readInt32BE(from) * 4_294_967_296 + this.bytes.readUInt32BE(from + 4);
    return Math.floor(micro / 1000) + 946_684_800_000;
  }
}
