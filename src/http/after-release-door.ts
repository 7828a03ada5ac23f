import type {
  ExtensionView,
  FundsMoveView,
  NewFundsMove,
  NewRateCard,
  PlatformBookView,
  PlatformMoveView,
  RateCardView,
  StatementAsked,
} from "#settlement";
import type { Page, Paged, RepeatKey, Result } from "./parts.ts";

/** What this room needs of settlement beside releases and withdrawals. Ids are ones that the caller reaches. */
export type AfterReleaseDoor = {
  extendRelease(by: string, order: string, repeat: RepeatKey | null): Promise<Result<ExtensionView>>;
  rates(marketplace: string, store: string): Promise<{ commission_bp: number; fixed: bigint }>;
  setRateCard(by: string, card: NewRateCard): Promise<Result<RateCardView>>;
  /** `store: null`: every store's. */
  listRateCards(marketplace: string, store: string | null): Promise<readonly RateCardView[]>;
  proposeFunds(by: string, input: NewFundsMove, repeat: RepeatKey | null): Promise<Result<FundsMoveView>>;
  getFunds(id: string): Promise<FundsMoveView | null>;
  /** Whether this caller may approve what that proposer proposed was asked before. */
  decideFunds(by: string, id: string, approve: boolean): Promise<Result<FundsMoveView>>;
  /** Proposals about the platform's own money; null: of every marketplace, of every wallet account. */
  listFunds(
    reach: { marketplace: string | null; wallet_account: string | null },
    page: Page,
  ): Promise<Paged<FundsMoveView>>;
  /** By their own instants; `after`: the last that was seen. */
  platformMoves(
    account: string,
    page: { after: { at: Date; id: string } | null; limit: number },
  ): Promise<{ data: readonly PlatformMoveView[]; next: { at: Date; id: string } | null }>;
  platformBook(account: string): Promise<PlatformBookView>;
  /** CSV, piece by piece. */
  statement(asked: StatementAsked): AsyncIterable<string>;
};
