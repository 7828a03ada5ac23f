import { describe, expect, test } from "vitest";
import { type LimitFacts, limitOf } from "./limits.ts";

const day = 86_400_000;
const at = (days: number): Date => new Date(Date.parse("2026-11-01T00:00:00.000Z") + days * day);
const goods: LimitFacts = {
  ...{ release_after_days: 10, release_from: "shipment", ship_within_days: 3, release_after_delivery_days: null },
  ...{ paid_at: at(0), ships: true, shipped_at: null, delivered_at: null, came_back: false, until: null },
};
const limit = (more: Partial<LimitFacts>, holdsDays: number | null = null) => limitOf({ ...goods, ...more }, holdsDays);

test("told of a shipment when the wallet's time is nearly up, or over, a day is left to look at it", () => {
  expect(limit({ shipped_at: at(8) }, 10)).toMatchObject({ at: at(9), ended_by_wallet: true });
  expect(limit({ shipped_at: at(9) }, 10)).toMatchObject({ at: at(10), ended_by_wallet: true });
  expect(limit({ shipped_at: at(30) }, 10)).toMatchObject({ at: at(31), ended_by_wallet: true });
});

test("what came back is not paid by the time, where it counts from the shipment", () => {
  const back = { shipped_at: at(1), came_back: true };
  expect(limit(back, 10)).toMatchObject({ at: null, ship_by: null });
  expect(limit({ ...back, release_from: "payment" })).toMatchObject({ at: at(10) });
});

describe("the one rule of the time limit", () => {
  test("what was never sent has none, however long ago it was paid, and is late after the days of the terms", () => {
    expect(limit({})).toMatchObject({ at: null, counts_from: "shipment", since: null, ship_by: at(3) });
    // A wallet that lets go by itself makes none either: the house does not pay for what was never sent.
    expect(limit({}, 30).at).toBe(null);
  });

  test("it counts from when all was sent; what was sent before it was paid, from the payment", () => {
    expect(limit({ shipped_at: at(4) })).toMatchObject({ at: at(14), counts_from: "shipment", since: at(4) });
    expect(limit({ shipped_at: at(-4) })).toMatchObject({ at: at(10), counts_from: "shipment", since: at(0) });
  });

  test("by the terms' word, or with nothing to send, it counts from the payment, whatever carriers tell", () => {
    const told = { shipped_at: at(4), delivered_at: at(5), release_after_delivery_days: 1 };
    for (const more of [{ release_from: "payment" as const }, { ships: false }])
      expect(limit({ ...told, ...more })).toMatchObject({ at: at(10), counts_from: "payment", since: at(0) });
  });

  test("signed for makes it shorter where the terms say so, never longer", () => {
    const sent = { shipped_at: at(1), delivered_at: at(3) };
    expect(limit(sent)).toMatchObject({ at: at(11), counts_from: "shipment" });
    const short = limit({ ...sent, release_after_delivery_days: 2 });
    expect(short).toMatchObject({ at: at(5), counts_from: "delivery", since: at(3) });
    const late = limit({ ...sent, delivered_at: at(10.5), release_after_delivery_days: 2 });
    expect(late).toMatchObject({ at: at(11), counts_from: "shipment", since: at(1) });
  });

  test("what the buyer made longer stays so, also when it is signed for afterwards", () => {
    const longer = { shipped_at: at(1), until: at(16), delivered_at: at(2), release_after_delivery_days: 2 };
    expect(limit(longer)).toMatchObject({ at: at(16), extended: true });
  });

  test("it ends a day before the wallet lets go by itself, and says so", () => {
    expect(limit({ shipped_at: at(25) }, 30)).toMatchObject({ at: at(29), since: at(25), ended_by_wallet: true });
    expect(limit({ shipped_at: at(2), until: at(40) }, 30)).toMatchObject({ at: at(29), ended_by_wallet: true });
    expect(limit({ shipped_at: at(2) }, 30)).toMatchObject({ at: at(12), ended_by_wallet: false });
  });
});
