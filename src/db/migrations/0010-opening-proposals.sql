-- Two people: on an opening that asks for it, what opens, resumes or changes its plan is proposed by one person (or
-- key) and approved by another.
alter table openings add column two_people boolean not null default false;

create table opening_proposals (
  opening text collate "C" not null references openings (id),
  n int not null check (n > 0),
  act text not null check (act in ('pilot', 'open', 'complete', 'resume', 'announce', 'start_stage', 'plan')),
  input jsonb not null,
  why text not null check (why <> ''),
  proposer_kind text not null,
  proposer text collate "C" not null,
  at timestamptz not null,
  state text not null check (state in ('pending', 'approved', 'rejected')),
  decided_by text collate "C",
  decided_why text,
  decided_at timestamptz,
  primary key (opening, n),
  check (decided_by <> proposer),
  check ((state = 'pending') = (decided_by is null))
);
grant select, insert on opening_proposals to hutong_app;
grant update (state, decided_by, decided_why, decided_at) on opening_proposals to hutong_app;
