-- A proposal is about an opening as it was when it was proposed: an approval of what was changed since opens nothing.
-- Null: from before this was kept, and the opening has been changed since, so it can only be rejected.
alter table opening_proposals add column opening_version int check (opening_version > 0);
update opening_proposals p set opening_version = o.version
  from openings o where o.id = p.opening and p.state = 'pending' and o.changed_at < p.at;
