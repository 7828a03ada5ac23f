-- Gaps in an order's four flows as cases, each with a state and whoever looks after it; and outage drills with reports.

create table cases (
  bucket int not null,
  -- Follows from order and code: the same gap is one case however often it is looked for.
  id text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  code text not null check (code in ('paid_not_shipped', 'shipped_not_paid', 'refunded_not_returned')),
  state text not null check (state in ('open', 'taken', 'closed')),
  -- Which desk looks at it first.
  desk text not null check (desk in ('support', 'finance')),
  -- Who took it, and who it belongs to for good once it is closed.
  owner text collate "C",
  -- Since when the gap stands, and since when we know.
  since timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  moves int not null check (moves > 0),
  primary key (bucket, id),
  check ((state = 'closed') = (closed_at is not null)),
  check (state <> 'taken' or owner is not null)
);
create index cases_not_closed on cases (bucket, opened_at) where state <> 'closed';
grant select, insert on cases to hutong_app;
grant update (state, owner, closed_at, moves) on cases to hutong_app;

create table case_moves (
  bucket int not null,
  case_id text collate "C" not null,
  n int not null,
  from_state text,
  to_state text not null,
  by_whom text collate "C" not null,
  why text not null check (why <> ''),
  at timestamptz not null,
  primary key (bucket, case_id, n)
);
grant select, insert on case_moves to hutong_app;

create table drills (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet text not null,
  state text not null check (state in ('running', 'passed', 'failed', 'broken')),
  started_by text collate "C" not null,
  started_at timestamptz not null,
  -- The latest sign of life of whoever runs it.
  seen_at timestamptz not null,
  ended_at timestamptz,
  steps jsonb not null check (jsonb_typeof(steps) = 'array'),
  check ((state = 'running') = (ended_at is null))
);
-- A drill breaks a wallet for everybody: one at a time.
create unique index drills_one_running on drills ((true)) where state = 'running';
grant select, insert on drills to hutong_app;
grant update (state, seen_at, ended_at, steps) on drills to hutong_app;
