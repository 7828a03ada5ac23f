-- Which payer's codes a network may claim, beside what the wallets say of their own: set by the house or a marketplace.
-- A rule is taken out of force, never deleted. Two networks that claim the same codes leave them to the cashier.
create table payer_code_rules (
  -- A marketplace's id, or 'house': for all of them.
  owner text collate "C" not null,
  wallet text collate "C" not null,
  prefix text collate "C" not null check (prefix ~ '^[0-9]{1,12}$'),
  digits_min int not null,
  digits_max int not null,
  state text not null check (state in ('on', 'off')),
  set_by text collate "C" not null,
  set_at timestamptz not null,
  primary key (owner, wallet, prefix, digits_min, digits_max),
  constraint digits_in_order check (digits_min between 8 and digits_max and digits_max <= 32),
  constraint longer_than_prefix check (digits_min > length(prefix))
);
grant select, insert on payer_code_rules to hutong_app;
grant update (state, set_by, set_at) on payer_code_rules to hutong_app;
