import { type FieldCode, point, wide } from "./field-code.ts";
import { type Lane, type Lanes, makeLanes, modulus } from "./lanes.ts";

/** Numbers are those of RFC 9496; its names are kept, so that the formulas can be laid beside it. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [((base % modulus) + modulus) % modulus, exponent]; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
const d = -121665n * power(121666n, modulus - 2n);
const sqrtM1 = power(2n, (modulus - 1n) / 4n);
const sqrtAdMinusOne = 25063068953384623474111414158702152701244531502492656460079210482610430750235n;
const both = [0, 1] as const;

function makeConstants(lanes: Lanes) {
  return {
    ...{ one: lanes.constant(1n), zero: lanes.constant(0n), d: lanes.constant(d), twoD: lanes.constant(2n * d) },
    ...{ minusOne: lanes.constant(-1n), sqrtM1: lanes.constant(sqrtM1), oneMinusDsq: lanes.constant(1n - d * d) },
    ...{ dMinusOneSq: lanes.constant((d - 1n) * (d - 1n)), sqrtAdMinusOne: lanes.constant(sqrtAdMinusOne) },
    invsqrtAMinusD: lanes.constant(power(sqrtAdMinusOne, modulus - 2n)),
  };
}

/** x^((p−5)/8), into r; the chain of squarings is that of curve25519's own papers. */
function makePower(code: FieldCode, lanes: Lanes) {
  const [t0, t1, t2] = [lanes.room(), lanes.room(), lanes.room()];
  const { multiply, square } = code;
  return (into: number, x: number): void => {
    square(t0, x, 1);
    square(t1, t0, 2);
    multiply(t1, x, t1);
    multiply(t0, t0, t1);
    square(t0, t0, 1);
    multiply(t0, t1, t0);
    for (const [n, times] of [
      [0, 5],
      [1, 10],
    ] as const) {
      square(t1, t0, times);
      multiply(n === 0 ? t0 : t1, t1, t0);
    }
    square(t2, t1, 20);
    multiply(t1, t2, t1);
    square(t1, t1, 10);
    multiply(t0, t1, t0);
    square(t1, t0, 50);
    multiply(t1, t1, t0);
    square(t2, t1, 100);
    multiply(t1, t2, t1);
    square(t1, t1, 50);
    multiply(t0, t1, t0);
    square(t0, t0, 2);
    multiply(into, t0, x);
  };
}

type SqrtRatio = (r: number, u: number, v: number) => [boolean, boolean];

/** SQRT_RATIO_M1: whether u/v is a square, lane by lane, and its root (or that of i·u/v) into r. */
function makeSqrtRatio(code: FieldCode, lanes: Lanes, k: ReturnType<typeof makeConstants>): SqrtRatio {
  const [v3, a, check, turned, sum] = [lanes.room(), lanes.room(), lanes.room(), lanes.room(), lanes.room()];
  const { multiply, square, add, subtract } = code;
  const raise = makePower(code, lanes);
  return (r, u, v) => {
    square(v3, v, 1);
    multiply(v3, v3, v);
    square(a, v3, 1);
    multiply(a, a, v);
    multiply(a, a, u);
    raise(a, a);
    multiply(r, u, v3);
    multiply(r, r, a);
    square(check, r, 1);
    multiply(check, check, v);
    multiply(turned, r, k.sqrtM1);
    const was: [boolean, boolean] = [false, false];
    for (const lane of both) {
      subtract(sum, check, u);
      const correct = lanes.isZero(sum, lane);
      add(sum, check, u);
      const flipped = !correct && lanes.isZero(sum, lane);
      multiply(a, u, k.sqrtM1);
      add(sum, check, a);
      if (flipped || (!correct && lanes.isZero(sum, lane))) lanes.copyLane(r, turned, lane);
      lanes.makePositive(r, lane);
      was[lane] = correct || flipped;
    }
    return was;
  };
}

/** Both lanes' bytes into a point; which lane held no element. */
function makeDecode(code: FieldCode, lanes: Lanes, k: ReturnType<typeof makeConstants>, sqrtRatio: SqrtRatio) {
  const [s, u1, u2, u2sq, v, root] = Array.from({ length: 6 }, () => lanes.room()) as [
    ...[number, number, number, number, number, number],
  ];
  const { multiply, square, addCarried, subtractCarried } = code;
  const again = new Uint8Array(32);
  const view = new DataView(again.buffer);
  return (into: number, bytes: DataView, from: readonly [number, number]): [boolean, boolean] => {
    const bad: [boolean, boolean] = [false, false];
    for (const lane of both) {
      lanes.putBytes(s, lane, bytes, from[lane]);
      lanes.takeBytes(s, lane, view, 0);
      bad[lane] = (again[0] as number) % 2 === 1 || again.some((byte, i) => byte !== bytes.getUint8(from[lane] + i));
    }
    square(u1, s, 1);
    addCarried(u2, k.one, u1);
    subtractCarried(u1, k.one, u1);
    square(u2sq, u2, 1);
    square(v, u1, 1);
    multiply(v, v, k.d);
    addCarried(v, v, u2sq);
    subtractCarried(v, k.zero, v);
    multiply(u2sq, v, u2sq);
    const was = sqrtRatio(root, k.one, u2sq);
    const [x, y, z, t] = [into, into + wide, into + 2 * wide, into + 3 * wide];
    multiply(x, root, u2);
    multiply(y, root, x);
    multiply(y, y, v);
    addCarried(s, s, s);
    multiply(x, s, x);
    for (const lane of both) lanes.makePositive(x, lane);
    multiply(y, u1, y);
    lanes.copy(z, k.one);
    multiply(t, x, y);
    for (const lane of both)
      bad[lane] ||= !(was[lane] as boolean) || lanes.isNegative(t, lane) || lanes.isZero(y, lane);
    return bad;
  };
}

