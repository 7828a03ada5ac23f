-- Reconciliation: a wallet's bill of a day, imported once, and the differences between it and our own payments.
create table bill_runs (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  wallet text not null,
  wallet_account text collate "C" not null,
  -- A day of Asia/Shanghai, "2026-11-22".
  day text collate "C" not null check (day ~ '^\d{4}-\d\d-\d\d$'),
  state text not null check (state in ('imported', 'done')),
  -- SHA-256 over the lines: the same bill twice is the same, another one for the same day is refused.
  digest text not null,
  lines bigint not null,
  -- What the wallet says of the day: {payments, refunds, fees}, whole minor units as text.
  totals jsonb not null,
  -- How many of each class were found when the day was matched.
  found jsonb not null default '{}',
  imported_at timestamptz not null,
  finished_at timestamptz,
  unique (wallet_account, day)
);

create table bill_lines (
  bucket int not null,
  run text collate "C" not null,
  n int not null,
  kind text not null check (kind in ('payment', 'refund')),
  -- pay_… or ref_…; null when the number is none of ours.
  subject text collate "C",
  wallet_ref text collate "C" not null,
  amount bigint not null,
  currency text not null,
  fee bigint not null,
  fee_expected bigint,
  state text not null,
  at timestamptz not null,
  primary key (bucket, run, n)
);
create index bill_lines_by_subject on bill_lines (bucket, subject);

create table bill_breaks (
  bucket int not null,
  id text collate "C" not null,
  run text collate "C" not null,
  marketplace text collate "C" not null,
  wallet_account text collate "C" not null,
  day text collate "C" not null,
  class text not null check (class in ('ours_only', 'theirs_only', 'amount', 'fee', 'state', 'day_boundary')),
  kind text not null,
  subject text collate "C",
  wallet_ref text,
  currency text not null,
  ours bigint,
  theirs bigint,
  says text not null,
  -- Who looks at it first, and what the house would do.
  owner text not null check (owner in ('finance', 'engineering')),
  advice text not null check (advice in ('wait', 'hear', 'accept')),
  state text not null check (state in ('open', 'proposed', 'closed')),
  resolution text check (resolution in ('late', 'heard', 'accepted')),
  proposed_act text check (proposed_act in ('hear', 'accept')),
  proposed_why text,
  proposer text collate "C",
  proposed_at timestamptz,
  decided_by text collate "C",
  decided_why text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (bucket, id),
  constraint two_people check (decided_by <> proposer),
  check ((state = 'closed') = (resolution is not null))
);
create index bill_breaks_by_subject on bill_breaks (bucket, subject);

-- A bill's day is found in refunds by when they were made: their ids carry the time of the payment.
create index refunds_by_day on refunds (bucket, created_at);

grant select, insert, update on bill_runs, bill_breaks to hutong_app;
grant select, insert on bill_lines to hutong_app;
