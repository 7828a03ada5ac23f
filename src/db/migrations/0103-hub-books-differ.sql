-- A window that the hub's own books forbid to close is refused by a state of its own (HT002), so that whoever asks is
-- told that the books differ, and by how much, instead of that the house failed. Else as before.
create or replace function hub_close_window(in_id text, in_currency text, by_whom text, now_at timestamptz)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  count_of_lines int;
  total bigint;
  standing bigint;
  reserved bigint;
begin
  perform 1 from hub_accounts where currency = in_currency order by participant for update;
  with under_way as (
    select t.payer as participant, sum(t.amount)::bigint as amount
    from hub_due d join hub_transfers t on t.bucket = d.bucket and t.id = d.transfer
    where t.state = 'reserved' and t.currency = in_currency group by 1
  ), waiting as (
    select l.participant, sum(l.net)::bigint as amount
    from hub_settlements s join hub_settlement_lines l on l.settlement = s.id
    where s.currency = in_currency and s.state = 'open' and l.state = 'waiting' group by 1
  ), fees as (
    update hub_fees set settlement = in_id where currency = in_currency and settlement is null
    returning participant, amount
  ), nets as (
    select a.participant, a.position - coalesce(r.amount, 0) - coalesce(w.amount, 0) as net,
      coalesce((select sum(f.amount) from fees f where f.participant = a.participant), 0)::bigint as fee
    from hub_accounts a
    left join under_way r on r.participant = a.participant
    left join waiting w on w.participant = a.participant
    where a.currency = in_currency
    union all
    select '', 0, -coalesce(sum(amount), 0)::bigint from fees
  ), made as (
    insert into hub_settlement_lines (settlement, participant, net, fee, state, how, done_at)
    select in_id, participant, net, fee, case when net + fee = 0 and net = 0 then 'done' else 'waiting' end,
      case when net + fee = 0 and net = 0 then 'nothing' end, case when net + fee = 0 and net = 0 then now_at end
    from nets where net <> 0 or fee <> 0
    returning participant, net, fee
  ), bound as (
    update hub_accounts a set settling = a.settling + m.net
    from made m where a.participant = m.participant and a.currency = in_currency and m.net > 0
  )
  select count(*), coalesce(sum(net + fee), 0), (select coalesce(sum(amount), 0) from under_way),
      (select coalesce(sum(case side when 'in' then amount else -amount end), 0) from hub_transit
        where currency = in_currency)
    into count_of_lines, total, reserved, standing from made;
  if standing <> reserved then
    raise exception 'in transit stands %, and what is reserved is %', standing, reserved using errcode = 'HT002';
  end if;
  if total <> 0 then
    raise exception 'the net positions stand at % together, not at 0', total using errcode = 'HT002';
  end if;
  if count_of_lines > 0 then
    insert into hub_settlements (id, currency, opened_at, closed_at, closed_by, state)
    values (in_id, in_currency, (select max(closed_at) from hub_settlements where currency = in_currency), now_at,
      by_whom, 'open');
  end if;
  return count_of_lines;
end $$;
