import { describe, expect, test } from "vitest";
import { percentText, type ReleaseTerms, releaseOf } from "./release-days.ts";

const payment: ReleaseTerms = {
  ...{ release_from: "payment", release_after_days: 10, ship_within_days: 3, release_after_delivery_days: 2 },
};
const shipment: ReleaseTerms = { ...payment, release_from: "shipment" };

describe("when money is let go by itself", () => {
  test.each([
    ["from the payment, whatever was sent", payment, { ships: true, sent: 1, signed: 4 }, 10, "payment"],
    ["from the shipment", shipment, { ships: true, sent: 1, signed: null }, 11, "shipment"],
    ["sooner once it was signed for", shipment, { ships: true, sent: 1, signed: 4 }, 6, "delivery"],
    ["never later for having been signed for", shipment, { ships: true, sent: 1, signed: 10 }, 11, "shipment"],
    ["not before it is sent", shipment, { ships: true, sent: null, signed: null }, null, "shipment"],
    ["from the payment where nothing is sent", shipment, { ships: false, sent: null, signed: null }, 10, "payment"],
  ] as const)("%s", (_, terms, course, day, from) => {
    expect(releaseOf(terms, course)).toEqual({ day, from });
  });

  test("without days after the signature it changes nothing", () => {
    const terms = { ...shipment, release_after_delivery_days: null };
    expect(releaseOf(terms, { ships: true, sent: 1, signed: 2 })).toEqual({ day: 11, from: "shipment" });
  });
});

test("per cent as people type it", () => {
  expect([0, 5, 60, 1234, 10_000].map(percentText)).toEqual(["0.00", "0.05", "0.60", "12.34", "100.00"]);
});
