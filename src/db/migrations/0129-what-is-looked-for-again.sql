-- outside a transaction
-- Which alarm tells of an endpoint that was switched off: every process asks every few seconds.
create index concurrently if not exists alarms_of_endpoints on alarms (bucket, (about ->> 'endpoint'), last_at)
  where what = 'webhook_disabled';
-- What disputes counted lately and did not give back.
create index concurrently if not exists dispute_counts_kept on dispute_counts (bucket, counted_on)
  where given_back_at is null;
