-- The hub's own key for FSPIOP signatures can be changed without a stop: a new one is published first, two people let
-- the hub sign with it, and the old one stays published until one person retires it.

alter table hub_keys
  -- SHA-256 of its SubjectPublicKeyInfo in hexadecimal: what people compare by telephone.
  add column fingerprint text,
  add column made_by text,
  -- The hub signs with the key that has the latest of these; null: it is published and signs nothing yet.
  add column signs_from timestamptz,
  add column retired_at timestamptz,
  add column retired_by text,
  add constraint retired_by_somebody check ((retired_at is null) = (retired_by is null));
update hub_keys set signs_from = made_at,
  fingerprint = encode(sha256(decode(regexp_replace(public_key, '-----[A-Z ]+-----|\s', '', 'g'), 'base64')), 'hex');
alter table hub_keys alter column fingerprint set not null;
grant update (signs_from, retired_at, retired_by) on hub_keys to hutong_app;

alter table hub_changes
  drop constraint hub_changes_kind_check,
  drop constraint amount_where_it_counts,
  add constraint hub_changes_kind_check check (kind in ('cap', 'funds_in', 'funds_out', 'person_limit', 'fee',
    'resume', 'endpoint', 'key', 'signing', 'settle', 'own_key')),
  add constraint amount_where_it_counts
    check (kind in ('resume', 'endpoint', 'key', 'signing', 'own_key') or amount is not null);

alter table hub_acts
  drop constraint hub_acts_act_check,
  add constraint hub_acts_act_check check (act in ('put', 'paused', 'key_retired', 'own_key_made', 'own_key_retired'));
