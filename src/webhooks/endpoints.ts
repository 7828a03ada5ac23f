import { bucketFromText, bucketValue, claimRepeat, repeatScope, type Tx } from "#db";
import type { WebhookContext } from "./context.ts";
import { type EndpointRow, toEndpoint } from "./rows.ts";
import { newSecret } from "./secrets.ts";
import { whyRefused } from "./targets.ts";
import type {
  EndpointChange,
  EndpointOwner,
  NewEndpoint,
  Page,
  Paged,
  Repeat,
  Result,
  WebhookEndpoint,
} from "./types.ts";

type Told = { endpoint: WebhookEndpoint; secret: string };

/** One marketplace's or store's endpoints at most: each event is sent to every one of them. */
const endpointsMax = 20;

export async function endpointRow(context: WebhookContext, id: string): Promise<EndpointRow | null> {
  const [row] = await context.db.read<EndpointRow>("select * from webhook_endpoints where id = $1", [id]);
  return row ?? null;
}

/** Claims the repeat key for what will be made; null means: go on and make it. */
async function repeated(
  tx: Tx,
  context: WebhookContext,
  repeat: Repeat | null,
  subject: string,
): Promise<{ subject: string } | "reused" | null> {
  if (repeat === null) return null;
  const bucket = bucketValue(bucketFromText(`${repeatScope(repeat)} ${repeat.key}`));
  const claim = await claimRepeat(tx, bucket, repeat, subject, context.clock.now());
  if (claim.first) return null;
  return claim.same ? { subject: claim.subject } : "reused";
}

/** The endpoint with its secret as it is now, as the answer to a repeat. */
async function told(context: WebhookContext, id: string): Promise<Told> {
  const row = await endpointRow(context, id);
  if (!row) throw new Error(`Endpoint ${id} must be there: its repeat key is.`);
  return { endpoint: toEndpoint(row), secret: context.sealer.open(row.secret, id) };
}

export async function createEndpoint(
  context: WebhookContext,
  input: NewEndpoint,
  repeat: Repeat | null,
): Promise<Result<Told>> {
  const why = whyRefused(input.url, context.privateTargets);
  if (why !== null) return { ok: false, fault: "webhook_url_refused", detail: { url: why } };
  const id = context.ids.next("whe");
  const secret = newSecret(context.random);
  const outcome = await context.db
    .tx(async (tx) => {
      const earlier = await repeated(tx, context, repeat, id);
      if (earlier !== null) return earlier;
      const made = await tx.query(
        `insert into webhook_endpoints (id, marketplace, url, description, events, state, secret, created_at, store)
       select $1, $2, $3, $4, $5, 'enabled', $6, $7, $9
       where (select count(*) from webhook_endpoints
              where marketplace = $2 and store is not distinct from $9 and state = 'enabled') < $8
       returning id`,
        [
          ...[id, input.marketplace, input.url, input.description, input.events],
          ...[context.sealer.seal(secret, id), context.clock.now(), endpointsMax, input.store],
        ],
      );
      if (made.length > 0) return { subject: id };
      throw new LimitReached();
    })
    .catch((fault: unknown) => {
      if (fault instanceof LimitReached) return "limit" as const;
      throw fault;
    });
  if (outcome === "reused") return { ok: false, fault: "idempotency_key_reused" };
  if (outcome === "limit") return { ok: false, fault: "webhook_endpoint_limit", detail: { limit: `${endpointsMax}` } };
  const value = await told(context, outcome.subject);
  return outcome.subject === id ? { ok: true, value } : { ok: true, value, repeated: true };
}

/** Rolls the transaction back, so that the repeat key is not spent on a refusal. */
class LimitReached extends Error {}

export async function listEndpoints(
  context: WebhookContext,
  filter: EndpointOwner,
  page: Page,
): Promise<Paged<WebhookEndpoint>> {
  const rows = await context.db.read<EndpointRow>(
    `select * from webhook_endpoints
     where ($1::text is null or marketplace = $1) and store is not distinct from $4
       and ($2::text is null or id < $2) order by id desc limit $3`,
    [filter.marketplace, page.after, page.limit + 1, filter.store],
  );
  const data = rows.slice(0, page.limit).map(toEndpoint);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

export async function changeEndpoint(
  context: WebhookContext,
  id: string,
  change: EndpointChange,
): Promise<Result<WebhookEndpoint>> {
  const why = change.url === undefined ? null : whyRefused(change.url, context.privateTargets);
  if (why !== null) return { ok: false, fault: "webhook_url_refused", detail: { url: why } };
  const [row] = await context.db.read<EndpointRow>(
    `update webhook_endpoints set
       url = coalesce($2, url), description = coalesce($3, description), events = coalesce($4, events),
       state = coalesce($5, state),
       disabled_reason = case $5 when 'enabled' then null when 'disabled' then 'asked' else disabled_reason end,
       -- Switched on again, it gets its full time before it counts as failing.
       failing_since = case $5 when 'enabled' then null else failing_since end
     where id = $1 returning *`,
    [id, change.url ?? null, change.description ?? null, change.events ?? null, change.state ?? null],
  );
  return row ? { ok: true, value: toEndpoint(row) } : { ok: false, fault: "not_found" };
}

export async function rollSecret(
  context: WebhookContext,
  id: string,
  oldValidForSeconds: number,
  repeat: Repeat | null,
): Promise<Result<Told>> {
  const fresh = context.sealer.seal(newSecret(context.random), id);
  const until = new Date(context.clock.now().getTime() + oldValidForSeconds * 1000);
  const outcome = await context.db.tx(async (tx) => {
    const earlier = await repeated(tx, context, repeat, id);
    if (earlier !== null) return earlier;
    await tx.query(
      "update webhook_endpoints set old_secret = secret, old_secret_until = $3, secret = $2 where id = $1",
      [id, fresh, until],
    );
    return null;
  });
  if (outcome === "reused") return { ok: false, fault: "idempotency_key_reused" };
  if ((await endpointRow(context, id)) === null) return { ok: false, fault: "not_found" };
  const value = await told(context, id);
  return outcome === null ? { ok: true, value } : { ok: true, value, repeated: true };
}
