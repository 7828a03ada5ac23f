-- A voucher's refund that the wallet refused is asked for anew, under another repeat key: `refund_attempts` counts the
-- refused ones. `refund_arrived_at`: its refund is with the buyer, and nobody looks after it any more.
alter table vouchers
  add column refund_attempts int not null default 0 check (refund_attempts >= 0),
  add column refund_arrived_at timestamptz check (refund_arrived_at is null or refund is not null);
create index vouchers_refund_under_way on vouchers (bucket)
  where money = 'returned' and refund is not null and refund_arrived_at is null;
grant update (refund_attempts, refund_arrived_at) on vouchers to hutong_app;
