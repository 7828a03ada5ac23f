-- Refund-only requests and disputes: one row each, its every step on record, deadlines as due rows.
create table disputes (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  checkout text collate "C" not null,
  order_id text collate "C" not null,
  payment text collate "C" not null,
  kind text not null check (kind in ('refund_only', 'dispute')),
  state text not null check (state in ('with_store', 'with_person', 'granted', 'refunded', 'appealed', 'upheld',
    'compensating', 'compensated', 'rejected', 'withdrawn')),
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  -- Which rule decided at first: automatic, store or person, and why.
  rule text not null,
  opened_by text collate "C" not null,
  refund text collate "C",
  -- What one person proposes, until another decides.
  proposed text check (proposed in ('for_buyer', 'for_store', 'upheld', 'overturned')),
  proposed_why text,
  proposer text collate "C",
  -- Until when the store may answer, or appeal.
  due_at timestamptz,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (bucket, id)
) with (fillfactor = 70);
create index disputes_by_order on disputes (bucket, order_id);
grant select, insert, update on disputes to hutong_app;

-- The record: only ever added.
create table dispute_steps (
  bucket int not null,
  dispute text collate "C" not null,
  n int not null,
  event text not null,
  from_state text,
  to_state text not null,
  by_kind text not null,
  by_id text collate "C" not null,
  why text not null,
  evidence jsonb not null,
  at timestamptz not null,
  primary key (bucket, dispute, n)
);
grant select, insert on dispute_steps to hutong_app;

create table dispute_due (
  bucket int not null,
  dispute text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, dispute)
);
create index dispute_due_at on dispute_due (bucket, at);
grant select, insert, update, delete on dispute_due to hutong_app;

-- How refund-only requests are decided, from an instant on. Only ever added.
create table refund_only_rules (
  marketplace text collate "C" not null,
  starts_at timestamptz not null,
  -- At most this much is granted without asking, with evidence, of a store rated below `rating_below`.
  automatic_max bigint not null check (automatic_max >= 0),
  -- Hundredths of a star, 0 to 500.
  rating_below int not null check (rating_below between 0 and 500),
  -- More than this goes to a person at once.
  person_above bigint not null check (person_above >= automatic_max),
  store_hours int not null check (store_hours between 1 and 720),
  appeal_days int not null check (appeal_days between 1 and 90),
  set_by text collate "C" not null,
  primary key (marketplace, starts_at)
);
grant select, insert on refund_only_rules to hutong_app;

create table store_ratings (
  store text collate "C" primary key,
  marketplace text collate "C" not null,
  rating int not null check (rating between 0 and 500),
  set_by text collate "C" not null,
  set_at timestamptz not null
);
grant select, insert, update on store_ratings to hutong_app;
