-- Money put down by the admin API: once by the participant's own id of it. The row's bucket is that id's.
alter table hub_funds_moves add column funds_in text collate "C";
create unique index hub_funds_moves_in on hub_funds_moves (bucket, participant, funds_in) where funds_in is not null;
