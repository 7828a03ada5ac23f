-- Effect reports as they were worked out; one is never changed, another is made.
create table effect_reports (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  opening text collate "C" not null,
  asked jsonb not null,
  report jsonb not null,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  primary key (bucket, id)
);
grant select, insert on effect_reports to hutong_app;
