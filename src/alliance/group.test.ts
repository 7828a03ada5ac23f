import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { baseTimes, blindElements, blindIds, loadGroup, NotAnElement, scalarFrom } from "./group.ts";
import { discreteLaplace, shuffledOrder } from "./noise.ts";
import { addSealed, openSum, sealAmount } from "./sealed-amounts.ts";

beforeAll(() => loadGroup());
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("two scalars commute: whoever blinds first, the element is the same, and each run's is another", () => {
  const [a, b] = [scalarFrom(randomBytes), scalarFrom(randomBytes)];
  const ids = ["李雷", "u2", ""];
  expect(hex(blindElements(blindIds(ids, "run", a), b))).toBe(hex(blindElements(blindIds(ids, "run", b), a)));
  expect(hex(blindIds(ids, "run", a))).not.toBe(hex(blindIds(ids, "other run", a)));
});

test("what is no element is refused: random bytes, the neutral element, half an element", () => {
  const key = scalarFrom(randomBytes);
  expect(() => blindElements(new Uint8Array(32), key)).toThrow(NotAnElement);
  expect(() => blindElements(new Uint8Array(32).fill(255), key)).toThrow(NotAnElement);
  expect(() => blindElements(new Uint8Array(40), key)).toThrow(NotAnElement);
});

test("sealed amounts add up under their holder's secret, and nobody else's", () => {
  const run = fc.property(
    fc.array(fc.bigInt(0n, 50_000n), { maxLength: 8 }),
    fc.bigInt(-5000n, 5000n),
    (amounts, noise) => {
      const secret = scalarFrom(randomBytes);
      const sealed = amounts.map((one) => sealAmount(one, secret, randomBytes));
      const sum = addSealed(sealed, noise, baseTimes(secret), randomBytes);
      const wanted = amounts.reduce((a, b) => a + b, 0n) + noise;
      expect(openSum(sum, secret, -5000n, 405_000n)).toBe(wanted);
      expect(openSum(sum, scalarFrom(randomBytes), -5000n, 405_000n)).toBeNull();
    },
  );
  fc.assert(run, { numRuns: 10 });
});

test("a sum outside the bounds is not opened as another one", () => {
  const secret = scalarFrom(randomBytes);
  const sum = addSealed([sealAmount(501n, secret, randomBytes)], 0n, baseTimes(secret), randomBytes);
  expect(openSum(sum, secret, 0n, 500n)).toBeNull();
  expect(openSum(sum, secret, 0n, 501n)).toBe(501n);
});

test("noise has the spread of its scale, no lean, and a shuffle loses nobody", () => {
  const drawn = Array.from({ length: 20_000 }, () => Number(discreteLaplace(4n, 1n, randomBytes)));
  const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
  const spread = drawn.reduce((a, b) => a + Math.abs(b), 0) / drawn.length;
  expect(Math.abs(mean)).toBeLessThan(0.3);
  // The mean distance from nought: 2q/(1 − q²), with q = e^(−1/4).
  const q = Math.exp(-1 / 4);
  expect(spread).toBeGreaterThan(((2 * q) / (1 - q * q)) * 0.94);
  expect(spread).toBeLessThan(((2 * q) / (1 - q * q)) * 1.06);
  const order = shuffledOrder(1000, randomBytes);
  expect(new Set(order).size).toBe(1000);
  expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
});
