-- A store's application to join a wallet: what it said, what it handed over, how the review went.

-- What a store agrees to when it applies: published in both languages, hashed, never changed. A small reference table.
create table onboarding_terms (
  marketplace text collate "C" not null,
  wallet text not null,
  version int not null check (version > 0),
  zh text not null check (zh <> ''),
  en text not null check (en <> ''),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  published_by text collate "C" not null,
  published_at timestamptz not null,
  primary key (marketplace, wallet, version)
);
grant select, insert on onboarding_terms to hutong_app;

create table applications (
  bucket int not null,
  id text collate "C" not null,
  marketplace text collate "C" not null,
  store text collate "C" not null,
  wallet text not null,
  wallet_account text collate "C" not null,
  applicant text not null check (applicant in ('company', 'sole_trader', 'individual')),
  fields jsonb not null check (jsonb_typeof(fields) = 'object'),
  -- A JSON object of texts, sealed with the row's id as additional data; gone once the application is over.
  secrets_sealed text,
  secret_names text[] not null,
  state text not null check (state in ('draft', 'sending', 'reviewing', 'action_needed', 'frozen', 'rejected',
                                       'withdrawing', 'withdrawn', 'accepted')),
  -- How often it was submitted.
  round int not null check (round >= 0),
  wallet_ref text,
  round_before text,
  sub_merchant text,
  reasons jsonb not null check (jsonb_typeof(reasons) = 'array'),
  action jsonb,
  terms_version int,
  terms_hash text,
  terms_by text collate "C",
  terms_at timestamptz,
  created_by text collate "C" not null,
  created_at timestamptz not null,
  submitted_at timestamptz,
  decided_at timestamptz,
  -- The directory has the store's number: it can be paid.
  ready_at timestamptz,
  -- Buyers saw it for the first time.
  visible_at timestamptz,
  changed_at timestamptz not null,
  moves int not null check (moves >= 0),
  primary key (bucket, id),
  check (state in ('draft', 'withdrawn') or (round > 0 and terms_version is not null)),
  check ((state = 'accepted') = (sub_merchant is not null)),
  check (state <> 'rejected' or reasons <> '[]'),
  check (ready_at is null or state = 'accepted'),
  check (visible_at is null or ready_at is not null)
);
-- One application of a store at a time, at each account.
create unique index applications_one_open on applications (bucket, store, wallet_account)
  where state not in ('accepted', 'withdrawn');
create index applications_marketplace on applications (marketplace, id);
grant select, insert on applications to hutong_app;
grant update (applicant, fields, secrets_sealed, secret_names, state, round, wallet_ref, round_before, sub_merchant,
  reasons, action, terms_version, terms_hash, terms_by, terms_at, submitted_at, decided_at, ready_at, visible_at,
  changed_at, moves) on applications to hutong_app;

-- The newest n of a name counts. The hash stays, the sealed content goes when it is replaced or no longer needed.
create table application_documents (
  bucket int not null,
  application text collate "C" not null,
  name text not null,
  n int not null check (n > 0),
  type text not null,
  bytes int not null check (bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  sealed text,
  -- What stands for it at the wallet, once it was handed over.
  wallet_ref text,
  uploaded_by text collate "C" not null,
  uploaded_at timestamptz not null,
  primary key (bucket, application, name, n)
);
grant select, insert on application_documents to hutong_app;
grant update (sealed, wallet_ref) on application_documents to hutong_app;

create table application_moves (
  bucket int not null,
  application text collate "C" not null,
  n int not null,
  from_state text,
  to_state text not null,
  round int not null,
  reasons jsonb not null,
  by_whom text collate "C" not null,
  at timestamptz not null,
  primary key (bucket, application, n)
);
grant select, insert on application_moves to hutong_app;

-- What must be looked at, and when: an answer that never came, a review under way, a store that waits to be shown.
create table application_due (
  bucket int not null,
  at timestamptz not null,
  application text collate "C" not null,
  primary key (bucket, application)
);
create index application_due_at on application_due (bucket, at);
grant select, insert, update, delete on application_due to hutong_app;
