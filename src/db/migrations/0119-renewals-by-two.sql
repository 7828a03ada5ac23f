-- A later end that one person proposed and another confirms, kept with its agreement until it is applied, replaced by
-- another one, or falls with the agreement's end. `renew_to` null: without an end. It waits while nobody confirmed it.
alter table agreements
  add column renew_to timestamptz,
  add column renewed_by text collate "C",
  add column renewed_at timestamptz,
  add column renewal_confirmed_by text collate "C",
  add constraint renewal_whole check ((renewed_by is null) = (renewed_at is null)
    and (renewed_at is not null or (renew_to is null and renewal_confirmed_by is null))) not valid,
  -- As for the agreement itself: the name at least is another.
  add constraint renewal_by_two check (renewal_confirmed_by <> renewed_by) not valid;

alter table agreement_steps
  drop constraint agreement_steps_event_check,
  add constraint agreement_steps_event_check check (event in ('proposed', 'confirmed', 'renewal_proposed', 'renewed',
    'ended', 'expiring', 'lapsed')) not valid;
