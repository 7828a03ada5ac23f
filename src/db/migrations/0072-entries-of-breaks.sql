-- What ends a break may post entries: which, as they were proposed, and as they were posted. Only the figures that the
-- bill told are new; what was posted stands in transfers, whose subject is the break.
alter table bill_breaks
  -- What the wallet kept of the line, whole minor units, and how the bill names its state.
  add column fee bigint,
  add column their_state text,
  -- {"choice": "suspense", "moves": [{"kind", "debit", "credit", "minor"}]}
  add column proposed_entry jsonb,
  add column entry jsonb,
  -- When what was entered came after all, and its entry was taken back.
  add column taken_back_at timestamptz;

alter table bill_breaks drop constraint bill_breaks_resolution_check;
alter table bill_breaks drop constraint bill_breaks_proposed_act_check;
alter table bill_breaks drop constraint bill_breaks_advice_check;
alter table bill_breaks
  add constraint bill_breaks_resolution_check check (resolution in ('late', 'heard', 'accepted', 'entered')),
  add constraint bill_breaks_proposed_act_check check (proposed_act in ('hear', 'accept', 'enter')),
  add constraint bill_breaks_advice_check check (advice in ('wait', 'hear', 'accept', 'enter')),
  add constraint entered_with_an_entry check ((coalesce(resolution, '') = 'entered') = (entry is not null)),
  -- An entry is posted by two people, and nobody else.
  add constraint entered_by_two check (entry is null or (proposer is not null and decided_by is not null)),
  add constraint taken_back_what_stood check (taken_back_at is null or entry is not null);

-- Entries that stand and that a later bill, or a wallet's word, may take back.
create index bill_breaks_entered on bill_breaks (bucket, wallet_account)
  where entry is not null and taken_back_at is null;
