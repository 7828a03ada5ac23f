import { bucketOf, bucketValues, type RepeatKey, type Tx } from "#db";
import type { Money } from "#money";
import type { PaymentsContext } from "./context.ts";
import { createRefund, type NewRefund } from "./create-refund.ts";
import { decideRefund, type Verdict, withdrawRefund } from "./decide-refund.ts";
import { ok, type Result } from "./faults.ts";
import { decideLimit, findLimitChange, listLimitChanges, type NewLimit, proposeLimit } from "./limit-changes.ts";
import type { Page, Paged } from "./lists.ts";
import type { Reach } from "./narrow.ts";
import { findProposal, type ProposalRow, proposalView } from "./propose-refund.ts";
import { countAlone, uncountRefund } from "./refund-limits.ts";
import { refundable } from "./refundable.ts";
import { type RefundRow, readRows } from "./rows.ts";
import { sendRefund } from "./send-refund.ts";
import { listLimits, setStoreLimit } from "./store-limits.ts";
import type { Caller, RefundAsked, RefundProposalView, RefundView } from "./types.ts";
import { toRefundView } from "./views.ts";

/** What others may ask of this room about refunds by people, and how much each may send back by themselves. */
export function makeRefundDoor(context: PaymentsContext) {
  const { needs } = context;
  const proposal = async (id: string): Promise<RefundProposalView> => {
    const row = await findProposal(needs.db.read, id);
    if (!row) throw new Error(`Proposal ${id} must be there after it was made.`);
    return proposalView(row);
  };
  const told = async (done: Result<string>): Promise<Result<RefundProposalView>> =>
    done.ok ? ok(await proposal(done.value), done.repeated) : done;
  return {
    /** As createRefund, within what the caller may send back by themselves; above it, the refund waits. */
    async askRefund(caller: Caller, input: NewRefund, repeat: RepeatKey | null): Promise<Result<RefundAsked>> {
      const made = await createRefund(context, caller, input, repeat, caller);
      if (!made.ok) return made;
      if (made.value.startsWith("rfp_")) return ok({ waits: await proposal(made.value) }, made.repeated);
      if (!made.repeated) await sendRefund(context, made.value, "send");
      return ok({ refund: await refundOf(context, made.value) }, made.repeated);
    },
    countAlone: (tx: Tx, caller: Caller, asked: { marketplace: string; amount: Money }) =>
      countAlone(context, tx, caller, asked),
    uncountAlone: uncountRefund,
    async decideRefund(id: string, verdict: Verdict): Promise<Result<RefundProposalView>> {
      const done = await told(await decideRefund(context, id, verdict));
      if (done.ok && !done.repeated && done.value.refund !== null) await sendRefund(context, done.value.refund, "send");
      return done;
    },
    withdrawRefund: async (id: string, by: string) => await told(await withdrawRefund(context, id, by)),
    async getRefundProposal(id: string): Promise<RefundProposalView | null> {
      const row = await findProposal(needs.db.read, id);
      return row && proposalView(row);
    },
    listRefundProposals: (filter: ProposalFilter, page: Page) => listProposals(context, filter, page),
    refundable: (caller: Caller, payment: string) => refundable(context, caller, payment),
    proposeRefundLimit: (
      by: string,
      marketplace: string,
      limit: NewLimit & { why: string },
      repeat: RepeatKey | null,
    ) => proposeLimit(context, by, marketplace, limit, repeat),
    getRefundLimitChange: (id: string) => findLimitChange(needs.db.read, id),
    listRefundLimitChanges: (marketplace: string | null, state: string | null) =>
      listLimitChanges(context, marketplace, state),
    decideRefundLimit: (id: string, verdict: Verdict) => decideLimit(context, id, verdict),
    listRefundLimits: (marketplace: string, store: string | null) => listLimits(context, marketplace, store),
    setStoreRefundLimit: (by: Caller, place: { marketplace: string; store: string }, limit: NewLimit) =>
      setStoreLimit(context, by, place, limit),
  };
}

export async function refundOf({ needs }: PaymentsContext, id: string): Promise<RefundView> {
  const row = (await readRows<RefundRow>(needs.db, "refunds", [id])).get(id);
  if (!row) throw new Error(`Refund ${id} must be there after it was made.`);
  return toRefundView(row);
}

export type ProposalFilter = Reach & { payment?: string; order?: string; state?: string };

/** Newest first; a payment, an order or a store names its bucket. */
async function listProposals(
  { needs }: PaymentsContext,
  { marketplace, store, payment, order, state }: ProposalFilter,
  { after, limit }: Page,
): Promise<Paged<RefundProposalView>> {
  const place = payment ?? order ?? store;
  const rows = await needs.db.read<ProposalRow>(
    `select * from refund_proposals where bucket = any($1) and ($2::text is null or id < $2)
       and ($4::text is null or marketplace = $4) and ($5::text is null or store = $5)
       and ($6::text is null or payment = $6) and ($7::text is null or order_id = $7)
       and ($8::text is null or state = $8)
     order by id desc limit $3`,
    [
      ...[place === null || place === undefined ? bucketValues : [bucketOf(place)], after, limit + 1, marketplace],
      ...[store, payment ?? null, order ?? null, state ?? null],
    ],
  );
  const data = rows.slice(0, limit);
  return { data: data.map(proposalView), next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
