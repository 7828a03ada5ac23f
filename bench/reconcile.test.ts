import { expect, test } from "vitest";
import { benchReconcile } from "./reconcile.ts";

test("reconcile: what is planted is found by the house, by DuckDB and by PostgreSQL alike", async () => {
  const { name, detail, throughput } = await benchReconcile({ runs: 1, perRun: 3000 });
  expect(name).toBe("reconcile");
  expect(detail["planted_and_found"]).toEqual({ rows: 2999, oursOnly: 1, theirsOnly: 1, amount: 1 });
  expect(throughput).toBeGreaterThan(0);
  const planted = { rows: 598, oursOnly: 2, theirsOnly: 2, amount: 2 };
  expect(detail["beside"]).toMatchObject({ refund_rows: 299, commission_rows: 299, planted_and_found: planted });
}, 120_000);
