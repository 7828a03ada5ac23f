-- Sign-in of people: credentials, sessions, one-time links. Rare and small, so foreign keys may stand.

create table credentials (
  person text collate "C" primary key references people (id),
  login text collate "C" not null unique check (login = lower(login) and login <> ''),
  -- argon2id in the PHC string form, with its salt and cost.
  password text not null,
  password_set_at timestamptz not null,
  -- The second step's secret, sealed with the person's id; null while there is none.
  totp text,
  -- The second step counts from here on: the person has shown a first code.
  totp_since timestamptz,
  -- The latest time step that was used: a code works once.
  totp_step bigint not null default 0,
  -- SHA-256 of the recovery codes that are left.
  recovery bytea[] not null default '{}',
  created_at timestamptz not null
);

-- Failures by login, known or not, so that a lock tells nobody which logins exist.
create table sign_in_guards (
  login text collate "C" primary key,
  failures int not null,
  locked_until timestamptz,
  at timestamptz not null
);

create table sessions (
  id text collate "C" primary key,
  person text collate "C" not null references people (id),
  -- As whom: one membership at a time, so that reach and role are one.
  membership text collate "C" not null references memberships (id),
  -- The store that an owner of several looks at.
  store text collate "C",
  hash bytea not null unique check (length(hash) = 32),
  second_step boolean not null,
  agent text not null,
  address text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_why text
);
create index sessions_person on sessions (person, id);

create table invitations (
  id text collate "C" primary key,
  person text collate "C" not null references people (id),
  kind text not null check (kind in ('first', 'invite', 'reset')),
  hash bytea not null unique check (length(hash) = 32),
  created_by text collate "C" not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index invitations_person on invitations (person);

-- Every try, for whoever looks after the house. Only added to.
create table sign_ins (
  id text collate "C" primary key,
  login text not null,
  person text collate "C",
  outcome text not null,
  address text not null,
  agent text not null,
  at timestamptz not null
);
create index sign_ins_person on sign_ins (person, id);

grant select, insert on credentials, sign_in_guards, sessions, invitations, sign_ins to hutong_app;
grant update (password, password_set_at, totp, totp_since, totp_step, recovery) on credentials to hutong_app;
grant update (failures, locked_until, at), delete on sign_in_guards to hutong_app;
grant update (membership, store, second_step, seen_at, ended_at, ended_why) on sessions to hutong_app;
grant update (used_at) on invitations to hutong_app;
