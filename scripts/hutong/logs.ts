import type { Told } from "./context.ts";
import { listen } from "./listen.ts";

export type LogsOptions = {
  /** What happened in the marketplace, or each attempt to tell an endpoint of it. */
  of: "events" | "deliveries";
  recent: number;
  intervalMs: number;
  json: boolean;
  signal: AbortSignal;
};

const pageSize = 100;

/** Follows what the house keeps, each line once, oldest first, until it is called off. */
export async function tailLogs(told: Told, options: LogsOptions): Promise<number> {
  const { of, ...rest } = options;
  if (of === "events") return await listen(told, { ...rest, events: ["*"], forward: null, secret: "" });
  let known = new Set<string>();
  for (let look = 0; look === 0 || !options.signal.aborted; look++) {
    const lines = await attempts(told);
    const fresh = lines.filter(({ key }) => !known.has(key));
    for (const line of look === 0 ? fresh.slice(Math.max(0, fresh.length - options.recent)) : fresh)
      told.out(options.json ? JSON.stringify(line.entry) : line.text);
    known = new Set(lines.map(({ key }) => key));
    if (options.signal.aborted) break;
    await told.sleep(options.intervalMs);
  }
  return 0;
}

/** Each attempt of the hundred latest deliveries; one that is tried again days later has fallen below them. */
async function attempts(told: Told) {
  const { data } = await told.hutong.api.listWebhookDeliveries({ query: { limit: pageSize } });
  return data
    .flatMap(({ id, endpoint, event, event_type, attempts: tries }) =>
      tries.map(({ at, status, took_ms, says }, n) => ({
        key: `${id} ${at} ${n}`,
        entry: { delivery: id, endpoint, event, event_type, attempt: n + 1, at, status, took_ms, says },
        text: `${at}  ${status ?? "–"}  ${took_ms} ms  ${event_type}  ${event} → ${endpoint}  ${id}`,
      })),
    )
    .toSorted((a, b) => (a.entry.at < b.entry.at ? -1 : a.entry.at > b.entry.at ? 1 : 0));
}
