-- A difference may be named before any bill tells it: it then has no run.
alter table bill_breaks alter column run drop not null;
