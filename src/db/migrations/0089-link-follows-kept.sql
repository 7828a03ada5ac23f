-- What was found about an address stays while it is asked about anew: a known bad one does not open once a day.
-- A row that nobody asked for in months goes.
alter table link_follows drop constraint link_follows_check;
alter table link_follows add constraint link_follows_found
  check ((ended is null) = (done_at is null) and (state = 'waiting' or ended is not null));
grant delete on link_follows to hutong_app;
