-- Releases that are an outside effect, because the wallet holds the money; shares of what it holds, and their returns.

-- The intent of a release, committed before the wallet is told. The release itself (table releases) is written with the
-- wallet's word.
create table wallet_releases (
  bucket int not null,
  payment text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  sub_merchant text,
  wallet_ref text not null,
  currency text not null,
  gross bigint not null check (gross > 0),
  commission bigint not null check (commission between 0 and gross),
  commission_bp int not null,
  commission_fixed bigint not null,
  cause text not null,
  asked_by text collate "C" not null,
  asked_at timestamptz not null,
  state text not null check (state in ('sharing', 'releasing', 'released', 'stopped')),
  -- Each try has a number of its own at the wallet.
  tries int not null default 1,
  release_ref text,
  says text,
  primary key (bucket, payment)
) with (fillfactor = 70);
grant select, insert, update on wallet_releases to hutong_app;

-- What the marketplace takes at the wallet itself.
create table shares (
  bucket int not null,
  id text collate "C" not null,
  payment text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  sub_merchant text,
  wallet_ref text not null,
  receiver text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('sending', 'processing', 'shared', 'refused')),
  share_ref text,
  says text,
  coming_back bigint not null default 0,
  returned bigint not null default 0,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id),
  constraint never_more_back_than_shared check (coming_back >= 0 and returned >= 0 and coming_back + returned <= amount)
) with (fillfactor = 70);
create index shares_of_payment on shares (bucket, payment);
grant select, insert, update on shares to hutong_app;

create table share_returns (
  bucket int not null,
  id text collate "C" not null,
  share text collate "C" not null,
  payment text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  -- `asked`: into the commission that refunds take back; `refund`: into the balance that a refund took it from.
  cause text not null check (cause in ('asked', 'refund')),
  asked_by text collate "C" not null,
  state text not null check (state in ('sending', 'processing', 'returned', 'refused')),
  return_ref text,
  says text,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id)
) with (fillfactor = 70);
create index share_returns_of_share on share_returns (bucket, share);
grant select, insert, update on share_returns to hutong_app;

-- Receivers that a wallet has been told of: small.
create table share_receivers (
  wallet_account text collate "C" not null,
  sub_merchant text collate "C" not null,
  receiver text not null,
  bound_at timestamptz not null,
  primary key (wallet_account, sub_merchant, receiver)
);
grant select, insert, delete on share_receivers to hutong_app;

-- What a wallet has to be asked after. Taken in batches with SKIP LOCKED, put off, ended by its outcome.
create table settlement_due (
  bucket int not null,
  kind text not null check (kind in ('release', 'share', 'share_return')),
  subject text collate "C" not null,
  at timestamptz not null,
  since timestamptz not null,
  primary key (bucket, kind, subject)
) with (fillfactor = 70);
create index settlement_due_at on settlement_due (bucket, at);
grant select, insert, update, delete on settlement_due to hutong_app;