function makeEncode(code: FieldCode, lanes: Lanes, k: ReturnType<typeof makeConstants>, sqrtRatio: SqrtRatio) {
  const [u1, u2, a, root, den1, den2, zInv, ix, iy] = Array.from({ length: 9 }, () => lanes.room()) as [
    ...[number, number, number, number, number, number, number, number, number],
  ];
  const { multiply, square, addCarried, subtractCarried } = code;
  return (from: number, bytes: DataView, to: readonly [number, number]): void => {
    const [x, y, z, t] = [from, from + wide, from + 2 * wide, from + 3 * wide];
    addCarried(u1, z, y);
    subtractCarried(a, z, y);
    multiply(u1, u1, a);
    multiply(u2, x, y);
    square(a, u2, 1);
    multiply(a, a, u1);
    sqrtRatio(root, k.one, a);
    multiply(den1, root, u1);
    multiply(den2, root, u2);
    multiply(zInv, den1, den2);
    multiply(zInv, zInv, t);
    multiply(ix, x, k.sqrtM1);
    multiply(iy, y, k.sqrtM1);
    multiply(den1, den1, k.invsqrtAMinusD);
    multiply(a, t, zInv);
    for (const lane of both) {
      if (!lanes.isNegative(a, lane)) continue;
      lanes.copyLane(x, iy, lane);
      lanes.copyLane(y, ix, lane);
      lanes.copyLane(den2, den1, lane);
    }
    multiply(a, x, zInv);
    for (const lane of both) if (lanes.isNegative(a, lane)) lanes.negate(y, lane);
    subtractCarried(a, z, y);
    multiply(a, a, den2);
    for (const lane of both) {
      lanes.makePositive(a, lane);
      lanes.takeBytes(a, lane, bytes, to[lane]);
    }
  };
}

/** MAP of RFC 9496: a number to a point. */
function makeMap(code: FieldCode, lanes: Lanes, k: ReturnType<typeof makeConstants>, sqrtRatio: SqrtRatio) {
  const [r, u, v, s, n, c, w] = Array.from({ length: 7 }, () => lanes.room()) as [
    ...[number, number, number, number, number, number, number],
  ];
  const { multiply, square, addCarried, subtractCarried } = code;
  return (into: number, t: number): void => {
    square(r, t, 1);
    multiply(r, r, k.sqrtM1);
    addCarried(u, r, k.one);
    multiply(u, u, k.oneMinusDsq);
    multiply(v, r, k.d);
    subtractCarried(v, k.minusOne, v);
    addCarried(n, r, k.d);
    multiply(v, v, n);
    const was = sqrtRatio(s, u, v);
    multiply(w, s, t);
    lanes.copy(c, k.minusOne);
    for (const lane of both) {
      if (was[lane]) continue;
      lanes.makePositive(w, lane);
      lanes.negate(w, lane);
      lanes.copyLane(s, w, lane);
      lanes.copyLane(c, r, lane);
    }
    subtractCarried(n, r, k.one);
    multiply(n, n, c);
    multiply(n, n, k.dMinusOneSq);
    subtractCarried(n, n, v);
    // w0 to w3
    multiply(u, s, v);
    addCarried(u, u, u);
    multiply(n, n, k.sqrtAdMinusOne);
    square(s, s, 1);
    subtractCarried(w, k.one, s);
    addCarried(s, k.one, s);
    multiply(into, u, s);
    multiply(into + wide, w, n);
    multiply(into + 2 * wide, n, s);
    multiply(into + 3 * wide, u, w);
  };
}

/** A scalar below the order as 64 digits from −8 to 7, the least first. */
function digitsOf(scalar: Uint8Array): number[] {
  const digits = Array.from({ length: 64 }, (_, i) => ((scalar[i >> 1] as number) >> (4 * (i & 1))) & 15);
  for (let i = 0; i < 63; i++)
    if ((digits[i] as number) >= 8) {
      digits[i] = (digits[i] as number) - 16;
      digits[i + 1] = (digits[i + 1] as number) + 1;
    }
  return digits;
}

