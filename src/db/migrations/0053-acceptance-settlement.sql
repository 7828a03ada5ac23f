-- What a pair of wallets owes for acceptances, settled: the window is closed bucket by bucket, the payer's bank pays
-- into transit, and what lies there is paid out. Each step is transfers in each bucket's book, a commit a bucket.
create table acceptance_settlements (
  id text collate "C" primary key,
  acquirer text collate "C" not null,
  issuer text collate "C" not null,
  currency text not null,
  -- Above nothing the issuer pays the acquirer, below nothing the other way round; known once it is closed.
  net bigint,
  state text not null check (state in ('closing', 'open', 'paying', 'paid', 'receiving', 'settled')),
  closed_by text collate "C" not null,
  closed_at timestamptz not null,
  -- After this the one who pays is late, and nothing new is accepted between the two.
  due_at timestamptz not null,
  paid_by text collate "C",
  paid_at timestamptz,
  received_by text collate "C",
  settled_at timestamptz,
  constraint net_known check ((state = 'closing') = (net is null)),
  constraint paid_by_somebody check ((paid_at is null) = (paid_by is null)),
  constraint settled_once check ((state = 'settled') = (settled_at is not null))
);
-- A window is closed by one at a time.
create unique index acceptance_settlements_closing on acceptance_settlements (acquirer, issuer) where state = 'closing';
create index acceptance_settlements_under_way on acceptance_settlements (id) where state <> 'settled';
grant select, insert on acceptance_settlements to hutong_app;
grant update (net, state, paid_by, paid_at, received_by, settled_at) on acceptance_settlements to hutong_app;

create table acceptance_settlement_parts (
  bucket int not null,
  settlement text collate "C" not null,
  net bigint not null,
  step text not null check (step in ('closed', 'paid', 'received')),
  primary key (bucket, settlement)
);
grant select, insert on acceptance_settlement_parts to hutong_app;
grant update (step) on acceptance_settlement_parts to hutong_app;

-- Steps go forward only, and one at a time.
create function acceptance_part_step(in_bucket int, in_settlement text, to_step text)
returns boolean language plpgsql set search_path = public, pg_temp as $$
begin
  update acceptance_settlement_parts set step = to_step
    where bucket = in_bucket and settlement = in_settlement
      and (step, to_step) in (('closed', 'paid'), ('paid', 'received'));
  return found;
end $$;
