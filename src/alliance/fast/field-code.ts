import {
  add,
  addInt,
  and,
  type Code,
  call,
  fused,
  get,
  load,
  moduleOf,
  number,
  plus,
  type Routine,
  repeat,
  set,
  shiftLeft,
  shiftRight,
  store,
  sub,
} from "./wasm.ts";

/**
 * Numbers modulo 2^255 − 19, two at a time: five limbs of 51 bits, each a double that holds a whole number, in vectors
 * of two doubles. A product of two limbs is split into a high and a low half by two fused multiplications (the first
 * rounds to multiples of 2^51, the second leaves what was rounded off), and both are added up as whole numbers in the
 * doubles' own bits. Limbs are signed; "carried" ones lie within ±(2^50 + 2^14). A product needs limbs whose product
 * stays below 2^102: of two sums of two, one is carried first.
 */
export const limbs = 5;
/** Bytes of an element: five vectors. */
export const wide = 16 * limbs;
export const point = 4 * wide;

const bits64 = (value: number): bigint => new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint;
const [low, high] = [3 * 2 ** 51, 3 * 2 ** 102];
/** Makes every sum positive, so that a shift without sign divides. */
const lift = 1n << 60n;
const half = 1n << 50n;
const lifted = lift >> 51n;
/** How many products a column takes: all of them, or in a square each pair once. */
const pairs = (column: number): number => (column < 0 || column > 8 ? 0 : Math.min(column, 8 - column) + 1);
const pairsOnce = (column: number): number => Math.ceil(pairs(column) / 2);
const foldAt =
  (count: typeof pairs) =>
  (k: number): bigint => {
    const offset = (column: number): bigint =>
      BigInt(count(column)) * bits64(low) + BigInt(count(column - 1)) * bits64(high);
    return BigInt.asUintN(64, lift + half - offset(k) - 19n * offset(k + 5));
  };
const finish = (factor: bigint): bigint => BigInt.asUintN(64, bits64(low) - half - factor * lifted);

/** Constants that the routines read, in order, from the memory's start. */
export const constants: readonly bigint[] = [
  ...[bits64(high), bits64(high + low), bits64(low), (1n << 51n) - 1n],
  ...[0, 1, 2, 3, 4].map(foldAt(pairs)),
  ...[finish(1n), finish(19n), bits64(2 ** -51), bits64(19 * 2 ** -51)],
  ...[0, 1, 2, 3, 4].map(foldAt(pairsOnce)),
];
const at = { high: 0, both: 1, low: 2, mask: 3, fold: 4, finish: 9, wrap: 10, down: 11, downWrap: 12, foldOnce: 13 };
const constant = (n: number): Code => load(number(0), 16 * n);

/** From here on: what the routines keep between their calls. */
export const scratch = 16 * constants.length;
export const free = scratch + 10 * wide;

const each = <T>(make: (k: number) => T): T[] => Array.from({ length: limbs }, (_, k) => make(k));

/** The locals from `first` on take five limbs from memory. */
const taken = (first: number, from: number): Code => each((k) => set(first + k, load(get(from), 16 * k))).flat();

/** Sums of columns (locals from `first`, ten of them) folded, carried and stored at the first parameter. */
function stored(first: number, fold: number): Code {
  const sum = (k: number): Code => get(first + k);
  const nineteen = (value: Code): Code => addInt(addInt(shiftLeft(value, 4), shiftLeft(value, 1)), value);
  const folded = each((k) => set(first + k, addInt(addInt(sum(k), nineteen(sum(k + 5))), constant(fold + k)))).flat();
  const carries = each((k) => set(first + 5 + k, shiftRight(sum(k), 51))).flat();
  const out = each((k) => {
    const carry = k === 0 ? nineteen(sum(9)) : sum(4 + k);
    const whole = addInt(addInt(and(sum(k), constant(at.mask)), carry), constant(k === 0 ? at.wrap : at.finish));
    return store(get(0), 16 * k, sub(whole, constant(at.low)));
  }).flat();
  return [...folded, ...carries, ...out];
}

/** Adds the product of two locals to the column, its high half to the next one. */
function product(a: number, b: number, column: number, to: number, temp: number, fresh: Set<number>): Code {
  const into = (place: number, value: Code): Code => {
    const first = !fresh.has(place);
    fresh.add(place);
    return set(to + place, first ? value : addInt(get(to + place), value));
  };
  return [
    ...set(temp, fused(get(a), get(b), constant(at.high))),
    ...into(column, fused(get(a), get(b), sub(constant(at.both), get(temp)))),
    ...into(column + 1, get(temp)),
  ];
}

function multiply(): Routine {
  const [a, b, to, temp] = [3, 8, 13, 23];
  const fresh = new Set<number>();
  const body: number[] = [...taken(a, 1), ...taken(b, 2)];
  for (let column = 0; column < 9; column++)
    for (let i = Math.max(0, column - 4); i <= Math.min(4, column); i++)
      body.push(...product(a + i, b + column - i, column, to, temp, fresh));
  return { name: "multiply", parameters: 3, vectors: 21, body: [...body, ...stored(to, at.fold)] };
}

