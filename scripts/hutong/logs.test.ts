import { expect, test } from "vitest";
import { createHutong } from "#sdk";
import type { Told } from "./context.ts";
import { tailLogs } from "./logs.ts";

/** A house with three attempts of one delivery; the first look ends the command. */
async function linesOf(recent: number): Promise<number[]> {
  const attempts = [1, 2, 3].map((n) => ({ at: `2026-01-01T00:00:0${n}Z`, status: 500, took_ms: 1, says: null }));
  const delivery = { id: "whd_1", endpoint: "whe_1", event: "evt_1", event_type: "payment.paid", attempts };
  const hutong = createHutong({ url: "http://house.test", token: "hp_test" });
  const api = { ...hutong.api, listWebhookDeliveries: async () => ({ data: [delivery], next_cursor: null }) };
  const stop = new AbortController();
  const lines: string[] = [];
  const told: Told = {
    ...{ hutong: { ...hutong, api } as unknown as Told["hutong"], control: "", inWords: (words) => words.en },
    ...{ out: (line) => void lines.push(line), now: () => 0, fetch, sleep: async () => stop.abort() },
  };
  await tailLogs(told, { of: "deliveries", recent, intervalMs: 1, json: true, signal: stop.signal });
  return lines.map((line) => (JSON.parse(line) as { attempt: number }).attempt);
}

test.each([
  [0, []],
  [2, [2, 3]],
  [3, [1, 2, 3]],
  // Where there are fewer lines than are asked for, all of them are shown.
  [4, [1, 2, 3]],
  [5, [1, 2, 3]],
  [100, [1, 2, 3]],
])("of what has happened already the last %i are shown first", async (recent, shown) => {
  expect(await linesOf(recent)).toEqual(shown);
});
