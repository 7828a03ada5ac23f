import { signWebhook, type WebhookEvent } from "#sdk";
import type { Told } from "./context.ts";

export type ListenOptions = {
  /** `payment.*`, `refund.refunded`, `*`. */
  events: readonly string[];
  /** Where each event is posted, signed; none: it is printed only. */
  forward: string | null;
  secret: string;
  intervalMs: number;
  /** How many of what has happened already are shown first. */
  recent: number;
  json: boolean;
  /** Ends it between two looks. */
  signal: AbortSignal;
};

const pageSize = 100;
/** More than one look can bring; older ones are forgotten, so that it may run for weeks. */
const kept = 20_000;

/** Follows the marketplace's events and prints each once, oldest first, until it is called off. */
export async function listen(told: Told, options: ListenOptions): Promise<number> {
  const seen = new Set<string>();
  const before = await newEvents(told, seen, 1);
  const asked = before.filter(({ type }) => matches(type, options.events));
  for (const event of asked.slice(0, options.recent).reverse()) await tell(told, options, event);
  while (!options.signal.aborted) {
    const fresh = await newEvents(told, seen, Number.POSITIVE_INFINITY);
    for (const event of fresh.reverse()) await tell(told, options, event);
    for (const old of seen) {
      if (seen.size <= kept) break;
      seen.delete(old);
    }
    await told.sleep(options.intervalMs);
  }
  return 0;
}

type Event = Omit<WebhookEvent, "timestamp"> & { at: string };

/** What was not seen, newest first: pages until one holds something known. */
async function newEvents(told: Told, seen: Set<string>, pagesMax: number): Promise<Event[]> {
  const fresh: Event[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const query: { limit: number; cursor?: string } = { limit: pageSize, ...(cursor === null ? {} : { cursor }) };
    const { data, next_cursor } = await told.hutong.api.listEvents({ query });
    const unknown = data.filter((event) => !seen.has(event.id));
    fresh.push(...unknown);
    cursor = next_cursor;
    // An event may be listed a little below newer ones: a page that is known in part ends the look all the same.
    if (cursor === null || unknown.length < data.length || (seen.size === 0 && pagesMax > 1)) break;
  }
  for (const event of fresh) seen.add(event.id);
  return fresh;
}

export function matches(type: string, patterns: readonly string[]): boolean {
  return patterns.some(
    (one) => one === "*" || one === type || (one.endsWith(".*") && type.startsWith(one.slice(0, -1))),
  );
}

async function tell(told: Told, options: ListenOptions, event: Event): Promise<void> {
  if (!matches(event.type, options.events)) return;
  const { id, type, version, marketplace, subject, data, at } = event;
  // The same fields in the same order as the house's own webhooks.
  const body = JSON.stringify({ type, timestamp: at, id, version, marketplace, subject, data });
  const sent = options.forward === null ? "" : ` → ${await forward(told, options.forward, options.secret, id, body)}`;
  told.out(options.json ? body : `${at}  ${type}  ${subject}${sent}`);
}

/** Once, and what came of it is said: `hutong resend` and the house's own webhooks are for what must arrive. */
async function forward(told: Told, url: string, secret: string, id: string, body: string): Promise<string> {
  try {
    const headers = { "content-type": "application/json", ...signWebhook(secret, id, told.now(), body) };
    const answer = await told.fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) });
    await answer.arrayBuffer();
    return `${answer.status}`;
  } catch (error) {
    // "fetch failed" says nothing: what failed is behind it.
    const { cause, message } = error as Error & { cause?: { code?: string } };
    const why = cause?.code ?? message;
    return told.inWords({ en: `no answer (${why})`, zh: `无应答（${why}）` });
  }
}
