-- Settlement: terms of each marketplace, and which paid orders' money was released from escrow to the store's balance.

-- What holds from an instant on; only ever added, so that what was paid under older terms is settled under them.
create table settlement_terms (
  marketplace text collate "C" not null,
  starts_at timestamptz not null,
  release_after_days int not null check (release_after_days between 0 and 90),
  -- Hundredths of a percent.
  commission_bp int not null check (commission_bp between 0 and 10000),
  set_by text collate "C" not null,
  primary key (marketplace, starts_at)
);
grant select, insert on settlement_terms to hutong_app;

-- An order is paid by one payment, whose wallet account holds its money: the key refuses a second release.
create table releases (
  bucket int not null,
  payment text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  currency text not null,
  gross bigint not null check (gross > 0),
  commission bigint not null check (commission between 0 and gross),
  commission_bp int not null,
  cause text not null check (cause in ('receipt', 'time')),
  released_by text collate "C" not null,
  released_at timestamptz not null,
  primary key (bucket, payment)
);
grant select, insert on releases to hutong_app;

-- When an order's money is released by itself. Taken in batches with SKIP LOCKED.
create table release_due (
  bucket int not null,
  at timestamptz not null,
  payment text collate "C" not null,
  primary key (bucket, at, payment)
);
grant select, insert, update, delete on release_due to hutong_app;
