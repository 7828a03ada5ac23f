-- What people and openings did, linked one to the next and published as the head of a tree (RFC 6962). The rows stay
-- where they are; here stand their hashes, so that a row changed or taken away afterwards is found. Only added to.

-- The end of the chain, one row: whoever links holds its lock, so two processes never fork it.
create table audit_chain (
  bucket int primary key,
  size bigint not null check (size >= 0),
  chain bytea not null check (length(chain) = 32),
  -- Roots of the full subtrees, largest first: the head follows without reading the leaves.
  peaks bytea[] not null
);
grant select, insert, update on audit_chain to hutong_app;

create table audit_entries (
  bucket int not null,
  -- From 0, without a gap: the leaf's place in the tree.
  n bigint not null,
  source text collate "C" not null,
  -- The row, within its source, as text.
  key text collate "C" not null,
  at timestamptz not null,
  -- SHA-256 over 0x00 and the row's content.
  leaf bytea not null check (length(leaf) = 32),
  -- SHA-256 over the link before and this leaf.
  chain bytea not null check (length(chain) = 32),
  linked_at timestamptz not null,
  primary key (bucket, n)
);
create unique index audit_entries_once on audit_entries (bucket, source, key);
grant select, insert on audit_entries to hutong_app;

create table audit_heads (
  bucket int not null,
  size bigint not null check (size > 0),
  root bytea not null check (length(root) = 32),
  chain bytea not null check (length(chain) = 32),
  at timestamptz not null,
  primary key (bucket, size)
);
grant select, insert on audit_heads to hutong_app;
