-- What marketplaces and host apps tell of an order's information flow: seen, shared, talked about. Where and when, and
-- a reference into the teller's own system; never who, and never a word of what was said. A row's id follows from what
-- is told, so a repeat is one row. Trimmed after 400 days.
create table order_moments (
  bucket int not null,
  order_id text collate "C" not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  kind text not null check (kind in ('viewed', 'shared', 'chat')),
  -- The host app in which it happened, and where in it.
  host text not null,
  surface text,
  -- Whose side it came from; null where the teller does not say.
  side text check (side in ('buyer', 'store', 'platform')),
  reference text not null check (length(reference) <= 64),
  -- SHA-256 of the thing itself, which stays where it is.
  digest bytea check (length(digest) = 32),
  told_by text collate "C" not null,
  at timestamptz not null,
  heard_at timestamptz not null,
  primary key (bucket, order_id, id)
);
grant select, insert, delete on order_moments to hutong_app;
