-- outside a transaction
-- What the issuer's bill is matched along: the days of an issuer's account, of refunds, and what is going back, which
-- is found by the number that it goes under.
create index concurrently if not exists acceptances_of_issuer_day on acceptances (issuer_account, debited_at)
  where debited_at is not null;
create index concurrently if not exists acceptance_refunds_of_day on acceptance_refunds (asked_at);
create unique index concurrently if not exists acceptances_of_payment on acceptances (bucket, payment);
create index concurrently if not exists acceptances_returning on acceptances (bucket, return_id)
  where return_id is not null;

-- What stood before the constraints of 0096.
alter table acceptance_settlements validate constraint paid_when_confirmed;
alter table acceptance_settlements validate constraint received_when_confirmed;
