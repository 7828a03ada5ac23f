-- Licences: who may stream, re-cut or clip a work, in which host app, from when to when.
create table licences (
  id text collate "C" primary key,
  -- The owner of the rights.
  marketplace text collate "C" not null references marketplaces (id),
  work text not null check (work ~ '^[a-z][a-z0-9_]{0,39}$'),
  title_zh text not null,
  title_en text not null,
  host text not null check (host ~ '^[a-z][a-z0-9_]{0,39}$'),
  -- Null: everybody who streams there.
  streamer text,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['stream', 'recut', 'clip']),
  starts_at timestamptz not null,
  ends_at timestamptz check (ends_at > starts_at),
  version integer not null check (version > 0),
  granted_by text collate "C" not null,
  granted_at timestamptz not null,
  revoked_by text collate "C",
  revoked_why text,
  revoked_at timestamptz,
  check ((revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_why is null))
);
create index licences_of_marketplace on licences (marketplace, id);

-- Raised in every change's commit, so that each process learns of it by one small read.
create table licence_version (version bigint not null);
insert into licence_version (version) values (0);

-- What was begun under a licence. Its commit holds the licence's row, so that none begins after it was revoked.
create table licence_uses (
  bucket int not null,
  id text collate "C" not null,
  licence text collate "C" not null,
  licence_version integer not null,
  marketplace text collate "C" not null,
  host text not null,
  streamer text,
  scope text not null check (scope in ('stream', 'recut', 'clip')),
  begun_by text collate "C" not null,
  begun_at timestamptz not null,
  primary key (bucket, id)
);

grant select, insert on licences, licence_uses to hutong_app;
grant update (version, revoked_by, revoked_why, revoked_at) on licences to hutong_app;
grant select, update on licence_version to hutong_app;
