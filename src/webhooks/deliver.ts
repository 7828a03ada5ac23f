import type { WebhookContext } from "./context.ts";
import type { DeliveryRow, EndpointRow } from "./rows.ts";
import { disableAfterMs, leaseMs, nextTry, timeoutMs, warnAfterMs } from "./schedule.ts";
import { signedHeaders } from "./secrets.ts";
import type { DeliveryAttempt } from "./types.ts";

/** A slow receiver holds up no other: so many of one endpoint's at once, and so many in all. */
const perEndpoint = 8;
const parallel = 16;

type Due = DeliveryRow & Pick<EndpointRow, "url" | "secret" | "old_secret" | "old_secret_until">;

/** Takes what is due, for as long as an attempt may last: another process skips it, and a crash gives it back. */
async function take(context: WebhookContext, now: Date): Promise<Due[]> {
  return await context.db.read<Due>(
    `with due as (
       select d.bucket, d.id from webhook_endpoints e cross join lateral (
         select bucket, id from webhook_deliveries
         where endpoint = e.id and state = 'waiting' and next_at <= $1
         order by next_at limit $3 for update skip locked
       ) d where e.state = 'enabled'
     )
     update webhook_deliveries w set next_at = $2, tries = w.tries + 1
     from due, webhook_endpoints e
     where w.bucket = due.bucket and w.id = due.id and e.id = w.endpoint
     returning w.*, e.url, e.secret, e.old_secret, e.old_secret_until`,
    [now, new Date(now.getTime() + leaseMs), perEndpoint],
  );
}

function secretsOf(context: WebhookContext, due: Due, now: Date): string[] {
  const sealed = [due.secret];
  if (due.old_secret !== null && due.old_secret_until !== null && due.old_secret_until > now)
    sealed.push(due.old_secret);
  return sealed.map((one) => context.sealer.open(one, due.endpoint));
}

async function attempt(context: WebhookContext, due: Due): Promise<DeliveryAttempt> {
  const at = context.clock.now();
  const took = () => context.clock.now().getTime() - at.getTime();
  try {
    const signed = signedHeaders(secretsOf(context, due, at), { id: due.event, at, body: due.payload });
    const headers = { ...signed, "content-type": "application/json", "user-agent": "Hutong-Webhooks/1" };
    const answer = await context.send({ url: due.url, headers, body: due.payload, timeoutMs });
    return { at, status: answer.status, took_ms: took(), says: answer.says };
  } catch (fault) {
    const says = fault instanceof Error ? `${fault.message}`.slice(0, 300) : "no answer";
    return { at, status: null, took_ms: took(), says };
  }
}

/** Writes what came of an attempt, and what follows for the delivery and its endpoint. */
async function record(context: WebhookContext, due: Due, made: DeliveryAttempt): Promise<void> {
  const delivered = made.status !== null && made.status >= 200 && made.status < 300;
  const now = context.clock.now();
  const again = delivered ? null : nextTry(due.tries, now);
  const state = delivered ? "delivered" : again === null ? "failed" : "waiting";
  const failing = await context.db.tx(async (tx) => {
    await tx.query(
      `update webhook_deliveries set state = $3, next_at = $4, attempts = attempts || $5::jsonb
       where bucket = $1 and id = $2 and tries = $6`,
      [due.bucket, due.id, state, again, JSON.stringify([made]), due.tries],
    );
    if (delivered) {
      const clear = "update webhook_endpoints set failing_since = null where id = $1 and failing_since is not null";
      await tx.query(clear, [due.endpoint]);
      return null;
    }
    const [row] = await tx.query<Failing>(
      `update webhook_endpoints set
         failing_since = coalesce(failing_since, $2),
         state = case when $3 or failing_since <= $4 then 'disabled' else state end,
         disabled_reason = case when $3 then 'gone' when failing_since <= $4 then 'failing' else disabled_reason end
       where id = $1 and state = 'enabled' returning state, failing_since`,
      // 410 Gone is a receiver's own word that it wants no more.
      [due.endpoint, now, made.status === 410, new Date(now.getTime() - disableAfterMs)],
    );
    return row ?? null;
  });
  if (failing !== null) warn(context, due, failing, now);
  context.metrics?.webhookSent(delivered ? "delivered" : "failed", made.took_ms / 1000);
}

type Failing = Pick<EndpointRow, "state" | "failing_since">;

/** Nobody is switched off in silence: a warning after a day without a success, another word when it is switched off. */
function warn(context: WebhookContext, due: Due, { state, failing_since: since }: Failing, now: Date): void {
  const about = { endpoint: due.endpoint, marketplace: due.marketplace };
  if (state === "disabled") context.alarm?.("webhook_disabled", about);
  else if (since !== null && now.getTime() - since.getTime() >= warnAfterMs) context.alarm?.("webhook_failing", about);
}

/** Sends what is due; answers how many attempts were made. */
export async function deliver(context: WebhookContext, now: Date): Promise<number> {
  const due = await take(context, now);
  const waiting = [...due];
  const work = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      await record(context, one, await attempt(context, one));
  };
  await Promise.all(Array.from({ length: Math.min(parallel, due.length) }, work));
  return due.length;
}
