import { hash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { baseTimes, elementFrom, isFast, loadGroup, minus, scalarFrom, scalarOf, times } from "../group.ts";
import { free, loadFieldCode, wide } from "./field-code.ts";
import { makeLanes, modulus } from "./lanes.ts";
import { type Fast, makeFast } from "./ristretto.ts";

let fast: Fast;
beforeAll(async () => {
  await loadGroup();
  const code = loadFieldCode();
  if (code === null) throw new Error("This machine does not know the instructions.");
  fast = makeFast(code);
});
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("this machine uses it: it agreed with the library when it was loaded", () => {
  expect(isFast()).toBe(true);
});

test("products, squares and sums are those of whole numbers, also at the edges of a limb and of the modulus", () => {
  const code = loadFieldCode();
  if (code === null) throw new Error("no code");
  const lanes = makeLanes(code);
  const [a, b, c] = [free, free + wide, free + 2 * wide];
  const edges = [0n, 1n, 2n, 19n, modulus - 1n, modulus - 2n, modulus - 19n, 2n ** 254n, 2n ** 51n, 2n ** 50n];
  const limb = fc.constantFrom(0n, 1n, 2n ** 50n - 1n, 2n ** 50n, 2n ** 50n + 1n, 2n ** 51n - 1n);
  const ofLimbs = fc.array(limb, { minLength: 5, maxLength: 5 }).map((all) => {
    return all.reduce((sum, one, k) => sum + (one << BigInt(51 * k)), 0n) % modulus;
  });
  const value = fc.oneof(fc.bigInt(0n, modulus - 1n), fc.constantFrom(...edges), ofLimbs);
  const bytesOf = (n: bigint): DataView => {
    const view = new DataView(new ArrayBuffer(32));
    for (let i = 0; i < 4; i++) view.setBigUint64(8 * i, (n >> BigInt(64 * i)) & (2n ** 64n - 1n), true);
    return view;
  };
  const read = (at: number, lane: 0 | 1): bigint => {
    const view = new DataView(new ArrayBuffer(32));
    lanes.takeBytes(at, lane, view, 0);
    return [3, 2, 1, 0].reduce((sum, i) => (sum << 64n) + view.getBigUint64(8 * i, true), 0n);
  };
  const mod = (n: bigint): bigint => ((n % modulus) + modulus) % modulus;
  const property = fc.property(value, value, value, value, (x0, x1, y0, y1) => {
    for (const [lane, x, y] of [[0, x0, y0] as const, [1, x1, y1] as const]) {
      lanes.putBytes(a, lane, bytesOf(x), 0);
      lanes.putBytes(b, lane, bytesOf(y), 0);
    }
    const both = (wanted: (x: bigint, y: bigint) => bigint): void =>
      expect([read(c, 0), read(c, 1)]).toEqual([mod(wanted(x0, y0)), mod(wanted(x1, y1))]);
    code.multiply(c, a, b);
    both((x, y) => x * y);
    code.square(c, a, 1);
    both((x) => x * x);
    code.square(c, a, 3);
    both((x) => x ** 8n);
    code.subtractCarried(c, a, b);
    both((x, y) => x - y);
    // A sum that is not carried may be one factor.
    code.add(c, a, b);
    code.multiply(c, c, b);
    both((x, y) => (x + y) * y);
  });
  fc.assert(property, { numRuns: 2000 });
});

test("elements under a scalar, and hashes to the group, are the library's to the bit, in even and odd numbers", () => {
  const property = fc.property(fc.integer({ min: 1, max: 9 }), fc.boolean(), (count, small) => {
    const scalar = small ? scalarOf(BigInt(count)) : scalarFrom(randomBytes);
    const hashes = randomBytes(64 * count);
    const elements = Array.from({ length: count }, (_, i) => elementFrom(hashes.subarray(64 * i, 64 * i + 64)));
    const wanted = hex(Buffer.concat(elements.map((one) => times(scalar, one))));
    const out = new Uint8Array(32 * count);
    expect([fast.multiplyAll(out, Buffer.concat(elements), scalar), hex(out)]).toEqual([-1, wanted]);
    expect([fast.hashAll(out, hashes, scalar), hex(out)]).toEqual([-1, wanted]);
  });
  fc.assert(property, { numRuns: 60 });
});

test("the published vectors of RFC 9496: multiples of the base, and hashes to the group (remembered, not verified)", () => {
  const base = baseTimes(scalarOf(1n));
  expect(hex(base)).toBe("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76");
  const out = new Uint8Array(32);
  fast.multiplyAll(out, base, scalarOf(2n));
  expect(hex(out)).toBe("6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919");
  const text = "Ristretto is traditionally a short shot of espresso coffee";
  fast.hashAll(out, hash("sha512", text, "buffer"), scalarOf(1n));
  expect(hex(out)).toBe("3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46");
});

test("bytes that are no element are found at their place, exactly those that the library refuses", () => {
  const scalar = scalarFrom(randomBytes);
  const good = baseTimes(scalarFrom(randomBytes));
  const refused = (bytes: Uint8Array): boolean => {
    try {
      times(scalar, bytes);
      return false;
    } catch {
      return true;
    }
  };
  const base = baseTimes(scalarOf(1n));
  const odd = Buffer.from(good);
  odd[0] = (odd[0] as number) | 1;
  const negative = minus(new Uint8Array(32), base);
  const edges = [
    new Uint8Array(32),
    new Uint8Array(32).fill(255),
    odd,
    base,
    negative,
    Buffer.from(base).fill(236, 0, 1),
  ];
  const above = Buffer.from("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "hex");
  let strange = 0;
  for (const bytes of [...edges, above, ...Array.from({ length: 200 }, () => randomBytes(32))]) {
    const out = new Uint8Array(96);
    const all = Buffer.concat([good, bytes, good]);
    const wanted = refused(bytes) ? 1 : -1;
    if (wanted === 1) strange++;
    expect([hex(bytes), fast.multiplyAll(out, all, scalar)]).toEqual([hex(bytes), wanted]);
  }
  expect(strange).toBeGreaterThan(100);
});