/** A scalar times a point, in place, for both lanes at once: four doublings and one addition a digit. */
function makeTimes(code: FieldCode, lanes: Lanes, k: ReturnType<typeof makeConstants>) {
  const ready = (n: number): number => table + (n + 8) * point;
  const table = lanes.room(4 * 17);
  const running = lanes.room(4);
  const makeReady = (to: number, from: number): void => {
    code.subtractCarried(to, from + wide, from);
    code.addCarried(to + wide, from + wide, from);
    code.addCarried(to + 2 * wide, from + 2 * wide, from + 2 * wide);
    code.multiply(to + 3 * wide, from + 3 * wide, k.twoD);
  };
  const makeTable = (of: number): void => {
    lanes.copy(running, of, 4);
    for (let n = 1; n <= 8; n++) {
      if (n > 1) code.addWhole(running, ready(1));
      makeReady(ready(n), running);
      const opposite = ready(-n);
      lanes.copy(opposite, ready(n) + wide);
      lanes.copy(opposite + wide, ready(n));
      lanes.copy(opposite + 2 * wide, ready(n) + 2 * wide);
      code.subtractCarried(opposite + 3 * wide, k.zero, ready(n) + 3 * wide);
    }
  };
  const neutral = lanes.room(4);
  for (const [i, from] of [k.zero, k.one, k.one, k.zero].entries()) lanes.copy(neutral + i * wide, from);
  makeReady(ready(0), neutral);
  return (of: number, digits: readonly number[]): void => {
    makeTable(of);
    lanes.copy(of, neutral, 4);
    for (let i = 63; i >= 0; i--) {
      code.double(of);
      code.double(of);
      code.double(of);
      code.doubleWhole(of);
      // A nought is added like any other digit.
      if (i === 0) code.addWhole(of, ready(digits[i] as number));
      else code.addReady(of, ready(digits[i] as number));
    }
  };
}

/** Ristretto255 for many elements under one scalar, two at a time. Not for single secrets: see docs/decisions. */
export type Fast = {
  /** Which element is none; −1 when all are. */
  multiplyAll(into: Uint8Array, elements: Uint8Array, scalar: Uint8Array): number;
  /** Hashes of 64 bytes to the group and times the scalar. */
  hashAll(into: Uint8Array, hashes: Uint8Array, scalar: Uint8Array): number;
};

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function makeFast(code: FieldCode): Fast {
  const lanes = makeLanes(code);
  const k = makeConstants(lanes);
  const sqrtRatio = makeSqrtRatio(code, lanes, k);
  const [decode, encode, map] = [
    makeDecode(code, lanes, k, sqrtRatio),
    makeEncode(code, lanes, k, sqrtRatio),
    makeMap(code, lanes, k, sqrtRatio),
  ];
  const times = makeTimes(code, lanes, k);
  const [one, other, added, given] = [lanes.room(4), lanes.room(4), lanes.room(4), lanes.room()];
  /** The last of an odd number is worked out in both lanes. */
  const inPairs = (count: number, work: (first: number, second: number) => number): number => {
    for (let i = 0; i < count; i += 2) {
      const bad = work(i, Math.min(i + 1, count - 1));
      if (bad >= 0) return bad;
    }
    return -1;
  };
  const isNeutral = (from: number, lane: Lane): boolean => lanes.isZero(from, lane) || lanes.isZero(from + wide, lane);
  const finish = (into: DataView, digits: readonly number[], first: number, second: number): number => {
    times(one, digits);
    for (const lane of both) if (isNeutral(one, lane)) return lane === 0 ? first : second;
    encode(one, into, [first * 32, second * 32]);
    return -1;
  };
  return {
    multiplyAll(into, elements, scalar) {
      const [out, from, digits] = [viewOf(into), viewOf(elements), digitsOf(scalar)];
      return inPairs(elements.length / 32, (first, second) => {
        const bad = decode(one, from, [first * 32, second * 32]);
        if (bad[0]) return first;
        return bad[1] ? second : finish(out, digits, first, second);
      });
    },
    hashAll(into, hashes, scalar) {
      const [out, from, digits] = [viewOf(into), viewOf(hashes), digitsOf(scalar)];
      return inPairs(hashes.length / 64, (first, second) => {
        for (const [to, half] of [
          [one, 0],
          [other, 32],
        ] as const) {
          lanes.putBytes(given, 0, from, first * 64 + half);
          lanes.putBytes(given, 1, from, second * 64 + half);
          map(to, given);
        }
        code.subtractCarried(added, other + wide, other);
        code.addCarried(added + wide, other + wide, other);
        code.addCarried(added + 2 * wide, other + 2 * wide, other + 2 * wide);
        code.multiply(added + 3 * wide, other + 3 * wide, k.twoD);
        code.addWhole(one, added);
        return finish(out, digits, first, second);
      });
    },
  };
}
