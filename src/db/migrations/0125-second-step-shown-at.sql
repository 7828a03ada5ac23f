-- When a session last showed its person's second step. Empty: not yet, or before this was kept, and so to be shown.
alter table sessions add column stepped_at timestamptz;
grant update (stepped_at) on sessions to hutong_app;
