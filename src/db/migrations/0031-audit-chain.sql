-- One chain over what people and openings did: each link holds the hash of the one before and of the row that it is
-- about, so that a row that is changed, or taken away, is found; and a head that was told outside cannot be unsaid.
create table audit_links (
  n bigint primary key check (n > 0),
  source text collate "C" not null,
  key text collate "C" not null,
  body_hash bytea not null check (length(body_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null,
  unique (source, key)
);
grant select, insert on audit_links to hutong_app;
