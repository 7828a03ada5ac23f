-- What stores and marketplaces are told about openings. A store's rows live in its bucket, a marketplace's own (store
-- empty) in the bucket of its id. Ids follow from what is told and to whom, so that telling twice tells once.
create table notifications (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  type text not null,
  -- The opening that it is about.
  subject text collate "C" not null,
  zh text not null,
  en text not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (bucket, id)
);
create index notifications_to on notifications (bucket, marketplace, store, id);
grant select, insert on notifications to hutong_app;

-- A move that every store is told of: written in the move's commit, carried out beside it in batches, so that a hundred
-- thousand stores hold no payment up.
create table opening_tellings (
  opening text collate "C" not null references openings (id),
  -- The opening's version after the move.
  version int not null,
  marketplace text collate "C" not null,
  sides text[] not null,
  move text not null,
  -- Only who is asked; null: every open store of the sides.
  consultation int,
  zh text not null,
  en text not null,
  data jsonb not null,
  at timestamptz not null,
  -- How far it is: the last store told, and how many in all.
  after_store text collate "C" not null default '',
  told int not null default 0,
  done boolean not null default false,
  primary key (opening, version)
);
create index opening_tellings_due on opening_tellings (at) where not done;
grant select, insert on opening_tellings to hutong_app;
grant update (after_store, told, done) on opening_tellings to hutong_app;

-- The past events that an opening models, by the name that the timeline gives them.
alter table openings add column models text check (models ~ '^[a-z][a-z0-9_]{0,59}$');
create index openings_models on openings (models) where models is not null;
