-- A payment that the wallet took with another amount than was asked: what really came, and goes back whole. Null where
-- it was the amount asked for, so no row that stands has to be read again.
alter table payments add column received bigint check (received > 0 and received <> amount);
-- NOT VALID: what stands fulfils the narrower rule that this one replaces; every row written from here on is held to
-- it.
alter table payments drop constraint never_more_back_than_came;
alter table payments add constraint never_more_back_than_came
  check (refunded >= 0 and refunding >= 0 and refunded + refunding <= coalesce(received, amount)) not valid;

insert into payment_moves_allowed values
  ('starting', 'other_amount', 'surplus'), ('waiting', 'other_amount', 'surplus'),
  ('abandoned', 'other_amount', 'surplus'), ('refused', 'other_amount', 'surplus'),
  ('closed', 'other_amount', 'surplus');
