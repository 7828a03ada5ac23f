/** Sums by store over millions of rows, without a text made of each row's store. */
export class StoreSums {
  #slots = new Int32Array(1024).fill(-1);
  readonly #names: Buffer[] = [];
  readonly #low: number[] = [];
  readonly #high: bigint[] = [];

  /** `length` bytes of `bytes` from `from` on name the store. */
  add(bytes: Buffer, from: number, length: number, high: number, low: number): void {
    const index = this.#indexOf(bytes, from, length);
    // Small sums stay numbers, which are exact up to 2^53; whatever else is added as what it is.
    const held = this.#low[index] as number;
    if (high === 0 && held < 0x1_0000_0000_0000) this.#low[index] = held + (low >>> 0);
    else this.#high[index] = (this.#high[index] as bigint) + ((BigInt(high) << 32n) | BigInt(low >>> 0));
  }

  *sums(): Generator<[string, bigint]> {
    for (let i = 0; i < this.#names.length; i++)
      yield [(this.#names[i] as Buffer).toString("latin1"), (this.#high[i] as bigint) + BigInt(this.#low[i] as number)];
  }

  #indexOf(bytes: Buffer, from: number, length: number): number {
    if (this.#names.length * 2 > this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, from, length) & mask;
    for (let held = this.#slots[slot] as number; held !== -1; held = this.#slots[slot] as number) {
      if (isSame(this.#names[held] as Buffer, bytes, from, length)) return held;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#names.push(Buffer.from(bytes.subarray(from, from + length))) - 1;
    this.#low.push(0);
    this.#high.push(0n);
    return this.#names.length - 1;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = this.#slots.length - 1;
    for (const [index, name] of this.#names.entries()) {
      let slot = hashOf(name, 0, name.length) & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = index;
    }
  }
}

/** Over all of the name, four bytes at a time: ids that were made together differ in few of theirs. */
function hashOf(bytes: Buffer, from: number, length: number): number {
  const end = from + length;
  let mixed = length;
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16);
    mixed = Math.imul(mixed ^ high ^ ((bytes[at + 2] as number) << 8) ^ (bytes[at + 3] as number), 0x9e3779b1);
    mixed ^= mixed >>> 15;
  }
  for (; at < end; at++) mixed = Math.imul(mixed ^ (bytes[at] as number), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function isSame(name: Buffer, bytes: Buffer, from: number, length: number): boolean {
  if (name.length !== length) return false;
  for (let i = length - 1; i >= 0; i--) if (name[i] !== bytes[from + i]) return false;
  return true;
}
