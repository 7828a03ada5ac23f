-- Who has read what they were told. A mark lies in the notification's bucket; `reader` is a person's or a key's id.
create table notification_reads (
  bucket int not null,
  reader text collate "C" not null,
  notification text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, reader, notification)
);
-- Everything of a place (store empty: the marketplace's own) up to here is read, without a mark each.
create table notification_floors (
  bucket int not null,
  reader text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  until text collate "C" not null,
  primary key (bucket, reader, marketplace, store)
);
grant select, insert, delete on notification_reads to hutong_app;
grant select, insert on notification_floors to hutong_app;
grant update (until) on notification_floors to hutong_app;

-- What each process met of a wallet lately, in slots of some seconds: all together decide whether it does well.
create table wallet_calls (
  wallet text collate "C" not null,
  process text collate "C" not null,
  slot timestamptz not null,
  calls int not null check (calls >= bad),
  bad int not null check (bad >= 0),
  primary key (wallet, process, slot)
);
-- Shut for buyers, or not: whoever finds out first writes it for all, over the version that they knew.
create table wallet_breakers (
  wallet text collate "C" primary key,
  version bigint not null,
  -- Null: open. Calls before `well_at` count no more.
  shut_at timestamptz,
  since timestamptz,
  rest_ms int not null,
  well_at timestamptz,
  check ((shut_at is null) = (since is null))
);
grant select, insert, delete on wallet_calls to hutong_app;
grant update (calls, bad) on wallet_calls to hutong_app;
grant select, insert on wallet_breakers to hutong_app;
grant update (version, shut_at, since, rest_ms, well_at) on wallet_breakers to hutong_app;
