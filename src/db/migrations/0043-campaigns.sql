-- Campaigns over host apps: placements, clicks, what they are credited for, and what is billed for them.

-- Where a placement may lead: whole origins, told by the marketplace's people. Nothing else is ever jumped to.
create table jump_targets (
  marketplace text collate "C" not null references marketplaces (id),
  origin text not null check (origin ~ '^https?://[^/]+$'),
  told_by text collate "C" not null,
  at timestamptz not null,
  primary key (marketplace, origin)
);

create table campaigns (
  id text collate "C" primary key,
  marketplace text collate "C" not null references marketplaces (id),
  -- The content plan that it belongs to, e.g. star_cube.
  plan text check (plan ~ '^[a-z][a-z0-9_]{0,39}$'),
  name_zh text not null,
  name_en text not null,
  state text not null check (state in ('running', 'paused', 'ended')),
  starts_at timestamptz not null,
  ends_at timestamptz check (ends_at > starts_at),
  model text not null check (model in ('last_touch', 'position')),
  -- How long a click may come before the payment.
  window_seconds integer not null check (window_seconds between 60 and 7776000),
  pricing text not null check (pricing in ('click', 'order', 'share')),
  -- Minor units a click or order; of a share 10,000ths of what was sold.
  price bigint check (price >= 0),
  share_bp integer check (share_bp between 0 and 10000),
  currency text not null,
  -- Whose platform's book is charged; null: measured, never billed.
  wallet_account text collate "C",
  version integer not null check (version > 0),
  created_by text collate "C" not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check ((pricing = 'share') = (share_bp is not null) and (pricing <> 'share') = (price is not null))
);
create index campaigns_of_marketplace on campaigns (marketplace, id);

create table placements (
  id text collate "C" primary key,
  campaign text collate "C" not null references campaigns (id),
  marketplace text collate "C" not null,
  host text not null check (host ~ '^[a-z][a-z0-9_]{0,39}$'),
  surface text not null,
  target text not null check (target in ('store', 'product', 'live')),
  url text not null,
  store text collate "C",
  created_at timestamptz not null
);
create index placements_of_campaign on placements (campaign, id);

-- One row a visitor: its lock puts the clicks of one visitor in a row. A keyed hash, no address.
create table click_visitors (
  bucket int not null,
  visitor text collate "C" not null,
  seen_at timestamptz not null,
  slot_at timestamptz not null,
  slot_clicks integer not null,
  primary key (bucket, visitor)
);

create table clicks (
  bucket int not null,
  id text collate "C" not null,
  visitor text collate "C" not null,
  campaign text collate "C" not null,
  placement text collate "C" not null,
  marketplace text collate "C" not null,
  host text not null,
  -- The click with whose id the visitor came here: the way over several host apps.
  before text collate "C",
  at timestamptz not null,
  -- Why it counts for nothing: a repeat, or faster than people are.
  fault text check (fault in ('repeat', 'speed')),
  fee bigint not null check (fee >= 0 and (fault is null or fee = 0)),
  opened_at timestamptz,
  primary key (bucket, id)
);
create index clicks_of_visitor on clicks (bucket, visitor, placement, at) where fault is null;
create index clicks_of_campaign on clicks (bucket, campaign);

-- Which clicks a paid order is credited to, in 10,000ths that sum to the whole. Written by the follower of events.
create table attributions (
  bucket int not null,
  payment text collate "C" not null,
  click text collate "C" not null,
  order_id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  campaign text collate "C" not null,
  placement text collate "C" not null,
  host text not null,
  weight integer not null check (weight between 1 and 10000),
  amount bigint not null check (amount >= 0),
  refunded bigint not null default 0 check (refunded between 0 and amount),
  currency text not null,
  pricing text not null,
  share_bp integer,
  fee bigint not null check (fee >= 0),
  fee_back bigint not null default 0 check (fee_back between 0 and fee),
  paid_at timestamptz not null,
  primary key (bucket, payment, click)
);
create index attributions_of_campaign on attributions (bucket, campaign);

-- Refunds that were taken back already: an event that is read twice counts once.
create table attribution_refunds (
  bucket int not null,
  refund text collate "C" not null,
  payment text collate "C" not null,
  amount bigint not null,
  at timestamptz not null,
  primary key (bucket, refund)
);
create index attribution_refunds_of_payment on attribution_refunds (bucket, payment);

-- What a host app is owed more (or less) than by the bills before it; in the bucket of the platform's book.
create table campaign_bills (
  bucket int not null,
  campaign text collate "C" not null,
  host text not null,
  n integer not null check (n > 0),
  id text collate "C" not null,
  marketplace text collate "C" not null,
  wallet_account text collate "C" not null,
  amount bigint not null check (amount <> 0),
  total bigint not null,
  currency text not null,
  asked_by text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, campaign, host, n)
);

grant select, insert, delete on jump_targets to hutong_app;
grant select, insert on campaigns, placements to hutong_app;
grant update (state, version, changed_at) on campaigns to hutong_app;
grant select, insert, update on click_visitors to hutong_app;
grant select, insert on clicks, attributions, attribution_refunds, campaign_bills to hutong_app;
grant update (opened_at) on clicks to hutong_app;
grant update (refunded, fee_back) on attributions to hutong_app;
