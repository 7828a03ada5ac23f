export { accountOf, type BookPlace, platformAccount, transferOf } from "./build.ts";
export { chartChecks } from "./checks.ts";
export { type AccountCode, accounts as chartOfAccounts, type PostingKind, postingKinds } from "./postings.ts";
