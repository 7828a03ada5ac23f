import type { DeliveryAttempt, WebhookDelivery, WebhookEndpoint } from "./types.ts";

export type EndpointRow = WebhookEndpoint & {
  secret: string;
  old_secret: string | null;
  old_secret_until: Date | null;
};

type AttemptJson = Omit<DeliveryAttempt, "at"> & { at: string };

export type DeliveryRow = Omit<WebhookDelivery, "attempts"> & {
  bucket: number;
  payload: string;
  tries: number;
  attempts: readonly AttemptJson[];
};

export function toEndpoint(row: EndpointRow): WebhookEndpoint {
  const { id, marketplace, store, url, description, events, state, disabled_reason, failing_since, created_at } = row;
  return { id, marketplace, store, url, description, events, state, disabled_reason, failing_since, created_at };
}

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  const { id, endpoint, marketplace, store, event, event_type, state, next_at, created_at } = row;
  const attempts = row.attempts.map((one) => ({ ...one, at: new Date(one.at) }));
  return { id, endpoint, marketplace, store, event, event_type, state, attempts, next_at, created_at };
}
