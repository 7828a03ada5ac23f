import {
  bucketValues,
  derivedId,
  type HouseEvent,
  moveCursors,
  readCursors,
  readEvents,
  readHeads,
  type Tx,
} from "#db";
import type { WebhookContext } from "./context.ts";
import type { EndpointRow } from "./rows.ts";

const reader = "webhooks";
const eventsAtOnce = 500;

/** Whether an endpoint's list of types covers a type: "payment.paid", "payment.*" or "*". */
export function covers(events: readonly string[], type: string): boolean {
  return events.some((one) => one === "*" || one === type || (one.endsWith(".*") && type.startsWith(one.slice(0, -1))));
}

/** What is sent: the Standard Webhooks form, with our id and what it is about. */
export function payloadOf(event: HouseEvent): string {
  const { id, type, version, marketplace, subject, data } = event;
  return JSON.stringify({ type, timestamp: event.at.toISOString(), id, version, marketplace, subject, data });
}

/** The store that an event is about, as its data says; a store hears of nothing else. */
function storeOf({ data }: HouseEvent): string | null {
  const store = (data as Readonly<Record<string, unknown>>)["store"];
  return typeof store === "string" ? store : null;
}

type Delivery = { event: HouseEvent; endpoint: EndpointRow };

async function insertDeliveries(tx: Tx, deliveries: readonly Delivery[], now: Date): Promise<void> {
  await tx.query(
    `insert into webhook_deliveries
       (bucket, id, endpoint, marketplace, event, event_type, payload, store, state, tries, attempts, next_at,
        created_at)
     select bucket, id, endpoint, marketplace, event, event_type, payload, store, 'waiting', 0, '[]', $8, $8
     from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::text[])
       as t (bucket, id, endpoint, marketplace, event, event_type, payload, store)
     on conflict do nothing`,
    [
      deliveries.map(({ event }) => event.bucket),
      // Derived, so that an event that is read twice is sent once.
      deliveries.map(({ event, endpoint }) => derivedId("whd", event.id, endpoint.id, 0)),
      deliveries.map(({ endpoint }) => endpoint.id),
      deliveries.map(({ event }) => event.marketplace),
      deliveries.map(({ event }) => event.id),
      deliveries.map(({ event }) => event.type),
      deliveries.map(({ event }) => payloadOf(event)),
      now,
      deliveries.map(({ endpoint }) => endpoint.store),
    ],
  );
}

/** With no endpoint at all there is nothing to read: the cursors follow the events, as they were before we looked. */
async function passBy(context: WebhookContext, begun: ReadonlyMap<number, bigint>): Promise<boolean> {
  const heads = await readHeads(context.db);
  const endpoints = await context.db.read("select 1 from webhook_endpoints where state = 'enabled' limit 1");
  if (endpoints.length > 0) return false;
  const moved = new Map([...heads].filter(([bucket, head]) => head > (begun.get(bucket) ?? 0n)));
  if (moved.size > 0) await context.db.tx((tx) => moveCursors(tx, reader, moved));
  return true;
}

/** Reads the numbered events on from this reader's own cursors, and makes a delivery for each endpoint concerned. */
export async function feed(context: WebhookContext, now: Date): Promise<number> {
  const { db } = context;
  const begun = await readCursors(db, reader);
  if (await passBy(context, begun)) return 0;
  const after = new Map(bucketValues.map((bucket) => [bucket, begun.get(bucket) ?? 0n]));
  const events = await readEvents(db, after, eventsAtOnce);
  if (events.length === 0) return 0;
  const endpoints = await db.read<EndpointRow>(
    `select * from webhook_endpoints where state = 'enabled' and marketplace = any($1)
       and (store is null or store = any($2))`,
    [[...new Set(events.map((event) => event.marketplace))], [...new Set(events.flatMap((one) => storeOf(one) ?? []))]],
  );
  const deliveries = events.flatMap((event) =>
    endpoints
      // What happened before an endpoint was there is no news to it.
      .filter((one) => one.marketplace === event.marketplace && one.created_at <= event.at)
      .filter((one) => one.store === null || one.store === storeOf(event))
      .filter((one) => covers(one.events, event.type))
      .map((endpoint) => ({ event, endpoint })),
  );
  const moved = new Map<number, bigint>();
  for (const event of events) moved.set(event.bucket, event.number);
  await db.tx(async (tx) => {
    if (deliveries.length > 0) await insertDeliveries(tx, deliveries, now);
    await moveCursors(tx, reader, moved);
  });
  return events.length;
}
