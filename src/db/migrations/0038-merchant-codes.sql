-- Codes that stores show to payers' apps: printed, with or without an amount.
create table merchant_codes (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  title text not null,
  -- Latin letters, for readers of the EMV text.
  latin_name text not null check (latin_name ~ '^[\x20-\x7e]{1,25}$'),
  latin_city text not null check (latin_city ~ '^[\x20-\x7e]{1,15}$'),
  -- Null: whoever pays enters the amount.
  amount bigint check (amount > 0),
  currency text not null,
  state text not null check (state in ('active', 'revoked')),
  made_by text collate "C" not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (bucket, id)
);
create index merchant_codes_of_store on merchant_codes (bucket, store, id);
grant select, insert on merchant_codes to hutong_app;
grant update (state, revoked_at) on merchant_codes to hutong_app;
