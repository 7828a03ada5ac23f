-- How much somebody of a role may send back by themselves, a refund and a calendar day; above it a second person
-- decides. Without a row: no limit. Only ever added; of each (marketplace, store, role) the newest that holds counts.
create table refund_limits (
  marketplace text collate "C" not null,
  -- '': the marketplace's own, for its people, its keys, and the people and keys of each of its stores. Else what a
  -- store sets for its own.
  store text collate "C" not null default '',
  -- A role of a person, or `key`.
  role text not null,
  n int not null check (n > 0),
  -- Whole minor units of CNY; null: no limit; 0: nothing goes out by one person alone.
  per_refund bigint check (per_refund >= 0),
  per_day bigint check (per_day >= 0),
  set_by text collate "C" not null,
  set_at timestamptz not null,
  -- Of the marketplace's own: the second person.
  approved_by text collate "C",
  -- What a store makes easier holds a day later.
  holds_from timestamptz not null check (holds_from >= set_at),
  primary key (marketplace, store, role, n),
  constraint set_by_two check (store <> '' or (approved_by is not null and approved_by <> set_by)),
  constraint a_store_sets_its_own check (store = '' or role in ('merchant_finance', 'key'))
);
grant select, insert on refund_limits to hutong_app;

-- What one person of a marketplace proposes about its limits, and another decides; done in that commit.
create table refund_limit_changes (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  role text not null,
  per_refund bigint check (per_refund >= 0),
  per_day bigint check (per_day >= 0),
  why text not null,
  proposer text collate "C" not null,
  at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected')),
  decided_by text collate "C",
  decided_why text,
  decided_at timestamptz,
  constraint decided_once check (
    (state = 'pending') = (decided_by is null) and (state = 'pending') = (decided_at is null)),
  constraint by_another check (decided_by <> proposer)
);
-- One at a time for each role.
create unique index refund_limit_changes_pending on refund_limit_changes (marketplace, role) where state = 'pending';
create index refund_limit_changes_of_marketplace on refund_limit_changes (marketplace, id);
grant select, insert (id, marketplace, role, per_refund, per_day, why, proposer, at) on refund_limit_changes
  to hutong_app;
grant update (state, decided_by, decided_why, decided_at) on refund_limit_changes to hutong_app;

-- The limits that hold for somebody, the strictest of all that apply: null twice where there is none. Whoever sets a
-- limit takes the same lock for themselves, so that a limit holds from its own commit. `in_role` null: nobody said
-- which role, and then every role's limit counts.
create function refund_limit_of(in_marketplace text, in_store text, in_role text, in_at timestamptz)
returns table (per_refund bigint, per_day bigint) language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(in_marketplace, 111));
  return query select min(held.per_refund), min(held.per_day) from (
    select distinct on (l.store, l.role) l.per_refund, l.per_day from refund_limits l
    where l.marketplace = in_marketplace and l.store in ('', in_store) and (in_role is null or l.role = in_role)
      and l.holds_from <= in_at
    order by l.store, l.role, l.n desc
  ) held;
end $$;
grant execute on function refund_limit_of(text, text, text, timestamptz) to hutong_app;

-- What somebody has sent back by themselves on a calendar day of the marketplace, counted in the commit that accepts
-- the refund, where a limit a day holds. `who`: a person, or the marketplace or store whose keys count together.
create table refund_days (
  bucket int not null,
  marketplace text collate "C" not null,
  who text collate "C" not null,
  currency text not null,
  day text not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  total bigint not null check (total >= 0),
  -- The limit under which the latest was accepted.
  most bigint not null,
  primary key (bucket, marketplace, who, currency, day),
  constraint never_above_the_limit check (total <= most)
);
grant select, insert, update (total, most) on refund_days to hutong_app;

-- For whose day a refund was counted, and which: it goes back to that day when the wallet refuses it.
alter table refunds
  add column counted_for text collate "C",
  add column counted_on text,
  add constraint counted_whole check ((counted_for is null) = (counted_on is null)) not valid;

-- A refund that waits for a second person. No money is reserved for it and no wallet has heard of it.
create table refund_proposals (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  order_id text collate "C" not null,
  payment text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  -- Which limit it is above, and the limit.
  above text not null check (above in ('per_refund', 'per_day', 'currency')),
  limit_minor bigint not null,
  proposer text collate "C" not null,
  -- By whoever is of the store itself: then the store's owner may decide as well.
  by_store boolean not null,
  proposed_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected', 'withdrawn')),
  decided_by text collate "C",
  decided_why text,
  decided_at timestamptz,
  -- What came of it.
  refund text collate "C",
  primary key (bucket, id),
  constraint decided_once check (
    (state = 'waiting') = (decided_by is null) and (state = 'waiting') = (decided_at is null)),
  constraint withdrawn_by_its_own check (state <> 'withdrawn' or decided_by = proposer),
  constraint by_another check (state <> 'approved' or decided_by <> proposer),
  constraint approved_makes_a_refund check ((state = 'approved') = (refund is not null))
);
create index refund_proposals_waiting on refund_proposals (bucket, proposed_at) where state = 'waiting';
create index refund_proposals_of_payment on refund_proposals (bucket, payment);
create index refund_proposals_of_store on refund_proposals (bucket, store, id);
grant select, insert (bucket, id, marketplace, store, order_id, payment, amount, currency, reason, above, limit_minor,
  proposer, by_store, proposed_at) on refund_proposals to hutong_app;
grant update (state, decided_by, decided_why, decided_at, refund) on refund_proposals to hutong_app;
