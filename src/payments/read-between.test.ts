import { describe, expect, test } from "vitest";
import { readBetween } from "./read-between.ts";

const now = new Date("2026-11-22T00:00:00Z");
const from = "2026-01-01T00:00:00Z";

describe("a range as it is asked for", () => {
  test("is read into instants and whole fen", () => {
    expect(readBetween({}, now)).toEqual({});
    expect(readBetween({ from, to: "2026-01-02T08:00:00+08:00", amount_from: "0", amount_to: "1230" }, now)).toEqual({
      ...{ from: new Date(from), to: new Date("2026-01-02T00:00:00Z"), amount_from: 0n, amount_to: 1230n },
    });
  });

  test.each([
    [{ from: "yesterday" }, "from", "unreadable"],
    [{ to: "0001-01-01T00:00:00Z" }, "to", "unreadable"],
    [{ from: "1" }, "from", "unreadable"],
    [{ from: "2026" }, "from", "unreadable"],
    [{ from: "2026-01-01" }, "from", "unreadable"],
    [{ from: "2026-01-01T00:00:00" }, "from", "unreadable"],
    [{ from: "1 January 2026" }, "from", "unreadable"],
    [{ to: "+099999-01-01T00:00:00Z" }, "to", "unreadable"],
    [{ to: "2026-02-30T00:00:00Z" }, "to", "unreadable"],
    [{ to: "2026-13-01T00:00:00Z" }, "to", "unreadable"],
    [{ to: "2026-01-01T24:00:00Z" }, "to", "unreadable"],
    [{ to: "2026-01-01T00:00:00+99:00" }, "to", "unreadable"],
    [{ to: " 2026-01-01T00:00:00Z" }, "to", "unreadable"],
    [{ from, amount_from: "12.30" }, "amount_from", "unreadable"],
    [{ from, amount_to: "-1" }, "amount_to", "unreadable"],
    [{ from, to: from }, "to", "reversed"],
    [{ from, amount_from: "2", amount_to: "1" }, "amount_to", "reversed"],
    [{ amount_to: "1" }, "from", "unbounded"],
    [{ to: from, amount_from: "1" }, "from", "unbounded"],
    [{ from: "2025-11-20T23:59:59Z", amount_from: "1" }, "from", "wide"],
    [{ from: "2024-01-01T00:00:00Z", to: "2025-01-01T00:00:00.001Z", amount_from: "1" }, "from", "wide"],
  ])("%o is refused", (asked, field, why) => {
    expect(readBetween(asked, now)).toEqual({ field, why });
  });

  test("reaches over a leap year where amounts are asked for, and as far as one likes where none are", () => {
    expect(
      readBetween({ from: "2024-01-01T00:00:00Z", to: "2025-01-01T00:00:00Z", amount_to: "1" }, now),
    ).toMatchObject({
      amount_to: 1n,
    });
    expect(readBetween({ from: "2025-11-21T00:00:00Z", amount_to: "1" }, now)).toMatchObject({ amount_to: 1n });
    expect(readBetween({ from: "2001-01-01T00:00:00Z" }, now)).not.toHaveProperty("why");
  });
});
