-- What the wallet's own account file says moved on the day, by kind: whole minor units as text, negative for outgo.
alter table bill_runs add column funds jsonb;

-- Open differences are few beside all that there ever were.
create index bill_breaks_open on bill_breaks (bucket, wallet_account) where state <> 'closed';
create index bill_breaks_by_run on bill_breaks (bucket, run);

-- A day of an account as the house looks after it: fetched by itself until its bill is in, or a person must look.
create table bill_days (
  wallet_account text collate "C" not null,
  day text collate "C" not null check (day ~ '^\d{4}-\d\d-\d\d$'),
  marketplace text collate "C" not null,
  wallet text not null,
  -- `waiting`: asked again at next_at. `refused`: asked again too, and a person was told why. `done`: its run is done.
  state text not null check (state in ('waiting', 'refused', 'done')),
  -- Why the last try brought nothing in.
  code text,
  says text,
  tries int not null default 0,
  next_at timestamptz,
  run text collate "C",
  opened_at timestamptz not null,
  tried_at timestamptz,
  primary key (wallet_account, day),
  check ((state = 'done') = (next_at is null))
);
create index bill_days_due on bill_days (next_at) where next_at is not null;
grant select, insert, update on bill_days to hutong_app;