/** `square(into, from, n)`: n times over, once at least. */
function square(): Routine {
  const [a, twice, to, temp] = [3, 8, 13, 23];
  const fresh = new Set<number>();
  const body: number[] = [...taken(a, 1), ...each((k) => set(twice + k, add(get(a + k), get(a + k)))).flat()];
  for (let column = 0; column < 9; column++)
    for (let i = Math.max(0, column - 4); 2 * i <= column; i++) {
      const j = column - i;
      body.push(...product(i === j ? a + i : twice + i, a + j, column, to, temp, fresh));
    }
  body.push(...stored(to, at.foldOnce), ...set(1, get(0)));
  return { name: "square", parameters: 3, vectors: 21, body: repeat(2, body) };
}

/** Limbs in locals from `first`, carried, stored at the first parameter. */
function carriedFrom(first: number, carry: number): Code {
  const up = each((k) => set(carry + k, sub(add(get(first + k), constant(at.high)), constant(at.high)))).flat();
  const out = each((k) => {
    const [from, factor] = k === 0 ? [carry + 4, at.downWrap] : [carry + k - 1, at.down];
    return store(get(0), 16 * k, fused(get(from), constant(factor), sub(get(first + k), get(carry + k))));
  }).flat();
  return [...up, ...out];
}

type Joined = { name: string; join: (a: Code, b: Code) => Code; carried: boolean };

function join({ name, join: joined, carried }: Joined): Routine {
  const value = (k: number): Code => joined(load(get(1), 16 * k), load(get(2), 16 * k));
  const body = carried
    ? [...each((k) => set(3 + k, value(k))).flat(), ...carriedFrom(3, 8)]
    : each((k) => store(get(0), 16 * k, value(k))).flat();
  return { name, parameters: 3, vectors: carried ? 10 : 0, body };
}

const zero = (value: Code): Code => sub(value, value);
const fields: readonly Routine[] = [
  multiply(),
  square(),
  join({ name: "add", join: add, carried: false }),
  join({ name: "subtract", join: sub, carried: false }),
  join({ name: "addCarried", join: add, carried: true }),
  join({ name: "subtractCarried", join: sub, carried: true }),
  // −a − b
  join({ name: "negativeSum", join: (a, b) => sub(sub(zero(a), a), b), carried: false }),
];
const [mul, sq, plain, less, plainCarried, lessCarried, negative] = fields.map((_, i) => i) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

const temp = (n: number): Code => number(scratch + n * wide);
const part = (parameter: number, n: number): Code => plus(get(parameter), number(n * wide));
const [x, y, z, t] = [0, 1, 2, 3];

/**
 * Doubles an extended point of the twisted Edwards curve in place (dbl-2008-hwcd, Hisil and others 2008), all signs
 * turned so that nothing is negated. Without `whole` its T is left as it was: the next doubling does not read it.
 */
function double(whole: boolean): Routine {
  const own = (n: number): Code => part(0, n);
  const [a, b, c, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6].map(temp) as [Code, Code, Code, Code, Code, Code, Code];
  const body = [
    ...[call(sq, a, own(x), number(1)), call(sq, b, own(y), number(1)), call(sq, c, own(z), number(1))],
    ...[call(mul, e, own(x), own(y)), call(negative, e, e, e), call(less, g, a, b)],
    ...[call(plain, f, g, c), call(plainCarried, f, f, c), call(plainCarried, h, a, b)],
    ...[call(mul, own(x), e, f), call(mul, own(y), g, h), call(mul, own(z), f, g)],
    ...(whole ? [call(mul, own(t), e, h)] : []),
  ].flat();
  return { name: whole ? "doubleWhole" : "double", parameters: 1, vectors: 0, body };
}

/** Adds a point that was made ready (Y − X, Y + X, 2Z, 2dT), in place (add-2008-hwcd-3). */
function addReady(whole: boolean): Routine {
  const own = (n: number): Code => part(0, n);
  const ready = (n: number): Code => part(1, n);
  const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(temp) as [
    ...[Code, Code, Code, Code],
    ...[Code, Code, Code, Code],
  ];
  const body = [
    ...[call(less, a, own(y), own(x)), call(mul, a, a, ready(0)), call(plain, b, own(y), own(x))],
    ...[call(mul, b, b, ready(1)), call(mul, c, own(t), ready(3)), call(mul, d, own(z), ready(2))],
    ...[call(lessCarried, e, b, a), call(less, f, d, c), call(plainCarried, g, d, c), call(plain, h, b, a)],
    ...[call(mul, own(x), e, f), call(mul, own(y), g, h), call(mul, own(z), f, g)],
    ...(whole ? [call(mul, own(t), e, h)] : []),
  ].flat();
  return { name: whole ? "addWhole" : "addReady", parameters: 2, vectors: 0, body };
}

export type FieldCode = {
  memory: WebAssembly.Memory;
  multiply(into: number, a: number, b: number): void;
  square(into: number, a: number, times: number): void;
  add(into: number, a: number, b: number): void;
  subtract(into: number, a: number, b: number): void;
  addCarried(into: number, a: number, b: number): void;
  subtractCarried(into: number, a: number, b: number): void;
  double(point: number): void;
  doubleWhole(point: number): void;
  addReady(point: number, ready: number): void;
  addWhole(point: number, ready: number): void;
};

/** Null where the machine or its WebAssembly does not know these instructions. */
export function loadFieldCode(): FieldCode | null {
  const bytes = moduleOf([...fields, double(false), double(true), addReady(false), addReady(true)]);
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const code = exports as unknown as FieldCode;
  const memory = new BigUint64Array(code.memory.buffer);
  for (const [i, bits] of constants.entries()) memory.fill(bits, 2 * i, 2 * i + 2);
  return code;
}
