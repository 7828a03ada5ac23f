-- What guards watch, counted once as events come, in slots of a second. Bounded (what is older than a guard's longest
-- window is deleted), and no money waits for it.
create table guard_slots (
  marketplace text collate "C" not null,
  partner text collate "C" not null,
  method text collate "C" not null,
  slot timestamptz not null,
  paid bigint not null default 0,
  -- The wallet's own refusals.
  refused bigint not null default 0,
  refunded bigint not null default 0,
  complaints bigint not null default 0,
  primary key (marketplace, partner, method, slot)
) with (fillfactor = 50);
grant select, insert, update, delete on guard_slots to hutong_app;

-- A house that has lived already counts from here on; a fresh one from its first event.
insert into event_cursors (bucket, reader, number)
  select bucket, 'guards', number from event_heads on conflict do nothing;

-- What a marketplace's service desk heard about a payment. One a payment.
create table complaints (
  bucket int not null,
  id text collate "C" not null,
  payment text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet text not null,
  code text not null,
  says text not null,
  by_whom text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, id)
);
grant select, insert on complaints to hutong_app;

-- Whether two people are needed for what opens. Without a row: as the mode of the house has it. In production always.
create table opening_rules (
  marketplace text collate "C" primary key references marketplaces (id),
  two_people boolean not null,
  by_whom text collate "C" not null,
  why text not null check (why <> ''),
  at timestamptz not null
);
grant select, insert, update on opening_rules to hutong_app;

-- A standing that one person has said and a second has not confirmed yet.
alter table opening_standings
  add column waiting boolean not null default false,
  add column confirmed_by text collate "C",
  add check (not (waiting and stands)),
  add check (confirmed_by <> by_whom);
grant update (waiting, confirmed_by) on opening_standings to hutong_app;

alter table opening_proposals drop constraint opening_proposals_act_check;
alter table opening_proposals add constraint opening_proposals_act_check check (act in (
  'pilot', 'open', 'complete', 'resume', 'announce', 'start_stage', 'resume_stage', 'plan'));

-- Guards ask what bills have shown of late.
create index bill_breaks_opened on bill_breaks (bucket, opened_at);
