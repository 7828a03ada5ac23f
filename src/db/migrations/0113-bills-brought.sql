-- Bills that somebody uploads at the desk, for days whose bill the house cannot fetch.

-- A file as it was brought for a day of an account: which is in its id, with its kind and its hash, so that the same
-- file again is the same row. What it says was read before it was kept. Only two people let it be held against the
-- books: a file from somebody's disk is nobody's word but theirs.
create table bill_files (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  wallet text not null,
  wallet_account text collate "C" not null,
  -- A day of Asia/Shanghai, "2026-11-22".
  day text collate "C" not null check (day ~ '^\d{4}-\d\d-\d\d$'),
  kind text not null check (kind in ('trade', 'refund', 'fund', 'commission')),
  file_name text not null check (length(file_name) between 1 and 200),
  bytes bigint not null check (bytes > 0),
  parts int not null check (parts > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- What the wallet told of the file, where somebody copied it; it was found right.
  announced_hash text,
  -- Of a file of trades: SHA-256 over its lines, as a run keeps it.
  digest text not null,
  lines bigint not null check (lines >= 0),
  -- Whole minor units as text.
  totals jsonb not null,
  begins_at timestamptz,
  ends_at timestamptz,
  -- The account's number that the file names; null for a kind that names none.
  account_named text,
  uploaded_by text collate "C" not null,
  uploaded_at timestamptz not null,
  state text not null check (state in ('checked', 'proposed', 'approved')),
  -- What is read beside a file of trades: the day's other files, as they were when it was proposed.
  beside text[] not null default '{}',
  proposed_why text,
  proposer text collate "C",
  proposed_at timestamptz,
  decided_by text collate "C",
  decided_why text,
  decided_at timestamptz,
  constraint by_another check (decided_by <> proposer),
  constraint not_whoever_brought_it check (decided_by <> uploaded_by),
  constraint proposed_by_somebody check (state = 'checked' or kind <> 'trade' or proposer is not null),
  constraint approved_by_somebody check (state <> 'approved' or decided_by is not null)
);
create index bill_files_of_day on bill_files (wallet_account, day);
create index bill_files_waiting on bill_files (proposed_at) where state = 'proposed';
grant select, insert on bill_files to hutong_app;
grant update (state, beside, proposed_why, proposer, proposed_at, decided_by, decided_why, decided_at)
  on bill_files to hutong_app;

-- The file's bytes in the order of n, sealed: buyers' numbers stand in them. They are written before the file's row;
-- parts without one are of an upload that broke off, and go.
create table bill_file_parts (
  bucket int not null,
  file text collate "C" not null,
  n int not null,
  sealed text not null,
  at timestamptz not null,
  primary key (bucket, file, n)
);
create index bill_file_parts_old on bill_file_parts (bucket, at);
grant select, insert, delete on bill_file_parts to hutong_app;
-- A new master key wraps them anew; the same file brought again is as old as its latest coming.
grant update (sealed, at) on bill_file_parts to hutong_app;

-- Who proposed, approved and rejected what, each time. Only added.
create table bill_file_steps (
  file text collate "C" not null,
  n int not null,
  event text not null check (event in ('proposed', 'approved', 'rejected')),
  beside text[] not null,
  by_whom text collate "C" not null,
  why text not null,
  at timestamptz not null,
  primary key (file, n)
);
grant select, insert on bill_file_steps to hutong_app;

-- From which files a day is read; null: it is fetched. And from which its run was read.
alter table bill_days add column files text[];
alter table bill_runs add column files text[];
