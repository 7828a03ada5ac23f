-- Whom to call at a partner of a marketplace (a wallet, a host app) or at a participant of the hub.

-- One person for a role and a place in its order; who is put there later takes the place. What is somebody's own (name,
-- address, number, and what is noted of them) lies sealed, and is gone once the contact is removed.
create table contacts (
  id text collate "C" primary key,
  -- Null: of the hub, which is the whole house's.
  marketplace text collate "C",
  kind text not null check (kind in ('partner', 'participant')),
  -- The partner as openings name it, or the participant at the hub.
  name text collate "C" not null check (length(name) between 1 and 64),
  role text not null check (role in ('emergency', 'technical', 'finance', 'business', 'legal')),
  -- Who is called first: 1, then 2.
  place int not null check (place between 1 and 9),
  sealed text,
  set_by text collate "C" not null,
  set_at timestamptz not null,
  removed_at timestamptz,
  constraint of_whom check ((kind = 'participant') = (marketplace is null)),
  constraint gone_when_removed check ((removed_at is null) = (sealed is not null))
);
create unique index contacts_place on contacts (kind, name, coalesce(marketplace, ''), role, place)
  where removed_at is null;
grant select, insert on contacts to hutong_app;
grant update (sealed, set_by, set_at, removed_at) on contacts to hutong_app;

-- Who set or removed which contact, and never whose name it was. Only added.
create table contact_acts (
  contact text collate "C" not null,
  n int not null,
  marketplace text collate "C",
  kind text not null,
  name text collate "C" not null,
  role text not null,
  place int not null,
  act text not null check (act in ('set', 'removed')),
  by_whom text collate "C" not null,
  at timestamptz not null,
  primary key (contact, n)
);
grant select, insert on contact_acts to hutong_app;
