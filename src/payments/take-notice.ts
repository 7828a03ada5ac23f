import { bucketOf, isId, withPrefix } from "#db";
import type { AskOutcome, NoticeReading, RawRequest, RawResponse, WalletKind } from "#wallets/protocol";
import { loadAttempt, paymentOfWire } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";
import { applyRefundUnasked, sendRefund } from "./send-refund.ts";
import { applyUnasked, askAttempt } from "./settle-attempt.ts";
import { isReversal } from "./undo-charge.ts";

/**
 * A wallet's notice: proven over its raw bytes with the key of the account in our URL, applied, and answered only when
 * every book has committed. A notice that comes twice, early or out of order finds nothing to do.
 */
export async function takeNotice(
  context: PaymentsContext,
  walletId: string,
  account: string,
  raw: RawRequest,
): Promise<RawResponse | null> {
  const kind = context.needs.kinds.find((one) => one.id === walletId);
  const wallet = kind ? await context.needs.wallet(account) : null;
  if (!kind || !wallet) return null;
  const reading = await wallet.readNotice(raw);
  if (reading.kind === "not_genuine") {
    context.needs.alarm("notice_not_genuine", { wallet: walletId, account, why: reading.why });
    return kind.replies.notGenuine;
  }
  if (context.needs.acceptance?.isClearing(account)) {
    const known = await hint(context, reading);
    if (known !== null) return known ? kind.replies.taken : kind.replies.again;
  }
  return await applyReading(context, kind, account, reading);
}

/**
 * A notice of the wallet whose user pays at another wallet's merchant. It proves one half alone, so it is a hint: both
 * are asked. Null: it is about no such payment. False: nothing came of it yet, it is wanted again.
 */
async function hint(context: PaymentsContext, reading: NoticeReading): Promise<boolean | null> {
  if (reading.kind !== "payment" && reading.kind !== "refund") return null;
  const id = isId(reading.paymentId) ? paymentOfWire(reading.paymentId) : null;
  const row = id && (await context.loads.payments.submit(id));
  if (!row || row.start.issuer === undefined) return null;
  const refund = reading.kind === "refund" && isId(reading.refundId) ? withPrefix("ref", reading.refundId) : null;
  if (refund !== null && (await sendRefund(context, refund, "ask")) !== null) return true;
  const heard = await askAttempt(context, await loadAttempt(context, row));
  return heard.every((one) => one.outcome.kind !== "unknown");
}

async function applyReading(
  context: PaymentsContext,
  kind: WalletKind,
  account: string,
  reading: Exclude<NoticeReading, { kind: "not_genuine" }>,
): Promise<RawResponse> {
  if (reading.kind === "ignored") return kind.replies.taken;
  if (reading.kind === "after") {
    await context.needs.afterTold?.(account, reading.about, reading.number);
    return kind.replies.taken;
  }
  if (reading.kind === "onboarding") {
    const known = await context.needs.onboardingTold?.(account, reading.applicationId, reading.outcome);
    if (!known) await keepStray(context, account, reading, reading.applicationId);
    return kind.replies.taken;
  }
  if (reading.kind === "refund") {
    const refund = isId(reading.refundId) ? withPrefix("ref", reading.refundId) : null;
    const state = refund && (await applyRefundUnasked(context, refund, reading.outcome, account));
    if (state === null && !(await isOfReversal(context, reading.paymentId, account)))
      await keepStray(context, account, reading, reading.refundId);
    return kind.replies.taken;
  }
  const said =
    reading.kind === "payment" ? [{ paymentId: reading.paymentId, outcome: reading.outcome }] : reading.parts;
  const done = await Promise.all(
    said.map((part) => applyPart(context, account, reading, part.paymentId, part.outcome)),
  );
  return done.every(Boolean) ? kind.replies.taken : kind.replies.again;
}

async function applyPart(
  context: PaymentsContext,
  account: string,
  reading: NoticeReading & { noticeId: string },
  wireId: string,
  outcome: AskOutcome,
): Promise<boolean> {
  const row = isId(wireId) ? await findPayment(context, paymentOfWire(wireId), outcome) : null;
  if (!row || row.wallet_account !== account) {
    await keepStray(context, account, reading, wireId);
    return true;
  }
  const result = await applyUnasked(context, row, outcome);
  // Another amount that the wallet, asked, did not confirm is wanted again: by then it may.
  return result !== "not_found" && result !== "again" && result !== "amount_differs";
}

const isOfReversal = async (context: PaymentsContext, wireId: string, account: string): Promise<boolean> =>
  isId(wireId) && (await isReversal(context, paymentOfWire(wireId), account));

/** A payment that this process started and that is now paid needs no reading: what never changes of it is enough. */
async function findPayment(context: PaymentsContext, id: string, outcome: AskOutcome): Promise<PaymentRow | null> {
  const recent = outcome.kind === "paid" ? context.recent.payment(id) : undefined;
  return recent ?? (await context.loads.payments.submit(id));
}

/** Proven, yet about nothing of ours: kept, with an alarm, and taken, since sending it again would change nothing. */
async function keepStray(
  context: PaymentsContext,
  account: string,
  reading: NoticeReading & { noticeId: string },
  about: string,
): Promise<void> {
  const { needs } = context;
  needs.alarm("notice_stray", { account, about, notice: reading.noticeId });
  await needs.db.read(
    `insert into stray_notices (bucket, wallet_account, notice_id, about, reading, at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [
      bucketOf(account),
      account,
      reading.noticeId,
      about,
      JSON.stringify(reading, (_, value) => (typeof value === "bigint" ? value.toString() : value)),
      needs.clock.now(),
    ],
  );
}
