-- Entries: mini programs, official accounts and joinable services in a host app, and who a buyer is there.
create table host_entries (
  id text collate "C" primary key,
  marketplace text collate "C" not null references marketplaces (id),
  host text not null check (host ~ '^[a-z][a-z0-9_]{0,39}$'),
  kind text not null check (kind in ('mini_program', 'official_account', 'service')),
  -- The number that the host app gave it there.
  app_id text not null,
  name_zh text not null,
  name_en text not null,
  path text not null,
  -- Which wallet its orders are paid by; null: nothing is sold there.
  wallet text,
  state text not null check (state in ('live', 'suspended')),
  created_by text collate "C" not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (marketplace, host, app_id)
);

-- A buyer's identity in one entry, with consent; a bucket follows from entry and buyer. Revoked, what named the buyer
-- is gone: the row says only that there was one.
create table entry_identities (
  bucket int not null,
  id text collate "C" not null,
  entry text collate "C" not null,
  marketplace text collate "C" not null,
  -- A keyed hash of the marketplace's own number for the buyer.
  buyer text collate "C",
  openid_sealed text,
  openid_hash text collate "C",
  consent text not null,
  consented_at timestamptz not null,
  told_by text collate "C" not null,
  revoked_at timestamptz,
  primary key (bucket, id),
  check ((revoked_at is null) = (openid_sealed is not null and buyer is not null and openid_hash is not null))
);
-- One living identity a buyer and entry.
create unique index entry_identities_live on entry_identities (bucket, entry, buyer) where revoked_at is null;

grant select, insert on host_entries, entry_identities to hutong_app;
grant update (state, changed_at) on host_entries to hutong_app;
grant update (buyer, openid_sealed, openid_hash, revoked_at) on entry_identities to hutong_app;
