-- Two names are two people only while neither is the other's hand. Asked before every decision of a second person, of
-- rows that are there already: who gave whom a role, whose one-time link an account was entered by, which login and
-- which identity it goes by. No table of its own, so nothing to forget.

-- The mailbox or telephone that a login names: "li+2@shop.cn" is the mailbox of "li@shop.cn", "86-138…" the telephone
-- of "138…". Any other login names itself.
create function mailbox_of(in_login text) returns text language sql immutable as $$
  select case
    when in_login like '%@%' then regexp_replace(lower(in_login), '^([^+@]*)[^@]*@', '\1@')
    when in_login ~ '^[0-9.+-]+$' and length(regexp_replace(in_login, '\D', '', 'g')) >= 7
      then right(regexp_replace(in_login, '\D', '', 'g'), 11)
    else lower(in_login)
  end
$$;

-- Whose hands a person counts as: themselves, and, by what was made for them after `in_since`, everybody up the line of
-- makers, however long ago those made each other. The house's own process and the shell are nobody's hand.
create function hands_of(in_person text, in_since timestamptz) returns setof text language sql stable as $$
  with recursive hands (hand) as (
    select in_person collate "C"
    union
    select made.giver from hands cross join lateral (
      select created_by as giver, created_at as at from memberships m where m.person = hands.hand
      union all
      select created_by, coalesce(used_at, created_at) from invitations i where i.person = hands.hand
    ) made join people p on p.id = made.giver
    where hands.hand <> in_person or made.at > in_since
  )
  select hand from hands
$$;

-- Why two names do not count as two people, or no row. `until_since`: with hands reckoned since then they would; null
-- where time changes nothing.
create function not_two_people(in_one text, in_other text, in_since timestamptz)
returns table (why text, until_since timestamptz) language sql stable as $$
  select * from (
    select 'same_person', null::timestamptz where in_one = in_other
    union all
    select 'same_mailbox', null from credentials a join credentials b on mailbox_of(a.login) = mailbox_of(b.login)
      where a.person = in_one and b.person = in_other
    union all
    select 'same_identity', null from identities a join identities b on a.issuer = b.issuer and a.subject = b.subject
      where a.person = in_one and b.person = in_other
    union all
    select 'one_hand', (
      select min(made.at) from (
        select created_at as at from memberships where person in (in_one, in_other)
        union all
        select coalesce(used_at, created_at) from invitations where person in (in_one, in_other)
      ) made
      where made.at >= in_since and not exists (
        select hands_of(in_one, made.at) intersect select hands_of(in_other, made.at)))
      where exists (select hands_of(in_one, in_since) intersect select hands_of(in_other, in_since))
  ) found limit 1
$$;

grant execute on function mailbox_of(text), hands_of(text, timestamptz), not_two_people(text, text, timestamptz)
  to hutong_app;

-- What a second person confirms, as everywhere else: the name at least is another. What stood before is looked at by a
-- later file, which keeps nobody waiting.
alter table agreements add constraint two_people check (confirmed_by <> proposed_by) not valid;
