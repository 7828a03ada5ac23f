-- outside a transaction
-- What waits for a second person is looked at by every console; it is few among many.
create index concurrently if not exists opening_proposals_waiting on opening_proposals (at) where state = 'pending';
create index concurrently if not exists disputes_waiting on disputes (bucket) where proposed is not null;
create index concurrently if not exists withdrawals_waiting on withdrawals (bucket) where state = 'asked';
create index concurrently if not exists platform_funds_waiting on platform_funds (bucket) where state = 'proposed';
create index concurrently if not exists media_payouts_waiting on media_payouts (bucket) where state = 'asked';
create index concurrently if not exists media_payouts_told on media_payouts (bucket) where told_by is not null
  and state not in ('refused', 'returned', 'cancelled') and not (told_paid and state = 'paid');
-- Refunds of vouchers that somebody still looks after.
create index concurrently if not exists vouchers_refund_under_way on vouchers (bucket)
  where money = 'returned' and refund is not null and refund_arrived_at is null;

-- What stood before the constraints of 0098, 0100 and 0102.
alter table agreements validate constraint two_people;
alter table consultations validate constraint leaf_form_known;
alter table vouchers validate constraint refund_attempts_counted;
alter table vouchers validate constraint refund_arrived_of_a_refund;
