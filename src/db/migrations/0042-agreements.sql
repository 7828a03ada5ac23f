-- Agreements between two or many parties: in force from start to end, once confirmed where two are needed.
create table agreements (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  title_zh text not null,
  title_en text not null,
  -- Names of the parties, ours among them.
  parties jsonb not null,
  scopes jsonb not null,
  rung text not null check (rung in ('links', 'payment', 'accounts', 'ecosystem')),
  starts_at timestamptz not null,
  -- Null: until somebody ends it.
  ends_at timestamptz check (ends_at > starts_at),
  notice_days int not null check (notice_days between 0 and 365),
  proposed_by text collate "C" not null,
  confirmed_by text collate "C",
  confirmed_at timestamptz,
  -- For which end the parties were told that it comes.
  told_of timestamptz,
  -- Written down when it came true, with its event.
  lapsed_at timestamptz,
  -- After a lapse: what hung on it was raised.
  raised_at timestamptz,
  version int not null,
  made_at timestamptz not null
);
create index agreements_of on agreements (marketplace, id);
grant select, insert, update on agreements to hutong_app;

create table agreement_steps (
  agreement text collate "C" not null,
  n int not null,
  event text not null check (event in ('proposed', 'confirmed', 'renewed', 'ended', 'expiring', 'lapsed')),
  by_whom text collate "C" not null,
  why text not null,
  ends_at timestamptz,
  at timestamptz not null,
  primary key (agreement, n)
);
grant select, insert on agreement_steps to hutong_app;

-- Bought in one app, redeemed once at the partner's till. The code's own text gives the bucket.
create table vouchers (
  bucket int not null,
  id text collate "C" not null,
  code text collate "C" not null check (length(code) = 12),
  marketplace text collate "C" not null,
  agreement text collate "C" not null,
  -- Whose stores take it: a party of the agreement.
  redeemer text collate "C" not null,
  title text not null,
  value bigint not null check (value > 0),
  currency text not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  redeemed_at timestamptz,
  store text collate "C",
  till text collate "C",
  redeemed_by text collate "C",
  primary key (bucket, id),
  unique (bucket, code),
  check ((redeemed_at is null) = (till is null) and (redeemed_at is null) = (redeemed_by is null))
);
grant select, insert on vouchers to hutong_app;
grant update (redeemed_at, store, till, redeemed_by) on vouchers to hutong_app;
