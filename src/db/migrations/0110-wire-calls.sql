-- What went over the wire with a wallet about a payment, refund, share or withdrawal: our calls and its notices, as
-- much of them as may be kept. Written in batches off the money path, trimmed by age; nothing reads it but people.
create table wire_calls (
  bucket int not null,
  -- pay_, cmb_, ref_, shr_ or wdr_: its bucket is the subject's.
  subject text collate "C" not null,
  id text collate "C" not null,
  -- When it began; `seq` tells apart what one process did in one millisecond.
  at timestamptz not null,
  seq bigint not null,
  wallet text collate "C" not null,
  wallet_account text collate "C" not null,
  act text collate "C" not null,
  direction text collate "C" not null check (direction in ('out', 'in')),
  method text collate "C" not null,
  path text not null check (length(path) <= 500),
  -- Null: no answer came, and `fault` says why.
  status int,
  fault text,
  took_ms int not null check (took_ms >= 0),
  -- What the whole act came to, at the last exchange of it.
  verdict text collate "C",
  why text check (length(why) <= 400),
  -- JSON as text: written often and read seldom. Redacted before it comes here.
  request text not null check (length(request) <= 20000),
  response text not null check (length(response) <= 20000),
  primary key (bucket, subject, id),
  check ((status is null) = (fault is not null))
);
create index wire_calls_at on wire_calls (bucket, at);
grant select, insert, delete on wire_calls to hutong_app;
