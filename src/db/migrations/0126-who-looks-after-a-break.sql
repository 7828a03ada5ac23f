-- Who of the marketplace's people looks after a break; null: nobody. It stays with a break that ended.
alter table bill_breaks add column assignee text collate "C";

-- Who gave which break to whom, or took it back (assignee null), in the order in which it was done. Only added.
create table break_assignments (
  bucket int not null,
  break_id text collate "C" not null,
  n int not null,
  marketplace text collate "C" not null,
  assignee text collate "C",
  -- A person, a key; or the house, when a bill's break takes the place of what was named before any bill told it.
  by_whom text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, break_id, n)
);
-- What somebody has or had: the way to one person's breaks among all that there ever were.
create index break_assignments_of on break_assignments (bucket, assignee, break_id) where assignee is not null;
grant select, insert on break_assignments to hutong_app;
