-- Vouchers that book money, appeals of stores, access tokens of host apps.

-- A voucher that an order paid for lies in that order's bucket, and its id follows from the payment: one each.
alter table vouchers
  add column payment text collate "C",
  add column order_id text collate "C",
  -- The store that sold it, in whose book the money waits, and the wallet account where it lies.
  add column seller text collate "C",
  add column wallet_account text collate "C",
  -- `held`: waits in the seller's book. `released`: on its way to, or in, the redeemer's. `returned`: back in the
  -- order's escrow, to be refunded.
  add column money text check (money in ('held', 'released', 'returned')),
  add column arrived_at timestamptz,
  add column returned_at timestamptz,
  add column return_cause text check (return_cause in ('asked', 'expired')),
  add column refund text collate "C",
  add check ((payment is null) = (money is null) and (payment is null) = (seller is null)),
  add check (money is null or (money = 'released') = (redeemed_at is not null)),
  add check ((money = 'returned') = (returned_at is not null) or money is null);
create index vouchers_between on vouchers (bucket) where money = 'released' and arrived_at is null;
create index vouchers_to_return on vouchers (bucket) where money = 'returned' and refund is null;
create index vouchers_held on vouchers (bucket, expires_at) where money = 'held';
create index vouchers_of_payment on vouchers (bucket, payment) where payment is not null;
grant update (money, arrived_at, returned_at, return_cause, refund) on vouchers to hutong_app;

-- What a store says against a block that keeps its link out, or against a finding in what it posts. Decided by another
-- person than whoever blocked or appealed, in both languages, since the store reads it.
create table screen_appeals (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  kind text not null check (kind in ('host', 'qr_code', 'wallet_id', 'link')),
  -- Of a host: the block.
  block text collate "C",
  -- The host, or what the screen found, as it stood there.
  subject text not null,
  partner text,
  policy int,
  why text not null,
  state text not null check (state in ('open', 'granted', 'upheld')),
  appealed_by text collate "C" not null,
  appealed_at timestamptz not null,
  decided_by text collate "C" check (decided_by <> appealed_by),
  decided_zh text,
  decided_en text,
  decided_at timestamptz,
  primary key (bucket, id),
  check ((kind = 'host') = (block is not null)),
  check ((state = 'open') = (decided_by is null) and (decided_by is null) = (decided_zh is null))
);
create unique index screen_appeals_open on screen_appeals (bucket, store, kind, subject) where state = 'open';
create index screen_appeals_of_marketplace on screen_appeals (bucket, marketplace, id);
create index screen_appeals_of_block on screen_appeals (bucket, block) where block is not null;

-- What an appeal let a store post after all.
create table screen_passes (
  bucket int not null,
  store text collate "C" not null,
  kind text not null,
  subject text not null,
  appeal text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, store, kind, subject)
);
grant select, insert on screen_appeals, screen_passes to hutong_app;
grant update (state, decided_by, decided_zh, decided_en, decided_at) on screen_appeals to hutong_app;

-- The secret by which the house asks a host app for an access token of an entry; the token itself is never stored.
create table entry_secrets (
  entry text collate "C" primary key references host_entries (id),
  secret_sealed text not null,
  -- Where the host app's server answers; null: its own address.
  origin text check (origin ~ '^https?://[^/]+$'),
  set_by text collate "C" not null,
  set_at timestamptz not null
);
grant select, insert, update, delete on entry_secrets to hutong_app;
