-- What carriers tell of an order's goods. Only added to; a row's id follows from what is told, so a repeat is one row.
create table shipment_events (
  bucket int not null,
  order_id text collate "C" not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  carrier text not null,
  number text not null,
  state text not null check (state in ('picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'returned')),
  place text not null,
  told_by text collate "C" not null,
  -- When it happened, as the carrier says, and when we heard.
  at timestamptz not null,
  heard_at timestamptz not null,
  primary key (bucket, order_id, id)
);
grant select, insert on shipment_events to hutong_app;

-- Orders of one number are searched for within a marketplace: a person types it in.
create index orders_by_number on orders (bucket, number);
