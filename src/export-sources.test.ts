import { expect, test } from "vitest";
import { exportSources } from "./export-sources.ts";

const asked: object[] = [];
const none = async (filter: object) => {
  asked.push(filter);
  return { data: [], next: null };
};
const sources = exportSources({
  payments: { listOrders: none, listPayments: none, listRefunds: none },
  disputes: { list: none },
  reconciliation: { listBreaks: none },
  audit: { listEntries: async () => [] },
  storeName: () => null,
  walletName: () => null,
} as never);
const reach = { marketplace: "mkt_a", store: "sto_a" };
const now = new Date("2026-11-22T00:00:00Z");

test.each(["orders", "payments"])(
  "%s as a file carry the number, the time and the amounts of the list",
  async (name) => {
    const filter = { number: "A-1", from: "2026-11-01T00:00:00Z", amount_from: "100", amount_to: "200" };
    const source = sources[name];
    expect(Object.keys({ ...filter, to: "" }).filter((one) => !source?.filters.includes(one))).toEqual([]);
    expect(source?.refuses?.(filter, now)).toBeNull();
    await source?.read(reach, filter, { after: null, limit: 1 });
    expect(asked.at(-1)).toEqual({
      ...{ ...reach, number: "A-1", from: new Date(filter.from), amount_from: 100n, amount_to: 200n },
    });
  },
);

test.each([
  [{ amount_from: "1" }, "export_invalid"],
  [{ from: "then" }, "export_invalid"],
  [{ from: "1" }, "export_invalid"],
  [{ to: "+099999-01-01T00:00:00Z" }, "export_invalid"],
  [{ from: "2025-01-01T00:00:00Z", amount_to: "1" }, "range_too_wide"],
])("a file is refused what the list is refused: %o", (filter, fault) => {
  expect(sources["orders"]?.refuses?.(filter, now)?.fault).toBe(fault);
});
