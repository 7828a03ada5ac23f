-- A voucher's refund that the wallet refused is asked for anew, under another repeat key: `refund_attempts` counts the
-- refused ones. `refund_arrived_at`: its refund is with the buyer, and nobody looks after it any more.
alter table vouchers
  add column refund_attempts int not null default 0,
  add column refund_arrived_at timestamptz,
  add constraint refund_attempts_counted check (refund_attempts >= 0) not valid,
  add constraint refund_arrived_of_a_refund check (refund_arrived_at is null or refund is not null) not valid;
grant update (refund_attempts, refund_arrived_at) on vouchers to hutong_app;
