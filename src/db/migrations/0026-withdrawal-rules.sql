-- Withdrawals through a wallet's own call: the store's number there, a bank that sends money back after it arrived, and
-- a store's own rules.
alter table withdrawals
  add column sub_merchant text,
  -- How often the wallet was asked again after it had said that the money arrived.
  add column looks int not null default 0,
  add column card_last4 text;
alter table withdrawals drop constraint withdrawals_state_check;
alter table withdrawals add constraint withdrawals_state_check
  check (state in ('asked', 'sending', 'processing', 'paid', 'returned', 'refused', 'cancelled'));
create index withdrawals_of_store on withdrawals (bucket, store, id);
create index shares_of_store on shares (bucket, store, id);

-- Without a row: any two callers, and the house's own daily limit. Only ever added; the newest that holds counts.
create table withdrawal_rules (
  bucket int not null,
  store text collate "C" not null,
  n int not null,
  -- Whoever asks and whoever confirms must be two different people; keys do neither.
  two_people boolean not null,
  -- Whole minor units of CNY; null: the house's own.
  daily_limit bigint check (daily_limit > 0),
  set_by text collate "C" not null,
  set_at timestamptz not null,
  -- What makes it easier to take money away holds a day later.
  holds_from timestamptz not null,
  primary key (bucket, store, n)
);
grant select, insert on withdrawal_rules to hutong_app;
