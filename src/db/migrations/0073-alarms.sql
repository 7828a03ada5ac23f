-- What a person should look at, until it is over: one row for each thing, however often it is raised. The house clears
-- what it sees to be over, a person what they have looked into.
create table alarms (
  bucket int not null,
  id text collate "C" not null,
  -- Null: of the whole house.
  marketplace text collate "C",
  what text collate "C" not null,
  -- Which payment, account, day … it is about, so that the same thing is one alarm.
  key text collate "C" not null,
  about jsonb not null,
  times bigint not null default 1,
  raised_at timestamptz not null,
  last_at timestamptz not null,
  cleared_at timestamptz,
  -- "house", or a person.
  cleared_by text collate "C",
  cleared_why text,
  primary key (bucket, id),
  check ((cleared_at is null) = (cleared_by is null))
);
create unique index alarms_open on alarms (bucket, what, key) where cleared_at is null;
grant select, insert, update on alarms to hutong_app;
