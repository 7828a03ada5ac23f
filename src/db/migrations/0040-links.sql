-- One link, three faces: a short link, a QR code, a share code. The code's own text gives the bucket.
create table links (
  bucket int not null,
  id text collate "C" not null,
  code text collate "C" not null check (length(code) = 12),
  marketplace text collate "C" not null,
  store text collate "C",
  kind text not null check (kind in ('store', 'product', 'live', 'order', 'friend_pay')),
  target text not null check (length(target) <= 2000),
  title text not null check (length(title) between 1 and 200),
  picture text,
  price bigint check (price >= 0),
  currency text,
  made_by text collate "C" not null,
  made_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_why text,
  primary key (bucket, id),
  unique (bucket, code),
  check ((price is null) = (currency is null))
);
grant select, insert on links to hutong_app;
grant update (revoked_at, revoked_why) on links to hutong_app;

-- What a marketplace's links may lead to, and its apps.
create table link_settings (
  marketplace text collate "C" primary key,
  hosts jsonb not null,
  android jsonb not null,
  ios jsonb not null,
  set_by text collate "C" not null,
  set_at timestamptz not null
);
grant select, insert, update on link_settings to hutong_app;

-- Rises with every change of what processes keep in memory: settings, policies, blocks, grants.
create table link_state (
  one boolean primary key check (one),
  version bigint not null
);
insert into link_state values (true, 0);
grant select, update on link_state to hutong_app;
