-- A store's own endpoints, told of what concerns that store alone. Null: the marketplace's, told of everything in it.
alter table webhook_endpoints add column store text collate "C";
alter table webhook_deliveries add column store text collate "C";
create index webhook_endpoints_store on webhook_endpoints (store, id) where store is not null;
