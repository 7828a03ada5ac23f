-- Participants of the hub set up through the API: endpoints, keys and their rotation, and settling, each by two people;
-- and a record of what one person may do alone.

alter table hub_changes drop constraint hub_changes_kind_check;
alter table hub_changes
  alter column currency drop not null,
  alter column amount drop not null,
  -- Of an endpoint, a key, a way of proving, or a settlement's line: under that name.
  add column detail jsonb not null default '{}',
  add constraint hub_changes_kind_check check (kind in ('cap', 'funds_in', 'funds_out', 'person_limit', 'fee',
    'resume', 'endpoint', 'key', 'signing', 'settle')),
  add constraint amount_in_a_currency check ((amount is null) = (currency is null)),
  add constraint amount_where_it_counts check (kind in ('resume', 'endpoint', 'key', 'signing') or amount is not null);
-- A line of a settlement waits for one second person at a time.
create unique index hub_changes_line on hub_changes ((detail -> 'settle' ->> 'settlement'), participant)
  where kind = 'settle' and state = 'pending';

-- Public keys of a participant: what it sends is proven by any that is not retired, so that a new one is known before
-- the old one goes. A key is never let in again.
create table hub_participant_keys (
  id text collate "C" primary key,
  participant text collate "C" not null,
  -- PEM of an RSA key.
  public_key text not null,
  -- SHA-256 of its SubjectPublicKeyInfo in hexadecimal: what people compare by telephone.
  fingerprint text not null,
  added_at timestamptz not null,
  retired_at timestamptz,
  retired_by text,
  unique (participant, fingerprint),
  constraint retired_by_somebody check ((retired_at is null) = (retired_by is null))
);
grant select, insert on hub_participant_keys to hutong_app;
grant update (retired_at, retired_by) on hub_participant_keys to hutong_app;
insert into hub_participant_keys (id, participant, public_key, fingerprint, added_at)
  select 'hpk_' || upper(md5(participant)), participant, public_key,
    encode(sha256(decode(regexp_replace(public_key, '-----[A-Z ]+-----|\s', '', 'g'), 'base64')), 'hex'), 'epoch'
  from hub_signing where public_key is not null;
alter table hub_signing drop column public_key;

-- An endpoint of one kind of call goes, and the participant's general one holds for it.
grant delete on hub_endpoints to hutong_app;

-- What one person did alone: added or renamed a participant, paused it, retired a key of it. Only added.
create table hub_acts (
  id text collate "C" primary key,
  act text not null check (act in ('put', 'paused', 'key_retired')),
  participant text collate "C" not null,
  detail jsonb not null,
  by_whom text not null,
  at timestamptz not null
);
grant select, insert on hub_acts to hutong_app;

alter table hub_settlement_lines
  add column proposed_by text,
  add constraint two_people check (proposed_by is null or proposed_by <> by_whom);

-- As before; that somebody has paid, or is covered from its funds, is now said by one person and confirmed by another.
-- What would leave a position or what is bound above the funds answers funds_short, instead of breaking off.
drop function hub_settle_line(text, text, text, text, timestamptz);
create function hub_settle_line(
  in_id text, in_participant text, in_how text, in_proposer text, in_by text, now_at timestamptz
) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  line hub_settlement_lines;
  of_currency text;
  due bigint;
  in_transit bigint;
  to_funds bigint;
begin
  select currency into of_currency from hub_settlements where id = in_id for update;
  select * into line from hub_settlement_lines where settlement = in_id and participant = in_participant for update;
  if line.settlement is null then return 'unknown'; end if;
  if line.state = 'done' then return case when line.how = in_how then 'repeat' else 'wrong_way' end; end if;
  due := line.net + line.fee;
  if (due > 0) <> (in_how in ('paid', 'covered')) then return 'wrong_way'; end if;
  if due > 0 and (in_proposer is null or in_proposer = in_by) then
    raise exception 'settlement % is paid or covered by two people', in_id;
  end if;
  if due <= 0 then
    select coalesce(sum(net + fee), 0) into in_transit from hub_settlement_lines
      where settlement = in_id and state = 'done';
    if in_transit < -due then return 'transit_short'; end if;
  end if;
  to_funds := case when in_how in ('covered', 'received') then -due else 0 end;
  if in_participant <> '' then
    update hub_accounts set position = position - line.net, settling = settling - greatest(line.net, 0),
        funds = funds + to_funds
      where participant = in_participant and currency = of_currency
        and funds + to_funds >= greatest(position - line.net, settling - greatest(line.net, 0), 0);
    if not found then return 'funds_short'; end if;
  end if;
  update hub_settlement_lines
    set state = 'done', how = in_how, proposed_by = in_proposer, by_whom = in_by, done_at = now_at
    where settlement = in_id and participant = in_participant;
  update hub_settlements set state = 'settled', settled_at = now_at
    where id = in_id and not exists (
      select 1 from hub_settlement_lines where settlement = in_id and state = 'waiting');
  return 'done';
end $$;
revoke all on function hub_settle_line from public;
grant execute on function hub_settle_line to hutong_app;

-- What is kept of calls, quotes and terms is trimmed by age, a bucket at a time.
create index hub_calls_old on hub_calls (bucket, at);
create index hub_quotes_old on hub_quotes (bucket, at);
create index hub_terms_old on hub_terms (bucket, at);
