import type { BalanceView, ReleaseView, TermsView } from "#settlement";
import type { RepeatKey, Result } from "./parts.ts";

/** What this room needs of settlement; matched by shape where main hands it in. */
export type SettlementDoor = {
  /** Given only orders that the caller may act on. Whoever confirms again gets the release that there is. */
  confirmReceipt(by: string, order: string, repeat: RepeatKey | null): Promise<Result<ReleaseView>>;
  balances(store: string): Promise<readonly BalanceView[]>;
  terms(marketplace: string): Promise<TermsView>;
  setTerms(
    by: string,
    marketplace: string,
    terms: Pick<TermsView, "release_after_days" | "commission_bp">,
  ): Promise<TermsView>;
};
