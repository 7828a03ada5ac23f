import type { AccountOpener } from "#ledger";
import type { AgreementsParts } from "./types.ts";

export type AgreementsContext = { house: AgreementsParts; accounts: AccountOpener };
