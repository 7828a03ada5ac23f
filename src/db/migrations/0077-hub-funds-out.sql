-- Money that a participant takes back leaves in two steps: it is reserved out of the funds, then its bank has sent it,
-- or it comes back whole.

create table hub_funds_out (
  bucket int not null,
  id text collate "C" not null,
  participant text collate "C" not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  why text not null,
  -- reserved: out of the funds, not yet with its bank. sent: gone. returned: in the funds again.
  state text not null check (state in ('reserved', 'sent', 'returned')),
  reserved_at timestamptz not null,
  ended_at timestamptz,
  primary key (bucket, id),
  constraint ended_when_over check ((state = 'reserved') = (ended_at is null))
);
create index hub_funds_out_open on hub_funds_out (participant) where state = 'reserved';
grant select, insert on hub_funds_out to hutong_app;

-- Says what became of one, once; false: it was not reserved any more.
create function hub_end_funds_out(
  in_bucket int, in_id text, in_participant text, in_state text, now_at timestamptz
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update hub_funds_out set state = in_state, ended_at = now_at
    where bucket = in_bucket and id = in_id and participant = in_participant and state = 'reserved';
  return found;
end $$;
revoke all on function hub_end_funds_out from public;
grant execute on function hub_end_funds_out to hutong_app;

-- Which of them a move is of, in the same bucket: its leaving, or its coming back. Each at most once.
alter table hub_funds_moves add column funds_out text collate "C";
create unique index hub_funds_moves_out on hub_funds_moves (bucket, funds_out, (amount > 0))
  where funds_out is not null;

alter table hub_changes
  drop constraint hub_changes_kind_check,
  add constraint hub_changes_kind_check check (kind in ('cap', 'funds_in', 'funds_out', 'withdrawal', 'person_limit',
    'fee', 'resume', 'endpoint', 'key', 'signing', 'settle', 'own_key'));
-- What became of one waits for one second person at a time.
create unique index hub_changes_withdrawal on hub_changes ((detail -> 'withdrawal' ->> 'id'))
  where kind = 'withdrawal' and state = 'pending';
