-- From when an order's time limit counts: from its payment, as before, or from when all of it was sent.
alter table settlement_terms
  add column release_from text collate "C" not null default 'payment',
  -- What is paid and not sent after so many days is told.
  add column ship_within_days int not null default 3,
  -- Null: that a parcel was signed for changes nothing.
  add column release_after_delivery_days int,
  add constraint release_from_known check (release_from in ('payment', 'shipment')) not valid,
  add constraint ship_within_days_few check (ship_within_days between 1 and 60) not valid,
  add constraint after_delivery_few check (release_after_delivery_days between 0 and 90) not valid;

alter table shipment_events
  -- In how many parcels the order goes, as whoever tells of one of them says.
  add column parcels int,
  -- A store's word begins a time limit; it never makes one shorter.
  add column by_store boolean not null default false,
  add constraint parcels_few check (parcels between 1 and 99) not valid;

-- What was first found of an order: all of it is sent, all of it was signed for, it is late. Each once, says the key.
create table order_milestones (
  bucket int not null,
  order_id text collate "C" not null,
  what text collate "C" not null check (what in ('shipped', 'delivered', 'ship_overdue')),
  at timestamptz not null,
  told_by text collate "C" not null,
  primary key (bucket, order_id, what)
);
grant select, insert on order_milestones to hutong_app;
create index order_milestones_overdue on order_milestones (bucket, at) where what = 'ship_overdue';

-- By what a release came by itself: null where the buyer confirmed receipt, and for those of before.
alter table releases
  add column counted_from text collate "C",
  add column counted_since timestamptz,
  add constraint counted_from_known check (counted_from in ('payment', 'shipment', 'delivery')) not valid;
