-- After the release: refunds out of several sources, the platform's advances, rate cards, holds, a longer time limit.

-- What a refund takes back of the commission, and what the platform advances; the rest is escrow's or the balance's.
alter table refunds
  add column from_commission bigint not null default 0,
  add column from_advance bigint not null default 0,
  add constraint parts_of_the_amount check (
    from_commission >= 0 and from_advance >= 0 and from_commission + from_advance <= amount);

-- Money of the platform set aside for a store's refund, in the bucket of the platform's book (the wallet account's).
create table advances (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  wallet_account text collate "C" not null,
  store text collate "C" not null,
  payment text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('given', 'used', 'returned')),
  given_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id)
);
create index advances_given on advances (bucket, given_at) where state = 'given';
grant select, insert, update on advances to hutong_app;

-- In the store's bucket: whether a refund used an advance. Whoever writes first decides: the refund, or who returns it.
create table advance_fates (
  bucket int not null,
  advance text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  fate text not null check (fate in ('used', 'void')),
  refund text collate "C",
  at timestamptz not null,
  primary key (bucket, advance)
);
grant select, insert on advance_fates to hutong_app;

-- In the store's bucket: what goes back to the platform's book, which takes it in a commit of its own.
create table advance_returns (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  cause text not null check (cause in ('recovered', 'refund_refused')),
  at timestamptz not null,
  arrived_at timestamptz,
  primary key (bucket, id)
);
create index advance_returns_under_way on advance_returns (bucket, at) where arrived_at is null;
grant select, insert, update on advance_returns to hutong_app;

-- The platform's own money at a wallet account, put there or taken away by two people.
create table platform_funds (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  wallet_account text collate "C" not null,
  act text not null check (act in ('add', 'take')),
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('proposed', 'done', 'rejected')),
  why text not null,
  proposer text collate "C" not null,
  proposed_at timestamptz not null,
  decided_by text collate "C",
  decided_at timestamptz,
  primary key (bucket, id),
  constraint two_people_fund check (decided_by <> proposer),
  check ((state = 'proposed') = (decided_by is null))
);
grant select, insert, update on platform_funds to hutong_app;

-- What the marketplace takes of a release, from an instant on: for one store, or (store '') for all without a card of
-- their own. Only ever added. Without figures: from then on the marketplace's own card holds for that store again.
create table rate_cards (
  marketplace text collate "C" not null,
  store text collate "C" not null,
  starts_at timestamptz not null,
  -- Hundredths of a percent, rounded down to the minor unit.
  commission_bp int check (commission_bp between 0 and 10000),
  -- Beside it, whole minor units an order.
  fixed bigint check (fixed between 0 and 1000000),
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (marketplace, store, starts_at),
  check ((commission_bp is null) = (fixed is null)),
  check (commission_bp is not null or store <> '')
);
grant select, insert on rate_cards to hutong_app;

alter table releases add column commission_fixed bigint not null default 0;

-- The time limit of a release was made longer: once, says the key.
create table release_extensions (
  bucket int not null,
  payment text collate "C" not null,
  order_id text collate "C" not null,
  until timestamptz not null,
  extended_by text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, payment)
);
grant select, insert on release_extensions to hutong_app;

-- Who holds an order's release: a dispute.
create table release_holds (
  bucket int not null,
  order_id text collate "C" not null,
  holder text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, order_id, holder)
);
grant select, insert, delete on release_holds to hutong_app;

-- The few accounts that advances lie in: who owes is found without reading the others.
create index accounts_of_advances on accounts (bucket) where code = 'advances';
