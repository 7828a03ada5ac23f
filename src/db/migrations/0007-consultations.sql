-- Consultations: the stores of a marketplace are asked about an opening's terms. One ballot a store.

create table consultations (
  opening text collate "C" not null references openings (id),
  -- An opening that was not supported may be asked about again, with other terms.
  n int not null check (n > 0),
  terms_version int not null,
  terms_hash text collate "C" not null,
  -- Fixed before the first ballot: {quorum, share} in 10,000ths, weighting by stores or by turnover.
  rule jsonb not null,
  electorate jsonb not null,
  stores int not null check (stores > 0),
  turnover bigint not null check (turnover >= 0),
  opens_at timestamptz not null,
  deadline timestamptz not null,
  state text not null check (state in ('open', 'closed')),
  closed_at timestamptz,
  passed boolean,
  tally jsonb,
  -- Of the RFC 6962 tree over all ballots.
  root bytea check (length(root) = 32),
  by_whom text collate "C" not null,
  primary key (opening, n),
  check (deadline > opens_at),
  check ((state = 'closed') = (tally is not null and root is not null and passed is not null and closed_at is not null))
);

-- The electorate, as it was at the start. Who opens a store afterwards is not asked.
create table consultation_electors (
  opening text collate "C" not null,
  n int not null,
  store text collate "C" not null,
  merchant text collate "C" not null,
  turnover bigint not null check (turnover >= 0),
  primary key (opening, n, store),
  foreign key (opening, n) references consultations (opening, n)
);

create table ballots (
  opening text collate "C" not null,
  n int not null,
  store text collate "C" not null,
  version int not null check (version > 0),
  choice text not null check (choice in ('support', 're_evaluate')),
  reason_code text not null,
  reason text not null,
  salt bytea not null check (length(salt) = 32),
  by_whom text collate "C" not null,
  at timestamptz not null,
  -- The caller's repeat key, so that a repeated request is one ballot.
  repeat text,
  -- Its place in the tree, once the ballots are sealed.
  leaf int,
  primary key (opening, n, store),
  foreign key (opening, n, store) references consultation_electors (opening, n, store)
);
create unique index ballots_leaves on ballots (opening, n, leaf) where leaf is not null;

-- Every ballot that another one has replaced, and those that stand.
create table ballot_history (
  opening text collate "C" not null,
  n int not null,
  store text collate "C" not null,
  version int not null,
  choice text not null,
  reason_code text not null,
  reason text not null,
  by_whom text collate "C" not null,
  at timestamptz not null,
  primary key (opening, n, store, version)
);

create table consultation_answers (
  opening text collate "C" not null,
  n int not null,
  reason_code text not null,
  zh text not null check (zh <> ''),
  en text not null check (en <> ''),
  by_whom text collate "C" not null,
  at timestamptz not null,
  primary key (opening, n, reason_code),
  foreign key (opening, n) references consultations (opening, n)
);

grant select, insert on consultations, consultation_electors, ballots, ballot_history, consultation_answers
  to hutong_app;
grant update (state, closed_at, passed, tally, root) on consultations to hutong_app;
-- Only so that a row can be locked: an elector is never changed.
grant update (merchant) on consultation_electors to hutong_app;
grant update (version, choice, reason_code, reason, salt, by_whom, at, repeat, leaf) on ballots to hutong_app;
grant update (zh, en, by_whom, at) on consultation_answers to hutong_app;

-- Takes ballots: every one is decided under the consultation's lock (shared: only the sealing takes it alone) and its
-- store's. Answers cast, repeat, none (no consultation), no_elector, over (the deadline, or sealed), exists (a second
-- ballot that does not say which one it replaces), changed (that one is no longer the store's ballot).
create function cast_ballots(p jsonb)
returns table (ord int, result text, version int) language plpgsql as $$
#variable_conflict use_column
declare
  ords int[];
  results text[];
  versions int[];
begin
  perform 1 from consultations c
    where (c.opening, c.n) in (select r.opening, r.n from jsonb_to_recordset(p) as r (opening text, n int))
    order by c.opening, c.n for share;
  perform 1 from consultation_electors e
    join jsonb_to_recordset(p) as r (opening text, n int, store text)
      on e.opening = r.opening and e.n = r.n and e.store = r.store
    order by e.opening, e.n, e.store for no key update of e;

  select array_agg(r.ord), array_agg(case
      when c.opening is null then 'none'
      when e.store is null then 'no_elector'
      when b.repeat = r.repeat then 'repeat'
      when c.state <> 'open' or r.at >= c.deadline or o.state not in ('consulting', 'paused') then 'over'
      when b.store is not null and r.replaces is null then 'exists'
      when coalesce(b.version, 0) <> coalesce(r.replaces, 0) then 'changed'
      else 'cast' end), array_agg(coalesce(b.version, 0))
    into ords, results, versions
  from jsonb_to_recordset(p)
    as r (ord int, opening text, n int, store text, replaces int, repeat text, at timestamptz)
  left join consultations c on c.opening = r.opening and c.n = r.n
  left join openings o on o.id = r.opening
  left join consultation_electors e on e.opening = r.opening and e.n = r.n and e.store = r.store
  left join ballots b on b.opening = r.opening and b.n = r.n and b.store = r.store;

  with r as (
    select r.*, d.version + 1 as version
    from jsonb_to_recordset(p) as r (ord int, opening text, n int, store text, choice text, reason_code text,
      reason text, salt text, by_whom text, at timestamptz, repeat text)
    join unnest(ords, results, versions) as d (ord, result, version) on d.ord = r.ord and d.result = 'cast'
  ), kept as (
    insert into ballot_history (opening, n, store, version, choice, reason_code, reason, by_whom, at)
    select opening, n, store, version, choice, reason_code, reason, by_whom, at from r
  )
  insert into ballots (opening, n, store, version, choice, reason_code, reason, salt, by_whom, at, repeat)
  select opening, n, store, version, choice, reason_code, reason, decode(salt, 'hex'), by_whom, at, repeat from r
  on conflict (opening, n, store) do update set
    version = excluded.version, choice = excluded.choice, reason_code = excluded.reason_code, reason = excluded.reason,
    salt = excluded.salt, by_whom = excluded.by_whom, at = excluded.at, repeat = excluded.repeat;

  return query
    select d.ord, d.result, d.version + case when d.result = 'cast' then 1 else 0 end
    from unnest(ords, results, versions) as d (ord, result, version);
end $$;
