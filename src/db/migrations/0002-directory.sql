-- The directory: who sells where, who may do what, and which wallet account takes a store's money.
-- Small reference tables (replicated whole when the money path is distributed), so they may have foreign keys.
-- Every tenant's row carries its marketplace, and composite keys keep two tenants' rows from being joined.

-- One counter for all of it. A write takes this row first, so versions become visible in their order and a process
-- that asks for "everything above what I have" misses nothing.
create table directory_version (
  one boolean primary key default true check (one),
  version bigint not null
);
insert into directory_version (version) values (0);

create table marketplaces (
  id text collate "C" primary key,
  name_zh text not null check (name_zh <> ''),
  name_en text not null check (name_en <> ''),
  time_zone text not null,
  shop_url text,
  state text not null check (state in ('open', 'suspended')),
  created_at timestamptz not null,
  version bigint not null
);
create index marketplaces_version on marketplaces (version);

create table merchants (
  id text collate "C" primary key,
  marketplace text collate "C" not null references marketplaces (id),
  name_zh text not null check (name_zh <> ''),
  name_en text not null check (name_en <> ''),
  created_at timestamptz not null,
  version bigint not null,
  unique (marketplace, id)
);
create index merchants_version on merchants (version);

create table stores (
  id text collate "C" primary key,
  -- Where the store's book and orders live; fixed for ever, also readable from the id.
  bucket smallint not null,
  marketplace text collate "C" not null,
  merchant text collate "C" not null,
  name_zh text not null check (name_zh <> ''),
  name_en text not null check (name_en <> ''),
  tags jsonb not null check (jsonb_typeof(tags) = 'object'),
  state text not null check (state in ('open', 'suspended', 'closed')),
  created_at timestamptz not null,
  version bigint not null,
  unique (marketplace, id),
  unique (marketplace, merchant, id),
  foreign key (marketplace, merchant) references merchants (marketplace, id)
);
create index stores_version on stores (version);

-- A person is nobody's tenant: memberships say where they may act.
create table people (
  id text collate "C" primary key,
  name text not null check (name <> ''),
  state text not null check (state in ('active', 'disabled')),
  created_at timestamptz not null,
  version bigint not null
);
create index people_version on people (version);

create table memberships (
  id text collate "C" primary key,
  person text collate "C" not null references people (id),
  -- Null: the whole house (its operators, who make marketplaces).
  marketplace text collate "C" references marketplaces (id),
  merchant text collate "C",
  store text collate "C",
  role text not null check (role in ('operator', 'approver', 'finance', 'support', 'auditor',
                                     'merchant_owner', 'merchant_finance', 'merchant_staff')),
  created_by text collate "C" not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  version bigint not null,
  unique (person, id),
  foreign key (marketplace, merchant) references merchants (marketplace, id),
  foreign key (marketplace, merchant, store) references stores (marketplace, merchant, id),
  -- A null in a composite key switches the key off, so the shape is checked by itself.
  check (merchant is null or marketplace is not null),
  check (store is null or merchant is not null),
  check ((role like 'merchant\_%') = (merchant is not null))
);
create index memberships_version on memberships (version);
create unique index memberships_once on memberships
  (person, role, coalesce(marketplace, ''), coalesce(merchant, ''), coalesce(store, '')) where ended_at is null;

create table personal_tokens (
  id text collate "C" primary key,
  person text collate "C" not null references people (id),
  -- A token speaks for one membership, so that its reach and role are one.
  membership text collate "C" not null,
  title text not null,
  hash bytea not null unique check (length(hash) = 32),
  last4 text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  version bigint not null,
  foreign key (person, membership) references memberships (person, id)
);
create index personal_tokens_version on personal_tokens (version);

create table api_keys (
  id text collate "C" primary key,
  marketplace text collate "C" not null references marketplaces (id),
  -- Null: a key of the marketplace, which acts for all its stores.
  store text collate "C",
  title text not null,
  mode text not null check (mode in ('live', 'test')),
  hash bytea not null unique check (length(hash) = 32),
  prefix text not null,
  last4 text not null,
  scopes text[] not null,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  -- Set when the key was rolled: it still works until then beside its successor.
  expires_at timestamptz,
  revoked_at timestamptz,
  rolled_from text collate "C" references api_keys (id),
  last_used_at timestamptz,
  version bigint not null,
  foreign key (marketplace, store) references stores (marketplace, id)
);
create index api_keys_version on api_keys (version);
create index api_keys_marketplace on api_keys (marketplace, id);

create table wallet_accounts (
  id text collate "C" primary key,
  marketplace text collate "C" not null references marketplaces (id),
  -- The wallet's id as plain text: a new wallet needs no migration.
  wallet text not null check (wallet <> ''),
  title text not null check (title <> ''),
  public_settings jsonb not null check (jsonb_typeof(public_settings) = 'object'),
  -- A JSON object, sealed with the row's id as additional data, and the master key that it needs.
  secret_settings text not null,
  -- Which secrets are set, so that a list need not open them.
  secret_names text[] not null,
  key_id text not null,
  state text not null check (state in ('enabled', 'disabled')),
  created_at timestamptz not null,
  version bigint not null,
  unique (marketplace, id, wallet)
);
create index wallet_accounts_version on wallet_accounts (version);
create index wallet_accounts_key on wallet_accounts (key_id);

create table activations (
  id text collate "C" primary key,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet_account text collate "C" not null,
  wallet text not null,
  -- The store's own number at the wallet, in partner mode.
  sub_merchant text,
  state text not null check (state in ('applied', 'merchant_ready', 'active', 'switched_off')),
  applied_at timestamptz not null,
  -- The merchant can be paid; buyers do not see it yet.
  merchant_ready_at timestamptz,
  -- Buyers see it.
  visible_at timestamptz,
  changed_at timestamptz not null,
  moves integer not null check (moves > 0),
  version bigint not null,
  unique (store, wallet_account),
  foreign key (marketplace, store) references stores (marketplace, id),
  foreign key (marketplace, wallet_account, wallet) references wallet_accounts (marketplace, id, wallet)
);
create index activations_version on activations (version);
-- A buyer who picks a wallet in a store must lead to one account.
create unique index activations_one_active on activations (store, wallet) where state = 'active';

create table activation_moves (
  activation text collate "C" not null references activations (id),
  n integer not null,
  marketplace text collate "C" not null,
  from_state text,
  to_state text not null,
  sub_merchant text,
  by_whom text collate "C" not null,
  why text not null,
  at timestamptz not null,
  primary key (activation, n)
);

grant select on directory_version, marketplaces, merchants, stores, people, memberships, personal_tokens, api_keys,
  wallet_accounts, activations, activation_moves to hutong_app;
grant update (version) on directory_version to hutong_app;
grant insert on marketplaces, merchants, stores, people, memberships, personal_tokens, api_keys,
  wallet_accounts, activations, activation_moves to hutong_app;
grant update (name_zh, name_en, time_zone, shop_url, state, version) on marketplaces to hutong_app;
grant update (name_zh, name_en, tags, state, version) on stores to hutong_app;
grant update (name, state, version) on people to hutong_app;
grant update (ended_at, version) on memberships to hutong_app;
grant update (revoked_at, last_used_at, version) on personal_tokens to hutong_app;
grant update (expires_at, revoked_at, last_used_at, version) on api_keys to hutong_app;
grant update (title, public_settings, secret_settings, secret_names, key_id, state, version) on wallet_accounts
  to hutong_app;
grant update (sub_merchant, state, merchant_ready_at, visible_at, changed_at, moves, version)
  on activations to hutong_app;
