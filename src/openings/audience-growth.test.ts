import { expect, test } from "vitest";
import { audienceGrows } from "./audience-growth.ts";

test("a share of the others that is lowered, or is left out, throws somebody out; one that is raised does not", () => {
  const of = (others?: number) => ({
    ...{ methods: null, stores: {}, condition: null },
    buyers: { any_of: ["no_card"] as never, ...(others === undefined ? {} : { others }) },
  });
  expect(audienceGrows(of(500), of(500))).toBe(true);
  expect(audienceGrows(of(501), of(500))).toBe(true);
  expect(audienceGrows(of(499), of(500))).toBe(false);
  expect(audienceGrows(of(), of(500))).toBe(false);
});
