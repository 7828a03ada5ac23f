-- From where a key may be used: single addresses and networks, IPv4 and IPv6. Empty: from everywhere. The type refuses
-- what is no network, and a network with a host's bits.
alter table api_keys add column addresses cidr[] not null default '{}';
alter table api_keys add constraint addresses_few check (cardinality(addresses) <= 100) not valid;
grant update (addresses) on api_keys to hutong_app;

-- What it was, one row a change; the chain of acts holds them.
create table api_key_addresses (
  key text collate "C" not null references api_keys (id),
  n int not null check (n > 0),
  addresses cidr[] not null,
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (key, n)
);
grant select, insert on api_key_addresses to hutong_app;
