-- outside a transaction
-- What the desks of agreements and of acceptance read: an agreement's vouchers, the contracts that hang on it, and the
-- payments between two wallets that are on their way back.
create index concurrently if not exists vouchers_of_agreement on vouchers (bucket, agreement, id);
create index concurrently if not exists alliance_contracts_of_agreement on alliance_contracts (bucket, agreement)
  where agreement is not null;
create index concurrently if not exists acceptances_going_back on acceptances (bucket, id)
  where state = 'returning';
