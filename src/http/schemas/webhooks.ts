import Type from "typebox";
import { choice, HttpUrl, Id, Instant, InstantOrNull, nullable, shape, TextOrNull } from "./common.ts";

const EventTypes = Type.Array(Type.String({ pattern: "^(\\*|[a-z_]+(\\.[a-z_]+|\\.\\*)*)$", maxLength: 80 }), {
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
  description: "Types of events; `payment.*` and `*` stand for many.",
});

const endpointFields = {
  id: Type.String(),
  marketplace: Type.String(),
  store: TextOrNull,
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.String()),
  state: choice(["enabled", "disabled"]),
  disabled_reason: nullable(
    choice(
      ["asked", "failing", "gone"],
      "`failing`: nothing was delivered for five days; `gone`: it answered 410 Gone.",
    ),
  ),
  failing_since: nullable(
    Type.String({
      format: "date-time",
      description: "Nothing has been delivered since, though it was tried. After five days the endpoint is disabled.",
    }),
  ),
  created_at: Instant,
};

export const WebhookEndpointShape = shape("WebhookEndpoint", endpointFields);

export const CreatedWebhookEndpointShape = shape("CreatedWebhookEndpoint", {
  ...endpointFields,
  secret: Type.String({ description: "whsec_…: verifies what we send (Standard Webhooks)." }),
});

export const NewWebhookEndpointShape = shape("NewWebhookEndpoint", {
  marketplace: Type.Optional(Id("mkt")),
  url: HttpUrl,
  description: Type.Optional(Type.String({ maxLength: 200 })),
  events: Type.Optional(EventTypes),
});

export const ChangeWebhookEndpointShape = shape("ChangeWebhookEndpoint", {
  url: Type.Optional(HttpUrl),
  description: Type.Optional(Type.String({ maxLength: 200 })),
  events: Type.Optional(EventTypes),
  state: Type.Optional(choice(["enabled", "disabled"])),
});

export const RollSecretShape = shape("RollSecret", {
  old_valid_for: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 604_800,
      description: "Seconds that the old one still signs too; a day if absent.",
    }),
  ),
});

export const WebhookDeliveryShape = shape("WebhookDelivery", {
  id: Type.String(),
  endpoint: Type.String(),
  marketplace: Type.String(),
  store: TextOrNull,
  event: Type.String(),
  event_type: Type.String(),
  state: choice(["waiting", "delivered", "failed"]),
  attempts: Type.Array(
    Type.Object({
      at: Instant,
      status: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
      took_ms: Type.Integer(),
      says: Type.String({ description: "The first characters of the answer, or why there was none." }),
    }),
  ),
  next_at: InstantOrNull,
  created_at: Instant,
});
