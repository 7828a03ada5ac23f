/**
 * As much of WebAssembly's binary form as a few straight functions over one memory need: 128-bit vectors of two
 * doubles or two 64-bit numbers, loads, stores, calls, one kind of loop. Codes are lists of bytes, put together like
 * expressions.
 */
export type Code = readonly number[];

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 127;
    bytes.push((rest & 127) | (more ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    const last = (rest === 0 && (byte & 64) === 0) || (rest === -1 && (byte & 64) !== 0);
    bytes.push(last ? byte : byte | 128);
    if (last) return bytes;
  }
}

const vector = (code: number): number[] => [0xfd, ...unsigned(code)];
const two =
  (code: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...vector(code)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const number = (value: number): Code => [0x41, ...signed(value)];
export const plus = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const call = (name: number, ...given: Code[]): Code => [...given.flat(), 0x10, ...unsigned(name)];
export const load = (at: Code, offset: number): Code => [...at, ...vector(0), 4, ...unsigned(offset)];
export const store = (at: Code, offset: number, value: Code): Code => [
  ...[...at, ...value],
  ...[...vector(0x0b), 4, ...unsigned(offset)],
];
export const and = two(0x4e);
export const addInt = two(0xce);
export const shiftLeft = (value: Code, bits: number): Code => [...value, ...number(bits), ...vector(0xcb)];
export const shiftRight = (value: Code, bits: number): Code => [...value, ...number(bits), ...vector(0xcd)];
export const add = two(0xf0);
export const sub = two(0xf1);
export const times = two(0xf2);
/** a·b + c, rounded once where the machine can. Elsewhere it may be rounded twice: group.ts asks at its start. */
export const fused = (a: Code, b: Code, c: Code): Code => [...a, ...b, ...c, ...vector(0x107)];
/** Does `body` as often as `counter` says, once at least. */
export const repeat = (counter: number, body: Code): Code => [
  ...[0x03, 0x40, ...body],
  ...set(counter, [...get(counter), ...number(1), 0x6b]),
  ...[...get(counter), 0x0d, 0, 0x0b],
];

/** Parameters are numbers (addresses), `vectors` are locals after them. */
export type Routine = { name: string; parameters: number; vectors: number; body: Code };

const listed = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: Code): number[] => [id, ...unsigned(body.length), ...body];
const text = (name: string): number[] => [...unsigned(name.length), ...Buffer.from(name)];

/** A module with one page of memory; every routine is exported by its name, and called by its place in the list. */
export function moduleOf(routines: readonly Routine[]): Uint8Array<ArrayBuffer> {
  const types = routines.map(({ parameters }) => [
    0x60,
    ...listed(Array.from({ length: parameters }, () => [0x7f])),
    0,
  ]);
  const bodies = routines.map(({ vectors, body }) => {
    const code = [...listed(vectors === 0 ? [] : [[...unsigned(vectors), 0x7b]]), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  const exports = routines.map(({ name }, i) => [...text(name), 0, ...unsigned(i)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, listed(types)),
    ...section(3, listed(routines.map((_, i) => unsigned(i)))),
    ...section(5, listed([[0, 1]])),
    ...section(7, listed([...exports, [...text("memory"), 2, 0]])),
    ...section(10, listed(bodies)),
  ]);
}
