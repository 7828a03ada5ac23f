-- Passkeys, and sign-in at a provider of somebody's own. Rare and small, so foreign keys may stand.

create table passkeys (
  id text collate "C" primary key,
  person text collate "C" not null references people (id),
  name text not null check (name <> ''),
  -- The authenticator's own name for it, base64url.
  credential text collate "C" not null check (length(credential) between 1 and 1400),
  -- COSE, as the authenticator gave it. Nothing here is secret.
  public_key bytea not null,
  -- How often it was used, by its own count; 0 for ever where it counts nothing.
  counter bigint not null check (counter >= 0),
  -- Its maker keeps it for several devices of the person.
  synced boolean not null,
  transports text[] not null,
  created_at timestamptz not null,
  used_at timestamptz,
  removed_at timestamptz
);
create unique index passkeys_credential on passkeys (credential) where removed_at is null;
create index passkeys_person on passkeys (person, id);

-- What an authenticator is asked to sign: once, and not for long. A row that was used is gone.
create table passkey_challenges (
  hash bytea primary key check (length(hash) = 32),
  -- Whose new passkey it is for; null: for signing in, whoever it will be.
  person text collate "C" references people (id),
  expires_at timestamptz not null
);
create index passkey_challenges_expire on passkey_challenges (expires_at);

-- Who a person is at the provider. Its word for somebody is (issuer, subject); addresses of mail are nobody's name.
create table identities (
  id text collate "C" primary key,
  issuer text not null,
  subject text not null check (subject <> ''),
  person text collate "C" not null references people (id),
  linked_by text not null check (linked_by in ('invitation', 'session')),
  linked_at timestamptz not null,
  ended_at timestamptz
);
create unique index identities_subject on identities (issuer, subject) where ended_at is null;
create index identities_person on identities (person);

-- A way to the provider and back that somebody's browser is on. The browser alone holds its secret.
create table provider_flows (
  hash bytea primary key check (length(hash) = 32),
  -- Who is to be linked: a one-time link's person, or who signed in already. Both null: whoever is known.
  invitation bytea,
  person text collate "C" references people (id),
  expires_at timestamptz not null,
  check (invitation is null or person is null)
);
create index provider_flows_expire on provider_flows (expires_at);

-- How the session began; what came of a provider is signed out there too.
alter table sessions add column began text not null default 'password'
  check (began in ('password', 'passkey', 'provider', 'link'));
-- The person has a second step that was not asked for on the way in: the session may do nothing until it is shown.
alter table sessions add column step_due boolean not null default false;

-- The secret of another authenticator app, until its first code: the app before it counts until then.
alter table credentials add column totp_next text;

grant select, insert on passkeys, passkey_challenges, identities, provider_flows to hutong_app;
grant update (name, counter, synced, used_at, removed_at) on passkeys to hutong_app;
grant update (ended_at) on identities to hutong_app;
grant delete on passkey_challenges, provider_flows to hutong_app;
grant update (totp_next) on credentials to hutong_app;
