import { type FieldCode, free, limbs, wide } from "./field-code.ts";

/** Bits of a limb, as a factor. */
const step = 2 ** 51;
const halfStep = 2 ** 50;
const lastLimb = step - 1;
export const modulus = 2n ** 255n - 19n;

export type Lane = 0 | 1;

const place = (at: number, lane: Lane, k: number): number => at / 8 + 2 * k + lane;

/** Limbs below 2^51 made signed. */
function putLimbs(memory: Float64Array, at: number, lane: Lane, given: readonly number[]): void {
  let carry = 0;
  for (let k = 0; k < limbs; k++) {
    const limb = (given[k] as number) + carry;
    carry = limb >= halfStep ? 1 : 0;
    memory[place(at, lane, k)] = limb - carry * step;
  }
  const first = place(at, lane, 0);
  memory[first] = (memory[first] as number) + 19 * carry;
}

/** The least number that is not negative, into `whole`. */
function canonicalOf(memory: Float64Array, whole: Float64Array, at: number, lane: Lane): Float64Array {
  for (let k = 0; k < limbs; k++) whole[k] = memory[place(at, lane, k)] as number;
  for (let pass = 0; pass < 3; pass++) {
    let carry = 0;
    for (let k = 0; k < limbs; k++) {
      const limb = (whole[k] as number) + carry;
      carry = Math.floor(limb / step);
      whole[k] = limb - carry * step;
    }
    whole[0] = (whole[0] as number) + 19 * carry;
  }
  const top = whole[1] === lastLimb && whole[2] === lastLimb && whole[3] === lastLimb && whole[4] === lastLimb;
  if (top && (whole[0] as number) >= step - 19) {
    whole[0] = (whole[0] as number) - (step - 19);
    whole.fill(0, 1);
  }
  return whole;
}

/** Elements in the code's memory, one lane at a time: bytes in and out, and what depends on a single value. */
export function makeLanes(code: FieldCode) {
  const memory = new Float64Array(code.memory.buffer);
  let next = free;
  const whole = new Float64Array(limbs);
  const put = putLimbs.bind(null, memory);
  const canonical = canonicalOf.bind(null, memory, whole);
  const negate = (at: number, lane: Lane): void => {
    for (let k = 0; k < limbs; k++) memory[place(at, lane, k)] = 0 - (memory[place(at, lane, k)] as number);
  };
  const isNegative = (at: number, lane: Lane): boolean => (canonical(at, lane)[0] as number) % 2 === 1;
  return {
    memory,
    /** Room for so many elements, one after the other. */
    room(count = 1): number {
      next += count * wide;
      return next - count * wide;
    },
    /** In both lanes. */
    constant(value: bigint): number {
      const at = this.room();
      const reduced = ((value % modulus) + modulus) % modulus;
      const given = Array.from({ length: limbs }, (_, k) => Number((reduced >> BigInt(51 * k)) & BigInt(lastLimb)));
      put(at, 0, given);
      put(at, 1, given);
      return at;
    },
    /** 32 bytes, little end first; the topmost bit is left out. */
    putBytes(at: number, lane: Lane, bytes: DataView, from: number): void {
      const word = (n: number): number => bytes.getUint32(from + 4 * n, true);
      const [w1, w3, w4, w6] = [word(1), word(3), word(4), word(6)];
      put(at, lane, [
        word(0) + (w1 & 0x7ffff) * 2 ** 32,
        (w1 >>> 19) + word(2) * 2 ** 13 + (w3 & 0x3f) * 2 ** 45,
        (w3 >>> 6) + (w4 & 0x1ffffff) * 2 ** 26,
        (w4 >>> 25) + word(5) * 2 ** 7 + (w6 & 0xfff) * 2 ** 39,
        (w6 >>> 12) + (word(7) & 0x7fffffff) * 2 ** 20,
      ]);
    },
    takeBytes(at: number, lane: Lane, bytes: DataView, to: number): void {
      const [a, b, c, d, e] = canonical(at, lane) as unknown as [number, number, number, number, number];
      const up = (value: number, bits: number): number => Math.floor(value / 2 ** bits);
      const words = [
        ...[a, up(a, 32) + (b % 2 ** 13) * 2 ** 19, up(b, 13), up(b, 45) + (c % 2 ** 26) * 2 ** 6],
        ...[up(c, 26) + (d % 2 ** 7) * 2 ** 25, up(d, 7), up(d, 39) + (e % 2 ** 20) * 2 ** 12, up(e, 20)],
      ];
      for (const [n, value] of words.entries()) bytes.setUint32(to + 4 * n, value % 2 ** 32, true);
    },
    isZero: (at: number, lane: Lane): boolean => canonical(at, lane).every((limb) => limb === 0),
    isNegative,
    negate,
    /** Of a number and its opposite the one that ristretto calls not negative: the even one. */
    makePositive(at: number, lane: Lane): void {
      if (isNegative(at, lane)) negate(at, lane);
    },
    copyLane(to: number, from: number, lane: Lane): void {
      for (let k = 0; k < limbs; k++) memory[place(to, lane, k)] = memory[place(from, lane, k)] as number;
    },
    /** Elements that lie one after the other, both lanes. */
    copy(to: number, from: number, count = 1): void {
      memory.copyWithin(to / 8, from / 8, (from + count * wide) / 8);
    },
  };
}

export type Lanes = ReturnType<typeof makeLanes>;
