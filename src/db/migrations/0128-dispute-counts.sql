-- What one person's word on a dispute counted for their day of refunds (refund_days), in the commit of that word: at
-- most once a dispute. It goes back to that day once, in the commit in which the dispute hears that its refund failed.
create table dispute_counts (
  bucket int not null,
  dispute text collate "C" not null,
  marketplace text collate "C" not null,
  counted_for text collate "C" not null,
  counted_on text not null check (counted_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  amount bigint not null check (amount > 0),
  currency text not null,
  given_back_at timestamptz,
  primary key (bucket, dispute)
);
grant select, insert (bucket, dispute, marketplace, counted_for, counted_on, amount, currency) on dispute_counts
  to hutong_app;
grant update (given_back_at) on dispute_counts to hutong_app;
