-- Openings: programmes that open one capability of a marketplace to one partner. Small reference tables.

-- Raised in the commit of every move, so that the commit that starts a payment can compare what it was decided on.
create table opening_versions (
  marketplace text collate "C" primary key references marketplaces (id),
  version bigint not null
);

-- What a live opening claims: a set of stretches of text. "m/payment/wechatpay/qr" is one method; any method is the
-- whole stretch under "m/payment/wechatpay/" ('0' is the character after '/'). Two claims that meet are an overlap.
create type opening_claim_range as range (
  subtype = text, collation = "C", multirange_type_name = opening_claim
);

create function opening_claim_of(marketplace text, capability text, partner text, methods text[])
returns opening_claim language sql immutable parallel safe
return case
  when methods is null then opening_claim(opening_claim_range(
    marketplace || '/' || capability || '/' || partner || '/',
    marketplace || '/' || capability || '/' || partner || '0'))
  else (
    select range_agg(opening_claim_range(claim, claim, '[]'))
    from (
      select marketplace || '/' || capability || '/' || partner || '/' || method as claim
      from unnest(methods) as method
    ) claims
  )
end;

create table openings (
  id text collate "C" primary key,
  marketplace text collate "C" not null references marketplaces (id),
  -- Plain text, so that links, entries, ads, data, licences, codes and transfers need no migration.
  capability text not null check (capability ~ '^[a-z][a-z0-9_]{0,39}$'),
  -- Null: every method of the capability, also those that come later.
  methods text[] check (cardinality(methods) > 0),
  partner text not null check (partner ~ '^[a-z][a-z0-9_]{0,39}$'),
  state text not null check (state in ('draft', 'piloting', 'consulting', 'decided', 'announced', 'opening', 'open',
                                       'paused', 'withdrawn')),
  -- Where a paused one goes back to.
  paused_from text check (paused_from in ('piloting', 'consulting', 'decided', 'announced', 'opening', 'open')),
  -- Shut before this instant, whatever the state says.
  effective_at timestamptz,
  caps jsonb not null check (jsonb_typeof(caps) = 'object'),
  terms_zh text not null,
  terms_en text not null,
  version integer not null check (version > 0),
  created_by text collate "C" not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  claim opening_claim generated always as (opening_claim_of(marketplace, capability, partner, methods)) stored,
  check ((state = 'paused') = (paused_from is not null)),
  check (state not in ('announced', 'opening', 'open') or effective_at is not null),
  constraint openings_do_not_overlap
    exclude using gist (claim with &&) where (state not in ('draft', 'withdrawn'))
);
create index openings_marketplace on openings (marketplace, id);

create table opening_moves (
  opening text collate "C" not null references openings (id),
  -- The opening's version after the move.
  version integer not null,
  marketplace text collate "C" not null,
  event text not null,
  from_state text,
  to_state text not null,
  effective_at timestamptz,
  by_whom text collate "C" not null,
  why text not null check (why <> ''),
  at timestamptz not null,
  primary key (opening, version)
);

grant usage on type opening_claim_range to hutong_app;
grant execute on function opening_claim_of to hutong_app;
grant select on opening_versions, openings, opening_moves to hutong_app;
grant insert on opening_versions, openings, opening_moves to hutong_app;
grant update (version) on opening_versions to hutong_app;
grant update (state, paused_from, effective_at, version, changed_at) on openings to hutong_app;
