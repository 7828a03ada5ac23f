import type { Money } from "#money";
import type { LimitChange, LimitView, NewLimit, RefundAsked, Refundable, RefundProposalView } from "#payments";
import type { Caller, Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";

type Verdict = { by: string; why: string; approve: boolean };

/** Refunds by people and keys, each within what they may send back by themselves. */
export type RefundsDoor = {
  /** `not_found` for a payment outside the caller's reach; above a limit of theirs the refund waits. */
  askRefund(
    caller: Caller,
    input: { payment: string; amount: Money; reason: string },
    repeat: RepeatKey | null,
  ): Promise<Result<RefundAsked>>;
  /** The rest are given only ids that the caller may act on; who may decide is asked before. */
  decideRefund(id: string, verdict: Verdict): Promise<Result<RefundProposalView>>;
  withdrawRefund(id: string, by: string): Promise<Result<RefundProposalView>>;
  getRefundProposal(id: string): Promise<RefundProposalView | null>;
  listRefundProposals(
    filter: Reach & { payment?: string; order?: string; state?: string },
    page: Page,
  ): Promise<Paged<RefundProposalView>>;
  refundable(caller: Caller, payment: string): Promise<Refundable | null>;
  proposeRefundLimit(
    by: string,
    marketplace: string,
    limit: NewLimit & { why: string },
    repeat: RepeatKey | null,
  ): Promise<Result<LimitChange>>;
  getRefundLimitChange(id: string): Promise<LimitChange | null>;
  listRefundLimitChanges(marketplace: string | null, state: string | null): Promise<readonly LimitChange[]>;
  decideRefundLimit(id: string, verdict: Verdict): Promise<Result<LimitChange>>;
  /** A marketplace's own, and one store's beside. */
  listRefundLimits(marketplace: string, store: string | null): Promise<readonly LimitView[]>;
  /** `refund_limit_owners_own` for anybody but an owner of the store. */
  setStoreRefundLimit(
    by: Caller,
    place: { marketplace: string; store: string },
    limit: NewLimit,
  ): Promise<Result<LimitView>>;
};
