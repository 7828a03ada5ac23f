import type { Money } from "#money";
import type { RefundAsked, Refundable, RefundProposalView } from "#payments";
import type { Caller, Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";

type Verdict = { by: string; why: string; approve: boolean };
export type RefundRole = "operator" | "finance" | "merchant_owner" | "merchant_finance" | "key";
/** Amounts in CNY; null: no limit. */
type NewLimit = { role: RefundRole; per_refund: Money | null; per_day: Money | null };
type LimitView = NewLimit & {
  marketplace: string;
  store: string | null;
  set_by: string;
  set_at: Date;
  approved_by: string | null;
  holds_from: Date;
};
type LimitChangeView = NewLimit & {
  id: string;
  marketplace: string;
  why: string;
  proposer: string;
  at: Date;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
};

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
  ): Promise<Result<LimitChangeView>>;
  getRefundLimitChange(id: string): Promise<LimitChangeView | null>;
  listRefundLimitChanges(marketplace: string | null, state: string | null): Promise<readonly LimitChangeView[]>;
  decideRefundLimit(id: string, verdict: Verdict): Promise<Result<LimitChangeView>>;
  /** A marketplace's own, and one store's beside. */
  listRefundLimits(marketplace: string, store: string | null): Promise<readonly LimitView[]>;
  /** `refund_limit_owners_own` for anybody but an owner of the store. */
  setStoreRefundLimit(
    by: Caller,
    place: { marketplace: string; store: string },
    limit: NewLimit,
  ): Promise<Result<LimitView>>;
};
