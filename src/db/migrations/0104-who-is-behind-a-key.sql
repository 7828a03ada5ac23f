-- Who stands behind a name is read where two people are told apart, in one look: a process hears of another's keys half
-- a second late, and within that half second the maker of a key would be two people.

-- The person who made a key, or made the key that made it, and so on; everybody else stands for themselves. A key's
-- maker is older than the key and never changes, so the line ends.
create function person_behind(in_name text) returns text language sql stable as $$
  with recursive line (name) as (
    select in_name collate "C"
    union
    select k.created_by from line join api_keys k on k.id = line.name
  )
  select coalesce((select name from line where not exists (select from api_keys k where k.id = line.name)), in_name)
$$;

-- As before; what a key gave, its maker gave, and a key has the hands of its maker.
create or replace function hands_of(in_person text, in_since timestamptz) returns setof text
language sql stable as $$
  with recursive whose (person) as materialized (
    select person_behind(in_person) collate "C"
  ), hands (hand) as (
    select person from whose
    union
    select p.id from whose, hands cross join lateral (
      select person_behind(created_by) as giver, created_at as at from memberships m where m.person = hands.hand
      union all
      select person_behind(created_by), coalesce(used_at, created_at) from invitations i where i.person = hands.hand
    ) made join people p on p.id = made.giver
    where hands.hand <> whose.person or made.at > in_since
  )
  select hand from hands
$$;

-- As before, of the two persons behind the names.
create or replace function not_two_people(in_one text, in_other text, in_since timestamptz)
returns table (why text, until_since timestamptz) language sql stable as $$
  with whose as materialized (
    select person_behind(in_one) as one, person_behind(in_other) as other
  )
  select found.* from whose cross join lateral (
    select 'same_person', null::timestamptz where whose.one = whose.other
    union all
    select 'same_mailbox', null from credentials a join credentials b on mailbox_of(a.login) = mailbox_of(b.login)
      where a.person = whose.one and b.person = whose.other
    union all
    select 'same_identity', null from identities a join identities b on a.issuer = b.issuer and a.subject = b.subject
      where a.person = whose.one and b.person = whose.other
    union all
    select 'one_hand', (
      select min(made.at) from (
        select created_at as at from memberships where person in (whose.one, whose.other)
        union all
        select coalesce(used_at, created_at) from invitations where person in (whose.one, whose.other)
      ) made
      where made.at >= in_since and not exists (
        select hands_of(whose.one, made.at) intersect select hands_of(whose.other, made.at)))
      where exists (select hands_of(whose.one, in_since) intersect select hands_of(whose.other, in_since))
  ) found limit 1
$$;

grant execute on function person_behind(text) to hutong_app;
