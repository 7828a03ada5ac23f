-- Webhooks: addresses of marketplaces' servers, and what was sent there. Fed from the numbered events.

create table webhook_endpoints (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  url text not null,
  description text not null,
  -- Types of events; "payment.*" and "*" stand for many.
  events text[] not null check (cardinality(events) > 0),
  state text not null check (state in ('enabled', 'disabled')),
  disabled_reason text check (disabled_reason in ('asked', 'failing', 'gone')),
  -- Sealed with the row's id as additional data.
  secret text not null,
  -- The secret before the last roll: it signs too until that instant.
  old_secret text,
  old_secret_until timestamptz,
  -- Since when nothing has been delivered though it was tried.
  failing_since timestamptz,
  created_at timestamptz not null,
  check ((old_secret is null) = (old_secret_until is null)),
  check ((state = 'disabled') = (disabled_reason is not null))
);
create index webhook_endpoints_marketplace on webhook_endpoints (marketplace, id);
grant select, insert on webhook_endpoints to hutong_app;
grant update (url, description, events, state, disabled_reason, secret, old_secret, old_secret_until, failing_since)
  on webhook_endpoints to hutong_app;

create table webhook_deliveries (
  bucket int not null,
  id text collate "C" not null,
  endpoint text collate "C" not null,
  marketplace text collate "C" not null,
  event text collate "C" not null,
  event_type text not null,
  -- What is signed and sent, byte by byte the same at every attempt.
  payload text not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  tries int not null check (tries >= 0),
  attempts jsonb not null check (jsonb_typeof(attempts) = 'array'),
  -- When it is tried next; while it is being tried, when somebody else may.
  next_at timestamptz,
  created_at timestamptz not null,
  primary key (bucket, id),
  check ((state = 'waiting') = (next_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (endpoint, next_at) where state = 'waiting';
create index webhook_deliveries_marketplace on webhook_deliveries (marketplace, id);
grant select, insert on webhook_deliveries to hutong_app;
grant update (state, tries, attempts, next_at) on webhook_deliveries to hutong_app;
