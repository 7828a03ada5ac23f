-- When a wallet was shut for buyers, and until when: kept beside what holds now, so that a mended outage
-- leaves a figure.
create table wallet_outages (
  wallet text collate "C" not null,
  began_at timestamptz not null,
  -- Null: under way.
  ended_at timestamptz check (ended_at >= began_at),
  primary key (wallet, began_at)
);
grant select, insert on wallet_outages to hutong_app;
grant update (ended_at) on wallet_outages to hutong_app;
