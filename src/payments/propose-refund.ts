import { bucketOf, isId, type Tx, writeEvent } from "#db";
import { type Currency, type Money, money, toJson } from "#money";
import { mustBeRefundable } from "./book-refund.ts";
import type { PaymentsContext } from "./context.ts";
import { type Above, aboveJson } from "./refund-limits.ts";
import type { PaymentRow } from "./rows.ts";
import type { Caller, RefundProposalView } from "./types.ts";

export type ProposalRow = {
  bucket: number;
  id: string;
  marketplace: string;
  store: string;
  order_id: string;
  payment: string;
  amount: bigint;
  currency: Currency;
  reason: string;
  above: Above["above"];
  limit_minor: bigint;
  proposer: string;
  by_store: boolean;
  proposed_at: Date;
  state: RefundProposalView["state"];
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
  refund: string | null;
};

export function proposalView(row: ProposalRow): RefundProposalView {
  const { bucket: _, order_id: order, amount, currency, limit_minor, ...rest } = row;
  return { ...rest, order, amount: money(amount, currency), limit: money(limit_minor, "CNY") };
}

export async function findProposal(query: Tx["query"], id: string, lock = false): Promise<ProposalRow | null> {
  if (!isId(id, "rfp")) return null;
  const sql = `select * from refund_proposals where bucket = $1 and id = $2 ${lock ? "for update" : ""}`;
  const [row] = await query<ProposalRow>(sql, [bucketOf(id), id]);
  return row ?? null;
}

type ToPropose = { id: string; by: Caller; amount: Money; reason: string; above: Above };

/**
 * Writes that a refund waits for a second person: in the transaction that found it above a limit. It reserves nothing,
 * so whoever approves it later may find less left than now; what could not be sent back now is refused at once.
 */
export async function proposeRefund(
  context: PaymentsContext,
  tx: Tx,
  row: PaymentRow,
  { id, by, amount, reason, above }: ToPropose,
  now: Date,
): Promise<void> {
  mustBeRefundable(row, amount);
  await tx.query(
    `insert into refund_proposals (bucket, id, marketplace, store, order_id, payment, amount, currency, reason, above,
       limit_minor, proposer, by_store, proposed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[row.bucket, id, row.marketplace, row.store, row.order_id, row.id, amount.minor, amount.currency, reason],
      ...[above.above, above.limit.minor, by.id, by.store !== null, now],
    ],
  );
  const known = { marketplace: row.marketplace, store: row.store, order_id: row.order_id, payment: row.id };
  const told = { ...known, id, amount: amount.minor, currency: amount.currency, refund: null };
  await tellProposal(context, tx, told, "waiting", now, aboveJson(above));
}

type Told = Pick<
  ProposalRow,
  "id" | "marketplace" | "store" | "order_id" | "payment" | "amount" | "currency" | "refund"
>;

/** Tells of a proposal as it is from now on: `refund.waiting`, `refund.approved`, and so on. */
export async function tellProposal(
  context: PaymentsContext,
  tx: Tx,
  row: Told,
  to: RefundProposalView["state"],
  now: Date,
  more: object = {},
): Promise<void> {
  const { id: proposal, payment, order_id: order, store, refund, marketplace } = row;
  const amount = toJson(money(row.amount, row.currency));
  const data = { proposal, refund, payment, order, store, amount, to, ...more };
  await writeEvent(
    tx,
    context.needs.ids,
    { type: `refund.${to}`, version: 1, marketplace, subject: payment, data },
    now,
  );
}
