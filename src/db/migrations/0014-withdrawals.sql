-- A store's bank cards and its withdrawals to them. The newest card counts; the number is sealed.
create table bank_cards (
  bucket int not null,
  store text collate "C" not null,
  n int not null,
  holder text not null,
  bank text not null,
  number_sealed text not null,
  last4 text not null,
  set_by text collate "C" not null,
  set_at timestamptz not null,
  usable_at timestamptz not null,
  primary key (bucket, store, n)
);
grant select, insert on bank_cards to hutong_app;

create table withdrawals (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  card int not null,
  amount bigint not null check (amount > 0),
  fee bigint not null check (fee >= 0 and fee < amount),
  currency text not null,
  -- Of Asia/Shanghai: the day whose limit it counts against.
  day date not null,
  state text not null check (state in ('asked', 'sending', 'processing', 'paid', 'refused', 'cancelled')),
  asked_by text collate "C" not null,
  confirmed_by text collate "C" check (confirmed_by <> asked_by),
  wallet_ref text,
  says text,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id)
) with (fillfactor = 70);
grant select, insert, update on withdrawals to hutong_app;

-- What a store has withdrawn of one wallet account on one day.
create table withdrawal_days (
  bucket int not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  currency text not null,
  day date not null,
  total bigint not null check (total >= 0),
  primary key (bucket, store, wallet_account, currency, day)
);
grant select, insert, update on withdrawal_days to hutong_app;

create table withdrawal_due (
  bucket int not null,
  at timestamptz not null,
  withdrawal text collate "C" not null,
  primary key (bucket, withdrawal)
);
create index withdrawal_due_at on withdrawal_due (bucket, at);
grant select, insert, update, delete on withdrawal_due to hutong_app;
