-- How far the slow sweep has gone through a day of an account: buckets in which every success was found to have its
-- posting, or was named. 64 is all of them. It begins again when the day's bill is in, as a bill may tell of more.
alter table bill_days add column swept int not null default 0 check (swept between 0 and 64);
create index bill_days_unswept on bill_days (day) where swept < 64;
