-- What the hub between wallets says to them and hears from them (FSPIOP API 1.1 and 2.0).

-- Where a participant listens, by Mojaloop's names ("FSPIOP_CALLBACK_URL_TRANSFER_POST"); a value may hold {{places}}.
create table hub_endpoints (
  participant text collate "C" not null,
  type text collate "C" not null check (length(type) between 1 and 80),
  value text not null check (length(value) between 1 and 512),
  primary key (participant, type)
);
grant select, insert on hub_endpoints to hutong_app;
grant update (value) on hub_endpoints to hutong_app;

-- How a participant's calls are proven and whether ours to it are signed; without a row the hub's own rule holds.
create table hub_signing (
  participant text collate "C" primary key,
  -- PEM of an RSA key; null: none is known, so nothing that must be proven is taken.
  public_key text,
  verify boolean not null,
  sign boolean not null
);
grant select, insert on hub_signing to hutong_app;
grant update (public_key, verify, sign) on hub_signing to hutong_app;

-- Who serves which person: a phone number or an alias, with what is below it ('' is none).
create table hub_parties (
  bucket int not null,
  id_type text collate "C" not null,
  id_value text collate "C" not null,
  sub_id text collate "C" not null,
  participant text collate "C" not null,
  currency text,
  at timestamptz not null,
  primary key (bucket, id_type, id_value, sub_id)
);
grant select, insert, delete on hub_parties to hutong_app;
grant update (participant, currency, at) on hub_parties to hutong_app;

-- The terms that a payee's wallet gave, by the condition that names them.
create table hub_terms (
  bucket int not null,
  condition bytea not null check (length(condition) = 32),
  quote text collate "C" not null,
  payer text collate "C" not null,
  payee text collate "C" not null,
  -- A hash of the payer's party: limits count by it, nobody reads it.
  person bytea,
  amount bigint not null,
  fee bigint not null check (fee >= 0),
  currency text not null,
  at timestamptz not null,
  primary key (bucket, condition)
);
grant select, insert, delete on hub_terms to hutong_app;

-- Quotes that are asked: who asked whom, and for which person. Trimmed when they are over.
create table hub_quotes (
  bucket int not null,
  id text collate "C" not null,
  payer text collate "C" not null,
  payee text collate "C" not null,
  person bytea not null,
  request_hash bytea not null,
  at timestamptz not null,
  primary key (bucket, id)
);
grant select, insert, delete on hub_quotes to hutong_app;

-- A call about a transfer as it came, so that it can be carried on unchanged, whoever dies: the payer's request and the
-- payee's answer. 'fulfil' is only kept when it fits the condition, 'refusal' only from the payee.
create table hub_calls (
  bucket int not null,
  transfer text collate "C" not null,
  kind text not null check (kind in ('prepare', 'fulfil', 'refusal')),
  -- SHA-256 of the body: of the requests under one id, the one that was reserved is carried on.
  hash bytea not null,
  headers jsonb not null,
  body text not null,
  at timestamptz not null,
  primary key (bucket, transfer, kind, hash)
);
grant select, insert, delete on hub_calls to hutong_app;

-- What the hub still has to say to a participant. A row goes when it was heard, or when its time is over.
create table hub_messages (
  bucket int not null,
  id text collate "C" not null,
  participant text collate "C" not null,
  method text not null check (method in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
  -- Below the participant's endpoint.
  path text not null,
  headers jsonb not null,
  body text,
  -- Whom to tell that this one could not be reached; null: nobody waits for it.
  sorry jsonb,
  at timestamptz not null,
  until timestamptz not null,
  tries int not null default 0,
  primary key (bucket, id)
) with (fillfactor = 50);
create index hub_messages_at on hub_messages (at);
grant select, insert, update, delete on hub_messages to hutong_app;

-- How much a person may send a day, by the person's wallet; without a row as much as they like.
create table hub_person_limits (
  participant text collate "C" not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  primary key (participant, currency)
);
grant select, insert, delete on hub_person_limits to hutong_app;
grant update (amount) on hub_person_limits to hutong_app;

-- What a person has sent on a day, reserved transfers included.
create table hub_person_days (
  bucket int not null,
  person bytea not null,
  day date not null,
  currency text not null,
  taken bigint not null check (taken >= 0),
  primary key (bucket, person, day, currency)
);
-- What a transfer took of its person's day; it goes back when the transfer is aborted.
create table hub_person_takes (
  bucket int not null,
  transfer text collate "C" not null,
  person_bucket int not null,
  person bytea not null,
  day date not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  expires_at timestamptz not null,
  primary key (bucket, transfer)
);
create index hub_person_takes_over on hub_person_takes (expires_at);
grant select on hub_person_days, hub_person_takes to hutong_app;

-- Takes a transfer's amount from its person's day, if the limit bears it; the same transfer takes once.
create function hub_take_day(
  in_bucket int, in_transfer text, in_person_bucket int, in_person bytea, in_day date, in_currency text,
  in_amount bigint, in_limit bigint, in_expires timestamptz
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into hub_person_takes
    values (in_bucket, in_transfer, in_person_bucket, in_person, in_day, in_currency, in_amount, in_expires)
    on conflict do nothing;
  if not found then return true; end if;
  insert into hub_person_days values (in_person_bucket, in_person, in_day, in_currency, 0) on conflict do nothing;
  update hub_person_days set taken = taken + in_amount
    where bucket = in_person_bucket and person = in_person and day = in_day and currency = in_currency
      and taken + in_amount <= in_limit;
  if found then return true; end if;
  delete from hub_person_takes where bucket = in_bucket and transfer = in_transfer;
  return false;
end $$;

-- Gives back what a transfer took, once; never what a transfer took that is reserved or committed.
create function hub_return_day(in_bucket int, in_transfer text)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  took hub_person_takes;
begin
  if exists (select 1 from hub_transfers where bucket = in_bucket and id = in_transfer and state <> 'aborted') then
    return false;
  end if;
  delete from hub_person_takes where bucket = in_bucket and transfer = in_transfer returning * into took;
  if not found then return false; end if;
  update hub_person_days set taken = taken - took.amount
    where bucket = took.person_bucket and person = took.person and day = took.day and currency = took.currency;
  return true;
end $$;
revoke all on function hub_take_day, hub_return_day from public;
grant execute on function hub_take_day, hub_return_day to hutong_app;
