-- The hub's own RSA key for FSPIOP signatures, sealed; made by whichever process comes first, the same for all.
create table hub_keys (
  id text collate "C" primary key,
  sealed text not null,
  public_key text not null,
  made_at timestamptz not null
);
grant select, insert on hub_keys to hutong_app;
