-- What two people decide about one wallet's users at another's merchants: pairs, rate cards, and each step of a
-- settlement between two wallets. One proposes, another decides; what is approved takes effect in that commit.
create table acceptance_changes (
  id text collate "C" primary key,
  kind text not null check (kind in ('pair', 'rates', 'paid', 'received')),
  acquirer text collate "C" not null,
  issuer text collate "C" not null,
  -- The settlement that a step is of; '' for the others.
  clearing text collate "C" not null default '',
  -- What it says beside: the account of a pair, the parts of a card.
  detail jsonb not null,
  -- What a step of a settlement is about.
  amount bigint,
  currency text,
  why text not null,
  proposer text collate "C" not null,
  at timestamptz not null,
  state text not null check (state in ('pending', 'approved', 'rejected')),
  decided_by text collate "C",
  decided_why text,
  decided_at timestamptz,
  constraint decided_once check ((state = 'pending') = (decided_by is null and decided_at is null)),
  constraint by_another check (decided_by <> proposer),
  constraint amount_in_a_currency check ((amount is null) = (currency is null)),
  constraint steps_are_of_a_settlement check ((kind in ('paid', 'received')) = (clearing <> ''))
);
create index acceptance_changes_pending on acceptance_changes (at) where state = 'pending';
-- The same waits once.
create unique index acceptance_changes_same on acceptance_changes (kind, acquirer, issuer, clearing, md5(detail::text))
  where state = 'pending';
grant select, insert on acceptance_changes to hutong_app;
grant update (state, decided_by, decided_why, decided_at) on acceptance_changes to hutong_app;
