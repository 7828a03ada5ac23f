-- Why a voucher's refund was last refused, and when it was asked for: told once, asked for again in peace.
alter table vouchers add column refund_says text, add column refund_asked_at timestamptz;
grant update (refund_says, refund_asked_at) on vouchers to hutong_app;

-- What one person says the bank answered to a payout carried there by hand; it counts once another says the same.
alter table media_payouts
  add column told_paid boolean,
  add column told_reference text,
  add column told_by text collate "C",
  add column told_at timestamptz,
  add check ((told_paid is null) = (told_by is null) and (told_by is null) = (told_at is null)
    and (told_by is null) = (told_reference is null));

-- Everything that was said of bills and payouts, by whom; only added to, and linked into the chain of acts.
create table campaign_acts (
  -- A bill (bil_…), a payout (mpo_…), or the wallet account (wac_…) at which a host app's bank account was told.
  subject text collate "C" not null,
  n int not null check (n > 0),
  marketplace text collate "C" not null,
  act text not null check (act in ('bill_approved', 'bill_rejected', 'payout_asked', 'payout_confirmed',
    'payout_cancelled', 'payout_told', 'payout_told_same', 'payee_set')),
  by_whom text collate "C" not null,
  -- Amount, host app, account, word of the bank; no number of an account.
  about jsonb not null,
  at timestamptz not null,
  primary key (subject, n)
);
grant select, insert on campaign_acts to hutong_app;
