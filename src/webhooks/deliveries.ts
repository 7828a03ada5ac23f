import { bucketIndex, bucketOf, claimRepeat } from "#db";
import type { WebhookContext } from "./context.ts";
import { type DeliveryRow, toDelivery } from "./rows.ts";
import type { DeliveryFilter, Page, Paged, Repeat, Result, WebhookDelivery } from "./types.ts";

async function deliveryRow(context: WebhookContext, id: string): Promise<DeliveryRow | null> {
  const [row] = await context.db.read<DeliveryRow>("select * from webhook_deliveries where bucket = $1 and id = $2", [
    bucketOf(id),
    id,
  ]);
  return row ?? null;
}

export async function getDelivery(context: WebhookContext, id: string): Promise<WebhookDelivery | null> {
  const row = await deliveryRow(context, id);
  return row && toDelivery(row);
}

export async function listDeliveries(
  context: WebhookContext,
  filter: DeliveryFilter,
  page: Page,
): Promise<Paged<WebhookDelivery>> {
  const rows = await context.db.read<DeliveryRow>(
    `select * from webhook_deliveries
     where ($1::text is null or marketplace = $1) and ($2::text is null or endpoint = $2)
       and ($3::text is null or event = $3) and ($4::text is null or state = $4) and ($5::text is null or id < $5)
       and store is not distinct from $7
     order by id desc limit $6`,
    [
      ...[filter.marketplace, filter.endpoint ?? null, filter.event ?? null, filter.state ?? null],
      ...[page.after, page.limit + 1, filter.store],
    ],
  );
  const data = rows.slice(0, page.limit).map(toDelivery);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** A delivery of its own, due now, with the same payload and so the same webhook-id. */
export async function replay(
  context: WebhookContext,
  id: string,
  repeat: Repeat | null,
): Promise<Result<WebhookDelivery>> {
  const now = context.clock.now();
  const fresh = context.ids.next("whd", bucketIndex(id));
  const outcome = await context.db.tx(async (tx) => {
    const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, fresh, now));
    if (claim && !claim.first) return claim.same ? claim.subject : null;
    await tx.query(
      `insert into webhook_deliveries
         (bucket, id, endpoint, marketplace, store, event, event_type, payload, state, tries, attempts, next_at,
          created_at)
       select bucket, $3, endpoint, marketplace, store, event, event_type, payload, 'waiting', 0, '[]', $4, $4
       from webhook_deliveries where bucket = $1 and id = $2`,
      [bucketOf(id), id, fresh, now],
    );
    return fresh;
  });
  if (outcome === null) return { ok: false, fault: "idempotency_key_reused" };
  const value = await getDelivery(context, outcome);
  if (value === null) return { ok: false, fault: "not_found" };
  return outcome === fresh ? { ok: true, value } : { ok: true, value, repeated: true };
}
