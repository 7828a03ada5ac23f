-- A payer's code is undone by one process at a time, and only after the intent to is committed: a success that the
-- wallet told before, or while it may be under way, says nothing about what is left of it. Null for every payment that
-- nobody set out to undo, so no row that stands is written again.
alter table payments add column reversing_at timestamptz;
