-- The chain over what people and openings did is kept by 0050-audit.sql, with a tree and proofs; one of them is enough.
drop table audit_links;
