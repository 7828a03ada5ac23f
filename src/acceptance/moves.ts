import { transferOf } from "#chart";
import { type Tx, writeEvent } from "#db";
import { type AccountOpener, type LedgerMove, post } from "#ledger";
import { money, toJson } from "#money";
import { clearingSides } from "./book.ts";
import { type AcceptanceRow, amountOf } from "./rows.ts";
import type { AcceptanceNeeds, AcceptanceState } from "./types.ts";

export type AcceptanceContext = { needs: AcceptanceNeeds; accounts: AccountOpener };

type Said = {
  taken?: string;
  issuer_ref?: string;
  acquirer_ref?: string;
  says?: string;
  return_id?: string;
  debited_at?: Date;
  paid_at?: Date;
};

async function moveIn(tx: Tx, row: AcceptanceRow, to: AcceptanceState, said: Said, at: Date): Promise<boolean> {
  const [done] = await tx.query<{ moved: boolean }>("select acceptance_move($1, $2, $3, $4::jsonb, $5) as moved", [
    ...[row.bucket, row.id, to, JSON.stringify(said), at],
  ]);
  return done?.moved === true;
}

/** A change of state with what it posts and tells, in one commit. False: somebody was faster, and nothing was done. */
export async function move(
  { needs, accounts }: AcceptanceContext,
  row: AcceptanceRow,
  to: Exclude<AcceptanceState, "started">,
  said: Said = {},
): Promise<boolean> {
  const at = needs.clock.now();
  const { claim, due } = clearingSides(row, row.payment);
  if (to === "accepted") await accounts.ensure([claim, due]);
  return await needs.db.tx(async (tx) => {
    if (!(await moveIn(tx, row, to, said, at))) return false;
    if (to === "accepted" && (await post(tx, [clearing(row, { claim, due }, at)]))[0] !== "posted")
      throw new Error(`The ledger refused the clearing of ${row.id}.`);
    if (to === "accepted" || to === "returned") await tell(needs, tx, row, to, at);
    return true;
  });
}

type Sides = ReturnType<typeof clearingSides>;

/** The issuer owes what its user paid, and one of the two pays the other the fee. */
function clearing(row: AcceptanceRow, { claim, due }: Sides, at: Date): LedgerMove {
  const what = { subject: row.id, at };
  const cleared = transferOf("acceptance_cleared", { debit: claim, credit: due }, { ...what, amount: amountOf(row) });
  if (row.fee === 0n) return [cleared];
  const amount = money(row.fee, row.currency);
  const sides = row.bearer === "acquirer" ? { debit: due, credit: claim } : { debit: claim, credit: due };
  return [cleared, transferOf("acceptance_fee", sides, { ...what, amount })];
}

type RefundRow = { id: string; amount: bigint; fee_back: bigint };

/** The issuer's half of a refund is done: what it owes is less by it, and the fee's part goes back as the card says. */
export async function refundDone(
  { needs, accounts }: AcceptanceContext,
  row: AcceptanceRow,
  refund: string,
  issuerRef: string,
): Promise<void> {
  const { claim, due } = clearingSides(row, row.payment);
  await accounts.ensure([claim, due]);
  const at = needs.clock.now();
  await needs.db.tx(async (tx) => {
    const [done] = await tx.query<{ moved: boolean }>("select acceptance_refund_done($1, $2, $3, $4) as moved", [
      ...[row.bucket, refund, issuerRef, at],
    ]);
    if (done?.moved !== true) return;
    const [one] = await tx.query<RefundRow>(
      "select id, amount, fee_back from acceptance_refunds where bucket = $1 and id = $2",
      [row.bucket, refund],
    );
    if (!one) throw new Error(`The issuer's half of ${refund} is not there.`);
    if ((await post(tx, [backwards(row, one, { claim, due }, at)]))[0] !== "posted")
      throw new Error(`The ledger refused to clear ${refund}.`);
    const { id, payment, store, acquirer, issuer } = row;
    const data = { refund, acceptance: id, payment, store, acquirer, issuer };
    const fee_back = toJson(money(one.fee_back, row.currency));
    const told = { ...data, amount: toJson(money(one.amount, row.currency)), fee_back };
    const about = { type: "acceptance.refunded", version: 1, marketplace: row.marketplace, subject: row.payment };
    await writeEvent(tx, needs.ids, { ...about, data: told }, at);
  });
}

function backwards(row: AcceptanceRow, refund: RefundRow, { claim, due }: Sides, at: Date): LedgerMove {
  const what = { subject: refund.id, at };
  const amount = money(refund.amount, row.currency);
  const cleared = transferOf("acceptance_refunded", { debit: due, credit: claim }, { ...what, amount });
  if (refund.fee_back === 0n) return [cleared];
  const sides = row.bearer === "acquirer" ? { debit: claim, credit: due } : { debit: due, credit: claim };
  return [cleared, transferOf("acceptance_fee_back", sides, { ...what, amount: money(refund.fee_back, row.currency) })];
}

async function tell(
  needs: AcceptanceNeeds,
  tx: Tx,
  row: AcceptanceRow,
  to: "accepted" | "returned",
  at: Date,
): Promise<void> {
  const { id, payment, store, acquirer, issuer, bearer } = row;
  const amount = toJson(amountOf(row));
  const fee = toJson(money(to === "accepted" ? row.fee : 0n, row.currency));
  const data = { acceptance: id, payment, store, acquirer, issuer, amount, fee, bearer };
  const about = { type: `acceptance.${to}`, version: 1, marketplace: row.marketplace, subject: payment };
  await writeEvent(tx, needs.ids, { ...about, data }, at);
}
