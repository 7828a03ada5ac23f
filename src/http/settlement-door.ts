import type { Money } from "#money";
import type {
  BalanceView,
  CardView,
  NewShipment,
  NewTerms,
  NewWithdrawalRules,
  ReleaseLimitView,
  ReleaseView,
  ShareReturnView,
  ShareView,
  ShipmentTeller,
  TermsView,
  ToldShipment,
  WithdrawalRulesView,
  WithdrawalView,
} from "#settlement";
import type { Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";

/** What this room needs of settlement; matched by shape where main hands it in. */
export type SettlementDoor = {
  /** Given only orders that the caller may act on. Whoever confirms again gets the release that there is. */
  confirmReceipt(by: string, order: string, repeat: RepeatKey | null): Promise<Result<ReleaseView>>;
  /** A payment's release, done or under way at its wallet. */
  getRelease(payment: string): Promise<ReleaseView | null>;
  listShares(reach: Reach, page: Page): Promise<Paged<ShareView>>;
  getShare(id: string): Promise<ShareView | null>;
  /** Given only shares that the caller may act on. */
  returnShare(by: string, share: string, amount: Money, repeat: RepeatKey | null): Promise<Result<ShareReturnView>>;
  getShareReturn(id: string): Promise<ShareReturnView | null>;
  listWithdrawals(reach: Reach, page: Page): Promise<Paged<WithdrawalView>>;
  withdrawalRules(store: string): Promise<WithdrawalRulesView>;
  setWithdrawalRules(
    by: string,
    store: string,
    rules: NewWithdrawalRules,
  ): Promise<WithdrawalRulesView & { new_rules_hold_from: Date }>;
  balances(store: string): Promise<readonly BalanceView[]>;
  setCard(by: string, store: string, card: { holder: string; bank: string; number: string }): Promise<Result<CardView>>;
  /** Given only stores that the caller may act for and wallet accounts of their marketplace. */
  askWithdrawal(
    by: string,
    input: { marketplace: string; store: string; wallet_account: string; amount: Money },
    repeat: RepeatKey | null,
  ): Promise<Result<WithdrawalView>>;
  getWithdrawal(id: string): Promise<WithdrawalView | null>;
  /** `second_person_needed` for whoever asked. */
  confirmWithdrawal(by: string, id: string): Promise<Result<WithdrawalView>>;
  cancelWithdrawal(id: string): Promise<Result<WithdrawalView>>;
  terms(marketplace: string): Promise<TermsView>;
  setTerms(by: string, marketplace: string, terms: NewTerms): Promise<TermsView>;
  /** Given only orders that the caller may act on. A repeat is the same row. */
  tellShipment(teller: ShipmentTeller, told: NewShipment): Promise<ToldShipment>;
  /** Null while nobody has paid the order. */
  releaseLimit(order: string): Promise<ReleaseLimitView | null>;
};
