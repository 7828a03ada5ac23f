-- What pauses an opening by itself: {figure, limit in 10,000ths, window_minutes, min_count}.
alter table openings add column guards jsonb not null default '[]' check (jsonb_typeof(guards) = 'array');
grant update (guards) on openings to hutong_app;
