-- What parties of a dispute show, uploaded; and what was agreed with a wallet about its fees.

-- A file that one party put to an order. Its kind is what its bytes say; they lie here sealed, and go when nobody needs
-- them any more: the hash stays. The id follows from order, party and hash, so the same bytes again are the same file.
create table evidence_files (
  bucket int not null,
  id text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  checkout text collate "C" not null,
  party text not null check (party in ('buyer', 'store', 'marketplace')),
  file_name text not null,
  type text not null check (type in ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
  bytes int not null check (bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  sealed text,
  uploaded_by text collate "C" not null,
  uploaded_at timestamptz not null,
  -- The dispute in which it was shown first; until then only the party that brought it sees it.
  dispute text collate "C",
  primary key (bucket, id)
);
create index evidence_files_by_order on evidence_files (bucket, order_id);
grant select, insert, delete on evidence_files to hutong_app;
grant update (dispute, sealed) on evidence_files to hutong_app;

-- What a wallet may keep of payments at an account, as agreed with it, from an instant on; only ever added. A row for a
-- method goes before the one for all ('*'). No rate: from then on nothing is agreed.
create table agreed_rates (
  wallet_account text collate "C" not null,
  method text not null,
  starts_at timestamptz not null,
  marketplace text collate "C" not null,
  -- Thousandths of a percent: 600 is 0.6 %.
  rate int check (rate between 0 and 100000),
  -- In minor units, a payment.
  minimum bigint check (minimum >= 0),
  rounding text check (rounding in ('down', 'up', 'half_up', 'half_even', 'either')),
  -- Whether the wallet gives its fee back with a refund, in proportion.
  refunds_return boolean,
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (wallet_account, method, starts_at),
  check ((rate is null) = (minimum is null) and (rate is null) = (rounding is null)
    and (rate is null) = (refunds_return is null))
);
grant select, insert on agreed_rates to hutong_app;
