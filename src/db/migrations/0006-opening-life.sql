-- The whole life of an opening: several marketplaces or host apps on one side, versioned terms, prerequisites, pilots
-- and stages. Small reference tables.

-- A side is a marketplace or a host app (a name of ours), so versions are kept by side.
alter table opening_versions drop constraint opening_versions_marketplace_fkey;

-- Two openings that meet on one of their sides overlap.
create function opening_claim_over(sides text[], capability text, partner text, methods text[])
returns opening_claim language sql immutable parallel safe
return (
  select range_agg(stretch)
  from unnest(sides) as side, unnest(opening_claim_of(side, capability, partner, methods)) as stretch
);

alter table openings add column sides text[];
update openings set sides = array[marketplace];
alter table openings
  alter column sides set not null,
  add check (cardinality(sides) > 0),
  drop column claim,
  add column claim opening_claim generated always as (opening_claim_over(sides, capability, partner, methods)) stored,
  add constraint openings_do_not_overlap exclude using gist (claim with &&) where (state not in ('draft', 'withdrawn')),
  -- How thick the wall is that this takes down, who wanted it, and why.
  add column depth text check (depth in ('superficial', 'moderate', 'deep')),
  add column initiator text,
  add column motive text check (motive in ('own_will', 'policy')),
  -- Calendar days of the marketplace between the announcement and the effective instant. Null: none were promised, so
  -- an announcement keeps seven, and opening at once is possible with a reason that is kept.
  add column notice_days int check (notice_days between 0 and 365),
  add column requires jsonb not null default '[]' check (jsonb_typeof(requires) = 'array'),
  add column pilots jsonb not null default '[]' check (jsonb_typeof(pilots) = 'array'),
  add column stages jsonb not null default '[]' check (jsonb_typeof(stages) = 'array'),
  -- What makes a share of buyers or stores stick: the same numbers fall in, whatever the percentage.
  add column salt bytea,
  add column terms_version int not null default 1,
  add column terms_hash text collate "C",
  -- The hash that the stores voted on, and why nobody was asked.
  add column voted_hash text collate "C",
  add column consultation_skipped text;
update openings set
  salt = sha256(convert_to('audience ' || id, 'UTF8')),
  -- The same text as termsHash() of src/openings/terms.ts.
  terms_hash = encode(sha256(convert_to(array_to_string(array[
    'hutong-terms-1', marketplace, capability, partner, coalesce(array_to_string(methods, ','), '*'),
    octet_length(convert_to(terms_zh, 'UTF8'))::text, terms_zh, terms_en], E'\n'), 'UTF8')), 'hex');
alter table openings
  alter column salt set not null, alter column terms_hash set not null,
  add check (length(salt) = 32), add check (terms_hash ~ '^[0-9a-f]{64}$');
create index openings_sides on openings using gin (sides);
create index openings_requires on openings using gin (requires jsonb_path_ops);

-- Every version of the terms, for ever: what was voted on can be read again.
create table opening_terms (
  opening text collate "C" not null references openings (id),
  version int not null,
  zh text not null,
  en text not null,
  hash text collate "C" not null,
  by_whom text collate "C" not null,
  why text not null check (why <> ''),
  at timestamptz not null,
  primary key (opening, version)
);
insert into opening_terms (opening, version, zh, en, hash, by_whom, why, at)
  select id, 1, terms_zh, terms_en, terms_hash, created_by, 'created', created_at from openings;

alter table opening_moves add column details jsonb not null default '{}';

-- Whether an agreement, or a department's sign-off for one opening, stands. Other openings speak for themselves.
create table opening_standings (
  marketplace text collate "C" not null references marketplaces (id),
  kind text not null check (kind in ('agreement', 'sign_off')),
  -- Empty for an agreement, which serves every opening of the marketplace.
  opening text collate "C" not null,
  id text collate "C" not null,
  stands boolean not null,
  by_whom text collate "C" not null,
  why text not null check (why <> ''),
  at timestamptz not null,
  primary key (marketplace, kind, opening, id)
);

grant execute on function opening_claim_over to hutong_app;
grant select, insert on opening_terms to hutong_app;
grant select, insert on opening_standings to hutong_app;
grant update (stands, by_whom, why, at) on opening_standings to hutong_app;
grant update (caps, pilots, stages, terms_zh, terms_en, terms_version, terms_hash, voted_hash, consultation_skipped)
  on openings to hutong_app;
