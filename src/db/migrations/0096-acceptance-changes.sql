-- What two people decide about one wallet's users at another's merchants: pairs, rate cards, and each step of a
-- settlement between two wallets. One proposes, another decides; what is approved takes effect in that commit.
create table acceptance_changes (
  id text collate "C" primary key,
  kind text not null check (kind in ('pair', 'rates', 'paid', 'received')),
  acquirer text collate "C" not null,
  issuer text collate "C" not null,
  -- The settlement that a step is of; '' for the others.
  clearing text collate "C" not null default '',
  -- What it says beside: the account of a pair, the parts of a card.
  detail jsonb not null,
  -- What a step of a settlement is about.
  amount bigint,
  currency text,
  why text not null,
  proposer text collate "C" not null,
  at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected')),
  decided_by text collate "C",
  decided_why text,
  decided_at timestamptz,
  constraint decided_once check (
    (state = 'pending') = (decided_by is null) and (state = 'pending') = (decided_at is null)),
  constraint by_another check (decided_by <> proposer),
  constraint amount_in_a_currency check ((amount is null) = (currency is null)),
  constraint steps_are_of_a_settlement check ((kind in ('paid', 'received')) = (clearing <> ''))
);
create index acceptance_changes_pending on acceptance_changes (at) where state = 'pending';
-- The same waits once.
create unique index acceptance_changes_same on acceptance_changes (kind, acquirer, issuer, clearing, md5(detail::text))
  where state = 'pending';
-- Whatever is put there waits.
grant select, insert (id, kind, acquirer, issuer, clearing, detail, amount, currency, why, proposer, at)
  on acceptance_changes to hutong_app;
grant update (state, decided_by, decided_why, decided_at) on acceptance_changes to hutong_app;

-- Nobody writes these but the function below: a process that still takes one person's word is refused by the database.
revoke insert on acceptance_pairs, acceptance_rates from hutong_app;
revoke insert on acceptance_settlements from hutong_app;
revoke update (paid_by, paid_at, received_by) on acceptance_settlements from hutong_app;
grant insert (id, acquirer, issuer, currency, state, closed_by, closed_at, due_at)
  on acceptance_settlements to hutong_app;
-- Steps that nobody confirmed are those of a window in which nobody pays.
alter table acceptance_settlements
  add constraint paid_when_confirmed check (state in ('closing', 'open') or net = 0 or paid_by is not null) not valid,
  add constraint received_when_confirmed
    check (state not in ('receiving', 'settled') or net = 0 or received_by is not null) not valid;

-- What an approved change says takes effect, as of its decision; said again it is there already. Answers why it cannot
-- be (acceptance_pair_exists, rate_card_taken, acceptance_too_early), or null.
create function acceptance_change_apply(in_change text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  it acceptance_changes;
  card jsonb;
begin
  select * into it from acceptance_changes where id = in_change for update;
  if it.state is distinct from 'approved' then
    raise exception 'change % has not been approved', in_change using errcode = 'insufficient_privilege';
  end if;
  case it.kind
  when 'pair' then
    insert into acceptance_pairs (acquirer, issuer, account, made_by, made_at)
      values (it.acquirer, it.issuer, it.detail->>'account', it.decided_by, it.decided_at) on conflict do nothing;
    if not exists (select from acceptance_pairs where acquirer = it.acquirer and issuer = it.issuer
      and account = it.detail->>'account') then return 'acceptance_pair_exists'; end if;
  when 'rates' then
    card := it.detail->'card';
    -- A card begins when it is approved, or later.
    insert into acceptance_rates (acquirer, issuer, starts_at, rate, fixed, bearer, on_refund, set_by, set_at)
      values (it.acquirer, it.issuer, greatest((card->>'starts_at')::timestamptz, it.decided_at),
        (card->>'rate')::int, (card->'fixed'->>'minor')::bigint, card->>'bearer', card->>'on_refund', it.decided_by,
        it.decided_at)
      on conflict do nothing;
    if not found then return 'rate_card_taken'; end if;
  when 'paid' then
    update acceptance_settlements set state = 'paying', paid_by = it.decided_by, paid_at = it.decided_at
      where id = it.clearing and state = 'open';
    if not found then return 'acceptance_too_early'; end if;
  when 'received' then
    update acceptance_settlements set state = 'receiving', received_by = it.decided_by
      where id = it.clearing and state = 'paid';
    if not found then return 'acceptance_too_early'; end if;
  end case;
  return null;
end $$;
revoke all on function acceptance_change_apply from public;
grant execute on function acceptance_change_apply to hutong_app;
