export { type Account, type AccountSide, accountBucket, accountId } from "./accounts.ts";
export { type AccountView, readBook, readTransfers, type TransferView } from "./balances.ts";
export { type BookCheck, type BookFault, checkBooks, ledgerChecks } from "./check-books.ts";
export { type AccountOpener, makeAccountOpener } from "./open-accounts.ts";
export { type PostResult, post } from "./post.ts";
export { type LedgerMove, type Transfer, type TransferColumns, toColumns } from "./transfers.ts";
