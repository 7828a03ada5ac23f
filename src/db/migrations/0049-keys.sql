-- What the house must keep though its master key is changed: sealed under that key, one for all processes. The root of
-- hashes is what pages' secrets follow from, and what stored hashes are found by again.
create table house_secrets (
  name text collate "C" primary key,
  sealed text not null
);
grant select, insert, update (sealed) on house_secrets to hutong_app;

-- A new master key wraps what the old one wrapped; the sealed values themselves stay as they are.
grant update (number_sealed) on bank_cards to hutong_app;
grant update (sealed) on hub_keys to hutong_app;
