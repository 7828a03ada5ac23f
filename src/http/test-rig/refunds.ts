import { fen } from "#money";
import type { PaymentView, RefundProposalView } from "#payments";
import type { RefundsDoor } from "../refunds-door.ts";
import { page, reached } from "./payments.ts";
import { east, id } from "./people.ts";
import { start } from "./views.ts";

const yuan = { role: "finance", per_refund: fen(100), per_day: null } as const;
const undecided = { decided_by: null, decided_why: null, decided_at: null };
const change = {
  ...{ ...yuan, ...undecided, id: id("rlc", 1), marketplace: east, why: "less", proposer: id("per", 1), at: start },
  state: "pending",
} as const;
const limit = {
  ...{ ...yuan, marketplace: east, store: null, set_by: id("per", 1), set_at: start },
  ...{ approved_by: id("per", 2), holds_from: start },
};

/** What waits for a second person, in memory: one refund of the east market's first payment. */
export function fakeRefunds({
  id: payment,
  order,
  marketplace,
  store,
  amount,
}: PaymentView): Omit<RefundsDoor, "askRefund"> {
  const waits: RefundProposalView = {
    ...{ ...undecided, id: id("rfp", 1), payment, order, marketplace, store, amount, reason: "退货", refund: null },
    ...{ above: "per_refund", limit: fen(100), state: "waiting", by_store: true, proposer: id("per", 1) },
    proposed_at: start,
  };
  return {
    decideRefund: async (_id, { by }) => ({ ok: true, value: { ...waits, state: "approved", decided_by: by } }),
    withdrawRefund: async (_id, by) => ({ ok: true, value: { ...waits, state: "withdrawn", decided_by: by } }),
    getRefundProposal: async (one) => (one === waits.id ? waits : null),
    listRefundProposals: async (filter, at) => page(reached([waits], filter), at),
    refundable: async () => ({ left: amount, per_refund: fen(100), per_day: null, left_today: null, alone: fen(100) }),
    proposeRefundLimit: async () => ({ ok: true, value: change }),
    getRefundLimitChange: async (one) => (one === change.id ? change : null),
    listRefundLimitChanges: async (market) => (market === null || market === east ? [change] : []),
    decideRefundLimit: async () => ({ ok: true, value: { ...change, state: "approved" } }),
    listRefundLimits: async (market) => (market === east ? [limit] : []),
    setStoreRefundLimit: async () => ({ ok: true, value: limit }),
  };
}
