import { bare, withPrefix } from "#db";
import { type Money, money } from "#money";
import type { CombinedSubject, PaymentSubject, PayOutcome, StartRequest, Wallet } from "#wallets/protocol";
import type { PaymentsContext } from "./context.ts";
import { type PaymentRow, readRows } from "./rows.ts";
import { walletOf } from "./wallet-of.ts";

/** One start at a wallet: a payment, or all payments of a combined order. They share one fate at the wallet. */
export type Attempt = { wallet: Wallet; payments: [PaymentRow, ...PaymentRow[]]; complete: boolean };

type CombinedRow = { id: string; payment_ids: string[]; ref: string | null };

/** The attempt that a payment belongs to; `complete` is false when a crash left out some of a cart's intents. */
export async function loadAttempt(context: PaymentsContext, payment: PaymentRow): Promise<Attempt> {
  const wallet = await context.needs.wallet(payment.wallet_account);
  if (!wallet) throw new Error(`Wallet account ${payment.wallet_account} of ${payment.id} cannot be used.`);
  if (payment.combined === null)
    return { wallet: walletOf(context, wallet, payment), payments: [payment], complete: true };
  const { db } = context.needs;
  const group = (await readRows<CombinedRow>(db, "combined_orders", [payment.combined])).get(payment.combined);
  if (!group) throw new Error(`Combined order ${payment.combined} is not there.`);
  const rows = await readRows<PaymentRow>(db, "payments", group.payment_ids);
  const payments = group.payment_ids.flatMap((id) => rows.get(id) ?? []);
  return {
    wallet,
    payments: payments as [PaymentRow, ...PaymentRow[]],
    complete: payments.length === group.payment_ids.length,
  };
}

export function amountOf(row: Pick<PaymentRow, "amount" | "currency">): Money {
  return money(row.amount, row.currency);
}

function subMerchant(row: PaymentRow): { subMerchant?: string } {
  return row.sub_merchant === null ? {} : { subMerchant: row.sub_merchant };
}

export function toSubject(row: PaymentRow): PaymentSubject {
  return {
    paymentId: bare(row.id),
    method: row.method,
    amount: amountOf(row),
    expiresAt: row.expires_at,
    ...subMerchant(row),
    ...(row.wallet_ref === null ? {} : { walletRef: row.wallet_ref }),
  };
}

function toParts(payments: readonly PaymentRow[]) {
  return payments.map((row) => ({
    paymentId: bare(row.id),
    amount: amountOf(row),
    title: row.start.title,
    ...subMerchant(row),
  }));
}

export function toCombinedSubject(payments: readonly [PaymentRow, ...PaymentRow[]]): CombinedSubject {
  const [first] = payments;
  return {
    combinedId: bare(first.combined as string),
    method: first.method,
    expiresAt: first.expires_at,
    parts: toParts(payments),
    ...(first.ref === null ? {} : { ref: first.ref }),
  };
}

type CommonRequest = Omit<StartRequest, "paymentId" | "amount" | "subMerchant">;

/** Calls the wallet for an attempt whose intents stand. Repeating it under the same ids is harmless. */
export async function callStart(context: PaymentsContext, attempt: Attempt): Promise<PayOutcome> {
  const [first] = attempt.payments;
  const { needs } = context;
  const openid = first.start.openid;
  const common: CommonRequest = {
    method: first.method,
    device: first.start.device,
    title: first.start.title,
    expiresAt: first.expires_at,
    noticeUrl: `${needs.publicUrl}/notices/${first.wallet}/${first.wallet_account}`,
    returnUrl: first.start.return_url,
    buyer: {
      ...(first.start.ip === undefined ? {} : { ip: first.start.ip }),
      ...(openid === undefined ? {} : { openid: needs.open(openid, first.checkout) }),
    },
  };
  if (first.combined === null)
    return await attempt.wallet.start({
      ...common,
      paymentId: bare(first.id),
      amount: amountOf(first),
      ...subMerchant(first),
    });
  if (!attempt.wallet.combined) return { kind: "unknown", cause: "this wallet has no combined orders", alarm: true };
  return await attempt.wallet.combined.start({
    ...common,
    combinedId: bare(first.combined),
    parts: toParts(attempt.payments),
  });
}

/** Our payment for a number on the wallet's wire. */
export function paymentOfWire(wireId: string): string {
  return withPrefix("pay", wireId);
}
