import fc from "fast-check";
import { expect, test } from "vitest";
import { clipped, sumRange } from "./answers.ts";

const big = (most: bigint) => fc.bigInt({ min: 1n, max: most });

test("a sum's range holds every sum of clipped amounts with forty times the noise's scale, and little more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: -5n, max: 10n ** 12n }), { maxLength: 50 }),
      big(10n ** 9n),
      fc.integer({ min: 1, max: 10 ** 9 }),
      fc.integer({ min: 1, max: 6 }),
      (amounts, clip, epsilon_milli, noises) => {
        const { least, most } = sumRange({ clip: `${clip}`, epsilon_milli }, amounts.length, noises);
        const sum = amounts.reduce((all, one) => all + clipped(one, clip), 0n);
        // The scale is the clip over epsilon; its fortyfold in thousandths, so that nothing is rounded here.
        const [scaled, noise] = [BigInt(epsilon_milli), 40_000n * clip * BigInt(noises)];
        expect(sum * scaled + noise <= most * scaled && sum * scaled - noise >= least * scaled).toBe(true);
        expect((most - least) * scaled - (BigInt(amounts.length) * clip * scaled + 2n * noise)).toBeLessThanOrEqual(
          80n * BigInt(noises) * scaled,
        );
      },
    ),
  );
  expect([-1n, 0n, 7n, 8n].map((one) => clipped(one, 7n))).toEqual([0n, 0n, 7n, 7n]);
});
