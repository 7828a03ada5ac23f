-- How the leaves of a consultation's sealed tree are made. 1: over everything at once, so that nobody but who holds the
-- receipt can tell a choice. 2: over the choice and a hash of the rest, so that choices are published without stores
-- and anybody counts them again. Fixed when the stores are asked: who voted under 1 was told that nobody reads it.
alter table consultations
  add column leaf_form smallint not null default 1,
  add constraint leaf_form_known check (leaf_form in (1, 2)) not valid;
