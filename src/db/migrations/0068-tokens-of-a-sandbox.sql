-- A sandbox's start makes a token of the whole house. Production refuses a database that still holds one.
-- What stands already may be a sandbox's; whoever upgrades revokes it and issues another.
alter table personal_tokens add column mode text not null default 'test' check (mode in ('test', 'live'));
