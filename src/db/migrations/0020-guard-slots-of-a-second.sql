-- The slots of what guards watch last a second, not ten as the table's first description says.
comment on table guard_slots is
  'What guards watch: counted from events in slots of one second, kept for a little over a day.';
