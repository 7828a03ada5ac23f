-- Three exports at once a person, held by the database: each under way has one of three places. A person's exports lie
-- in one bucket from here on, so that one index sees them all. What was under way before keeps a place in its own
-- bucket; one too many there ends.
alter table export_jobs add column slot int;

with numbered as (
  select bucket, id, row_number() over (partition by bucket, person order by id) as n
  from export_jobs where ended_at is null
)
update export_jobs j set slot = least(n, 3), state = case when n > 3 then 'cancelled' else j.state end,
  ended_at = case when n > 3 then j.asked_at end
from numbered where numbered.bucket = j.bucket and numbered.id = j.id;

alter table export_jobs
  add constraint one_of_three_places check (slot between 1 and 3),
  add constraint under_way_in_a_place check (ended_at is not null or slot is not null);
create unique index export_jobs_places on export_jobs (bucket, person, slot) where ended_at is null;
