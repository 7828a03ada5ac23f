-- What each guard read, and against which limit: a minute at most once, and only when the figure moved or a quarter of
-- an hour went by. For people who look at a guard over time; nothing decides by it. Trimmed after 32 days.
create table guard_readings (
  opening text collate "C" not null,
  -- opening: of the whole opening (n = 0); stage, pilot: of that one.
  kind text not null check (kind in ('opening', 'stage', 'pilot')),
  n int not null,
  figure text not null,
  window_minutes int not null,
  minute timestamptz not null,
  part bigint not null,
  whole bigint not null,
  limit_at int not null,
  min_count int not null,
  breached boolean not null,
  primary key (opening, kind, n, figure, window_minutes, minute)
);
create index guard_readings_minute on guard_readings (minute);
grant select, insert, update, delete on guard_readings to hutong_app;
