-- What a person keeps of the long lists: views (filters and columns under a name), and exports, which the worker writes
-- part by part while the person goes on with something else.

create table saved_views (
  id text collate "C" primary key,
  person text collate "C" not null,
  list text not null,
  title text not null check (title <> '' and length(title) <= 60),
  -- As it stands behind the question mark of the page's address.
  query text not null check (length(query) <= 1000),
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index saved_views_once on saved_views (person, list, title);
grant select, insert, delete on saved_views to hutong_app;
grant update (title, query, changed_at) on saved_views to hutong_app;

create table export_jobs (
  bucket int not null,
  id text collate "C" not null,
  person text collate "C" not null,
  -- Under which membership it was asked for: while that stands, and with this reach, the rows are read.
  membership text collate "C" not null,
  marketplace text collate "C",
  store text collate "C",
  list text not null,
  filter jsonb not null check (jsonb_typeof(filter) = 'object'),
  columns text[] not null check (cardinality(columns) > 0),
  language text not null check (language in ('zh', 'en')),
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- Where the list goes on; null before the first part.
  after text collate "C",
  parts int not null default 0 check (parts >= 0),
  -- How often a part could not be written, in a row.
  tries int not null default 0,
  lines bigint not null default 0 check (lines >= 0),
  bytes bigint not null default 0 check (bytes >= 0),
  -- How far it is, in ten-thousandths.
  share int not null default 0 check (share between 0 and 10000),
  -- The list was longer than a file may be.
  cut boolean not null default false,
  fault text,
  asked_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz,
  primary key (bucket, id),
  check ((state in ('waiting', 'running')) = (ended_at is null)),
  check ((state = 'failed') = (fault is not null))
);
create index export_jobs_of_person on export_jobs (bucket, person, id);
create index export_jobs_to_do on export_jobs (bucket, tries, asked_at) where ended_at is null;
grant select, insert on export_jobs to hutong_app;
grant update (state, after, parts, tries, lines, bytes, share, cut, fault, ended_at, expires_at) on export_jobs
  to hutong_app;

-- The file, in the order of n. Gone when the job has expired; the job stays, and so does who took the file when.
create table export_parts (
  bucket int not null,
  job text collate "C" not null,
  n int not null,
  body bytea not null,
  primary key (bucket, job, n)
);
grant select, insert, delete on export_parts to hutong_app;

create table export_downloads (
  bucket int not null,
  job text collate "C" not null,
  n int not null,
  person text collate "C" not null,
  session text collate "C" not null,
  address text not null,
  at timestamptz not null,
  primary key (bucket, job, n)
);
grant select, insert on export_downloads to hutong_app;
