-- What two parties agreed about comparing their people, and what it was used for. No person stands here, and no hash of
-- one.
create table alliance_contracts (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  partner text not null,
  title text not null,
  purposes text[] not null,
  modes text[] not null,
  -- On what it hangs (agr_…); a run is refused when that is not in force.
  agreement text collate "C",
  currency text not null,
  -- The most that one person counts for in a sum.
  clip bigint not null check (clip > 0),
  crowd int not null check (crowd >= 2),
  epsilon_milli int not null check (epsilon_milli > 0),
  padding int not null check (padding between 0 and 10000),
  -- Runs in all; none is given back.
  budget int not null check (budget >= 0),
  used int not null default 0,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  primary key (bucket, id),
  constraint never_above_budget check (used between 0 and budget),
  constraint ends_after_it_starts check (ends_at > starts_at)
);
grant select, insert on alliance_contracts to hutong_app;
grant update (used) on alliance_contracts to hutong_app;

-- Rows that a party has somewhere else, and what the people in them agreed to. Withdrawn once, for good.
create table alliance_datasets (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  title text not null,
  purposes text[] not null,
  basis text not null,
  withdrawn_at timestamptz,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  primary key (bucket, id)
);
grant select, insert on alliance_datasets to hutong_app;
grant update (withdrawn_at) on alliance_datasets to hutong_app;

-- A run lives in its contract's bucket, so that the budget is counted in the run's own commit.
create table alliance_runs (
  bucket int not null,
  id text collate "C" not null,
  contract text collate "C" not null,
  dataset text collate "C" not null,
  marketplace text collate "C" not null,
  partner text not null,
  purpose text not null,
  mode text not null check (mode in ('size', 'sum')),
  state text not null check (state in ('running', 'done', 'below_crowd', 'failed')),
  step text not null,
  steps_done int not null check (steps_done >= 0),
  steps_of int not null check (steps_of >= 0),
  -- Noised by both sides; null until the end, and where the crowd was too small.
  people bigint,
  total bigint,
  currency text not null,
  why text,
  opening text collate "C" not null,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (bucket, id),
  constraint told_only_when_done check (state = 'done' or (people is null and total is null))
);
grant select, insert on alliance_runs to hutong_app;
grant update (state, step, steps_done, steps_of, people, total, why, changed_at) on alliance_runs to hutong_app;

-- Everything that was asked, also what was refused. Only added to.
create table alliance_log (
  bucket int not null,
  contract text collate "C" not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  event text not null,
  run text collate "C",
  by_whom text collate "C" not null,
  about jsonb not null,
  at timestamptz not null,
  primary key (bucket, contract, id)
);
grant select, insert on alliance_log to hutong_app;
