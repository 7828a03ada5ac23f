-- Whether a buyer bought anything before an instant: what an effect report calls new. Unnamed buyers are left out.
create index checkouts_of_buyer on checkouts (bucket, (buyer ->> 'reference'), created_at)
  where buyer ->> 'reference' is not null;
