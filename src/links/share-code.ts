/**
 * A share code (口令): twelve symbols that a person can read aloud, such as 8K3M-P7QX-2D5T.
 *
 * - 8 symbols (40 bits) of chance: the code's number, unknown to whoever has not been told it;
 * - 3 symbols (15 bits) of a keyed hash of that number: most made-up codes are refused before anything is looked up;
 * - 1 check symbol over GF(32): every single wrong symbol and every swap of two neighbours is found, always.
 *
 * Symbols are Crockford's base 32; O is read as 0, I and L as 1, small letters as capitals, so that what was heard or
 * typed carelessly is still the same code.
 */
export const shareAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const numberLength = 8;
const proofLength = 3;
export const shareLength = numberLength + proofLength + 1;

/** A keyed hash with a key that only makes share codes; at least two bytes. */
export type ShareHash = (text: string) => Buffer;

/** Multiplies in GF(32) with x⁵ + x² + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit += 1) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 8; bit >= 5; bit -= 1) if ((product >> bit) & 1) product ^= 0b100101 << (bit - 5);
  return product;
}

/** 2ⁿ in GF(32): different for each of the 31 first places, which is what finds swaps. */
const weights: readonly number[] = Array.from({ length: shareLength }).reduce<number[]>(
  (made) => [...made, multiply(made.at(-1) ?? 1, made.length === 0 ? 1 : 2)],
  [],
);

function checkSymbol(symbols: readonly number[]): number {
  // The check symbol's own weight is 1, so that the weighted sum of all twelve is zero.
  return symbols.reduce((sum, symbol, place) => sum ^ multiply(symbol, weights[place + 1] ?? 1), 0);
}

function proofOf(hash: ShareHash, number: string): number[] {
  const bits = hash(`share:${number}`).readUInt16BE(0);
  return [(bits >> 11) & 31, (bits >> 6) & 31, (bits >> 1) & 31];
}

const symbolValue = (symbol: string): number => shareAlphabet.indexOf(symbol);
const textOf = (symbols: readonly number[]): string => symbols.map((value) => shareAlphabet[value]).join("");

/** A new code, without hyphens. Five bytes of `random` are its number. */
export function makeShareCode(random: (bytes: number) => Buffer, hash: ShareHash): string {
  let chance = BigInt(`0x${random(5).toString("hex")}`);
  const symbols: number[] = [];
  for (let i = 0; i < numberLength; i += 1) {
    symbols.push(Number(chance & 31n));
    chance >>= 5n;
  }
  const open = [...symbols, ...proofOf(hash, textOf(symbols))];
  return textOf([...open, checkSymbol(open)]);
}

/** The code in its one written form, or null when it is no code of ours: a typing error, or made up. */
export function readShareCode(text: string, hash: ShareHash): string | null {
  const code = text.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const symbols = [...code].map(symbolValue);
  if (symbols.length !== shareLength || symbols.includes(-1)) return null;
  const open = symbols.slice(0, -1);
  if (checkSymbol(open) !== symbols.at(-1)) return null;
  const proof = proofOf(hash, code.slice(0, numberLength));
  return proof.every((value, i) => value === symbols[numberLength + i]) ? code : null;
}

/** As people see it: 8K3M-P7QX-2D5T. */
export function shownShareCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}
