-- Where addresses of strangers were seen to lead: asked for once, followed by the worker, kept as evidence.
create table link_follows (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  url text not null check (length(url) <= 2000),
  -- SHA-256 of marketplace and address: one row each.
  of_url bytea not null check (length(of_url) = 32),
  state text not null check (state in ('waiting', 'done')),
  -- Every stop: its address, who answered from where, and what led on.
  hops jsonb not null,
  ended text,
  asked_by text collate "C" not null,
  asked_at timestamptz not null,
  -- When a worker may take it (again); a row that is taken is put off, not deleted.
  due_at timestamptz not null,
  tries int not null default 0,
  done_at timestamptz,
  primary key (bucket, id),
  check ((state = 'done') = (ended is not null) and (state = 'done') = (done_at is not null))
) with (fillfactor = 70);
create unique index link_follows_of on link_follows (bucket, of_url);
create index link_follows_due on link_follows (bucket, due_at) where state = 'waiting';
grant select, insert, update on link_follows to hutong_app;
