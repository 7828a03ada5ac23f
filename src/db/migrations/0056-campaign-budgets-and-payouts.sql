-- Campaigns that a store pays, budgets that are never exceeded, bills that two people approve, host apps paid out.

-- The store whose money it is; null: the platform's own.
alter table campaigns add column payer text collate "C", add check (payer is null or wallet_account is not null);
create index campaigns_of_payer on campaigns (payer, id) where payer is not null;

-- What a campaign may spend and has spent, one row each; its lock puts the spends of one campaign in a row. A store's
-- campaign lies in its store's bucket, so that setting money aside is one commit with the book.
create table campaign_budgets (
  bucket int not null,
  campaign text collate "C" not null,
  marketplace text collate "C" not null,
  currency text not null,
  -- Null: no limit. Of a store's campaign always said: it is what the store has set aside.
  total bigint check (total >= 0),
  day_limit bigint check (day_limit >= 0),
  -- Fees less what refunds took back of them.
  spent bigint not null check (spent >= 0),
  -- Of a store's campaign: what its bills took out of the money set aside.
  billed bigint not null default 0 check (billed >= 0),
  version integer not null check (version > 0),
  primary key (bucket, campaign),
  constraint campaign_budgets_never_more check (total is null or (spent <= total and billed <= total))
) with (fillfactor = 70);

create table campaign_days (
  bucket int not null,
  campaign text collate "C" not null,
  -- A day of the marketplace's time zone.
  day date not null,
  spent bigint not null check (spent >= 0),
  -- The limit under which it was spent.
  cap bigint,
  primary key (bucket, campaign, day),
  constraint campaign_days_never_more check (cap is null or spent <= cap)
) with (fillfactor = 70);

-- Campaigns that stand already spend from now on what they have spent so far; no limit holds. An id's 11th and 12th
-- characters lead to its bucket, as in src/db/ids.ts and src/db/buckets.ts.
insert into campaign_budgets (bucket, campaign, marketplace, currency, spent, version)
  select (array[60, 8, 82, 1, 31, 88, 79, 24, 10, 92, 48, 109, 5, 112, 50, 166, 4, 7, 17, 172, 16, 96, 170, 85, 36, 89,
      19, 0, 37, 45, 101, 3, 113, 52, 62, 99, 136, 168, 46, 28, 6, 66, 70, 21, 83, 39, 43, 13, 2, 351, 27, 95, 58, 149,
      41, 179, 9, 80, 59, 22, 12, 11, 44, 18])
      [32 * (position(substr(c.id, 15, 1) in '0123456789ABCDEFGHJKMNPQRSTVWXYZ') - 1)
       + position(substr(c.id, 16, 1) in '0123456789ABCDEFGHJKMNPQRSTVWXYZ')],
    c.id, c.marketplace, c.currency,
    coalesce((select sum(k.fee) from clicks k where k.campaign = c.id), 0)
      + coalesce((select sum(a.fee - a.fee_back) from attributions a where a.campaign = c.id), 0), 1
  from campaigns c;

alter table clicks drop constraint clicks_fault_check;
alter table clicks add constraint clicks_fault_check check (fault in ('repeat', 'speed', 'budget'));
-- What the order's fee would have been above what the budget had left.
alter table attributions add column fee_cut bigint not null default 0 check (fee_cut >= 0);

-- What trimmed clicks came to: figures and budgets stay what they were when the rows are gone.
create table click_sums (
  bucket int not null,
  campaign text collate "C" not null,
  host text not null,
  clicks bigint not null,
  repeats bigint not null,
  too_fast bigint not null,
  over_budget bigint not null,
  opened bigint not null,
  fees bigint not null,
  primary key (bucket, campaign, host)
);
create index clicks_by_age on clicks (bucket, at);
create index click_visitors_by_age on click_visitors (bucket, seen_at);

alter table campaign_bills
  add column state text not null default 'done' check (state in ('proposed', 'approved', 'done', 'rejected')),
  add column decided_by text collate "C",
  add column decided_at timestamptz,
  add check (decided_by is null or decided_by <> asked_by);
alter table campaign_bills alter column state drop default;
-- One bill of a campaign and host app waits for a second person at a time.
create unique index campaign_bills_open on campaign_bills (bucket, campaign, host)
  where state in ('proposed', 'approved');
create index campaign_bills_by_id on campaign_bills (bucket, id);

-- What each host app is owed at a wallet account: billed, less paid out (or on its way). `over` is what refunds took
-- back after it was paid; without it the rule would refuse the books' own truth. Nothing but a bill makes it larger.
create table media_accounts (
  bucket int not null,
  wallet_account text collate "C" not null,
  host text not null,
  currency text not null,
  marketplace text collate "C" not null,
  billed bigint not null default 0,
  paid_out bigint not null default 0 check (paid_out >= 0),
  over bigint not null default 0 check (over >= 0),
  primary key (bucket, wallet_account, host, currency),
  constraint media_accounts_never_more check (paid_out <= billed + over)
) with (fillfactor = 70);
insert into media_accounts (bucket, wallet_account, host, currency, marketplace, billed)
  select bucket, wallet_account, host, currency, min(marketplace), sum(amount) from campaign_bills
  group by bucket, wallet_account, host, currency;

-- The bank account of a host app, told by the marketplace; the newest counts, the number is sealed.
create table media_payees (
  bucket int not null,
  wallet_account text collate "C" not null,
  host text not null,
  n integer not null check (n > 0),
  holder text not null,
  bank text not null,
  number_sealed text not null,
  last4 text not null,
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (bucket, wallet_account, host, n)
);

create table media_payouts (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  wallet_account text collate "C" not null,
  host text not null,
  payee integer not null,
  -- By the wallet's own transfer to a bank account, or by hand at the bank.
  way text not null check (way in ('wallet', 'hand')),
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null
    check (state in ('asked', 'sending', 'processing', 'paid', 'returned', 'refused', 'cancelled')),
  asked_by text collate "C" not null,
  confirmed_by text collate "C" check (confirmed_by <> asked_by),
  reference text,
  says text,
  looks integer not null default 0,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id)
) with (fillfactor = 70);
create index media_payouts_of_account on media_payouts (bucket, wallet_account, id);

create table media_payout_due (
  bucket int not null,
  at timestamptz not null,
  payout text collate "C" not null,
  primary key (bucket, payout)
);
create index media_payout_due_at on media_payout_due (bucket, at);

grant select, insert, update on campaign_budgets, campaign_days, media_accounts, media_payouts to hutong_app;
grant select, insert, update on click_sums to hutong_app;
grant select, insert on media_payees to hutong_app;
grant update (number_sealed) on media_payees to hutong_app;
grant select, insert, update, delete on media_payout_due to hutong_app;
grant update (state, decided_by, decided_at) on campaign_bills to hutong_app;
grant update (fee, fee_cut) on attributions to hutong_app;
-- Clicks that nobody asks for any more.
grant delete on clicks, click_visitors to hutong_app;
