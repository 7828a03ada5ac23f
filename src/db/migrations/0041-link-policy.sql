-- How a marketplace's links open in a host app and a host app's links open here; what may be posted. Only ever added:
-- the version that holds is the latest that has started.
create table link_policies (
  marketplace text collate "C" not null,
  partner text collate "C" not null,
  n int not null check (n > 0),
  starts_at timestamptz not null,
  title_zh text not null,
  title_en text not null,
  rules jsonb not null,
  posts jsonb not null,
  why text not null,
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (marketplace, partner, n),
  unique (marketplace, partner, starts_at)
);
grant select, insert on link_policies to hutong_app;

-- A host that is kept out by name. Appealed against, it is decided by another than whoever blocked it.
create table link_blocks (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  host text collate "C" not null,
  code text not null check (code in ('phishing', 'fraud', 'illegal', 'malware', 'spam')),
  state text not null check (state in ('blocked', 'appealed', 'upheld', 'lifted')),
  blocked_by text collate "C" not null,
  why_zh text not null,
  why_en text not null,
  blocked_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index link_blocks_of_host on link_blocks (marketplace, host) where state <> 'lifted';
grant select, insert on link_blocks to hutong_app;
grant update (state, changed_at) on link_blocks to hutong_app;

-- The decision log: only ever added.
create table link_block_steps (
  block text collate "C" not null,
  n int not null,
  event text not null check (event in ('blocked', 'appealed', 'upheld', 'lifted')),
  by_whom text collate "C" not null,
  why text not null,
  at timestamptz not null,
  primary key (block, n)
);
grant select, insert on link_block_steps to hutong_app;

-- Which interface of ours a partner may call, for which fields.
create table interface_grants (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  partner text collate "C" not null,
  api text collate "C" not null,
  fields jsonb not null,
  agreement text collate "C",
  since timestamptz not null,
  cut_at timestamptz,
  made_by text collate "C" not null,
  changed_at timestamptz not null
);
create unique index interface_grants_of on interface_grants (marketplace, partner, api);
grant select, insert on interface_grants to hutong_app;
grant update (cut_at, changed_at) on interface_grants to hutong_app;

create table interface_grant_steps (
  grant_id text collate "C" not null,
  n int not null,
  event text not null check (event in ('granted', 'cut', 'restored')),
  by_whom text collate "C" not null,
  why text not null,
  at timestamptz not null,
  primary key (grant_id, n)
);
grant select, insert on interface_grant_steps to hutong_app;

-- How often a link was opened, confirmed, copied or blocked: a process adds what it has counted, now and then.
create table link_counts (
  bucket int not null,
  marketplace text collate "C" not null,
  partner text collate "C" not null,
  day date not null,
  direction text not null,
  action text not null,
  count bigint not null check (count > 0),
  primary key (bucket, marketplace, partner, day, direction, action)
);
grant select, insert on link_counts to hutong_app;
grant update (count) on link_counts to hutong_app;
