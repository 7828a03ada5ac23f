import { bare, bucketOf } from "#db";
import { equals, money } from "#money";
import type {
  AskOutcome,
  PaymentSubject,
  PayOutcome,
  RefundOutcome,
  RefundRequest,
  RefundSubject,
  StartRequest,
  Wallet,
} from "#wallets/protocol";
import { beginIfOpen, endUnbegun } from "./begin.ts";
import { type AcceptanceContext, move, refundDone } from "./moves.ts";
import { type AcceptanceRow, acceptanceOf, amountOf, readAcceptance, returnOf } from "./rows.ts";
import type { AcceptedPayment } from "./types.ts";

/**
 * The store's wallet as a payment by another wallet's user sees it. start, ask and close go to the issuer; what it took
 * is handed to the acquirer, whose word alone makes the payment paid. Refunds go the same way back: first the acquirer
 * takes it from its merchant, then the issuer pays its user. So a payment of this kind has the intent, outcome, caps,
 * books and refunds of every payment, and its worker ends whatever a death cut off: each step is asked for again under
 * the same number.
 */
export function through(
  context: AcceptanceContext,
  acquirer: Wallet,
  payment: AcceptedPayment,
  see: Way["see"] = (issuer) => issuer,
): Wallet {
  const it: Way = { ...context, acquirer, payment, see, id: acceptanceOf(payment.id) };
  return {
    start: (request) => start(it, request),
    ask: (subject) => ask(it, subject),
    close: (subject) => close(it, subject),
    refund: (request) => refund(it, request),
    askRefund: (subject) => askRefund(it, subject),
    // Notices come to the accounts of both wallets and are hints alone: whoever takes one asks here.
    readNotice: (raw) => acquirer.readNotice(raw),
  };
}

type Way = AcceptanceContext & {
  acquirer: Wallet;
  payment: AcceptedPayment;
  id: string;
  /**
   * The issuer by the payment's method: a payer's code is charged, asked for and reversed by calls of its own, and what
   * may be undone the moment after is not told as paid (`undoneByOne` of the payments room).
   */
  see(issuer: Wallet): Wallet;
};

const unheard = (cause: string, alarm = false) => ({ kind: "unknown", cause, ...(alarm ? { alarm } : {}) }) as const;

async function issuerOf(it: Way, row: Pick<AcceptanceRow, "issuer_account">): Promise<Wallet> {
  const wallet = await it.needs.wallet(row.issuer_account);
  if (!wallet) throw new Error(`Account ${row.issuer_account} of the issuer of ${it.id} cannot be used.`);
  return it.see(wallet);
}

async function start(it: Way, request: StartRequest): Promise<PayOutcome> {
  const { payment } = it;
  const begun = await beginIfOpen(it, payment, request.amount);
  if (typeof begun !== "string") return begun;
  const row = await readAcceptance(it.needs.db, it.id);
  if (row?.state !== "started") return await told(it, row);
  const issuer = await issuerOf(it, row);
  const { subMerchant, buyer, ...rest } = request;
  const outcome = await issuer.start({
    ...{ ...rest, method: payment.method, noticeUrl: noticeUrl(it, row.issuer, row.issuer_account) },
    // Who the buyer is in the acquirer's app is nothing to the issuer.
    buyer: buyer.ip === undefined ? {} : { ip: buyer.ip },
  });
  if (outcome.kind === "refused") await move(it, row, "ended", { says: outcome.code });
  return outcome.kind === "paid" ? await debited(it, row, outcome) : outcome;
}

const noticeUrl = (it: Way, wallet: string, account: string): string =>
  `${it.needs.publicUrl}/notices/${wallet}/${account}`;

async function ask(it: Way, subject: PaymentSubject): Promise<AskOutcome> {
  const row = await readAcceptance(it.needs.db, it.id);
  if (!row) return { kind: "absent" };
  if (row.state !== "started" && row.state !== "ended") return await told(it, row, subject);
  const said = await (await issuerOf(it, row)).ask(atIssuer(subject));
  // An issuer that took money after it had said that it would not is believed: the money is there.
  if (said.kind === "paid") return await debited(it, row, said, subject);
  if (said.kind === "closed" || said.kind === "refused") await move(it, row, "ended", { says: said.code });
  return row.state === "ended" && said.kind !== "unknown" ? { kind: "closed", code: row.says ?? "ended" } : said;
}

async function close(it: Way, subject: PaymentSubject): Promise<PayOutcome> {
  let row = await readAcceptance(it.needs.db, it.id);
  if (!row) {
    // Whoever is about to begin it finds it ended, and the issuer never hears of it.
    await endUnbegun(it, it.payment, subject.amount);
    row = await readAcceptance(it.needs.db, it.id);
  }
  if (!row) return { kind: "closed", code: "never_begun" };
  if (row.state !== "started") return await told(it, row, subject);
  const said = await (await issuerOf(it, row)).close(atIssuer(subject));
  if (said.kind === "paid") return await debited(it, row, said, subject);
  const over = said.kind === "closed" || said.kind === "refused";
  if (over && !(await move(it, row, "ended", { says: said.code }))) await tellIfTaken(it);
  return said;
}

/** Ended at the issuer after another process heard that it took the money, and went on: a person looks. */
async function tellIfTaken(it: Way): Promise<void> {
  const row = await readAcceptance(it.needs.db, it.id);
  if (row?.state === "debited" || row?.state === "accepted")
    it.needs.alarm("payment_contradiction", { payment: it.payment.id, said: `closed at its issuer, and ${row.state}` });
}

/** The issuer knows no store of the acquirer's, and its number is not the payment's. */
function atIssuer({ subMerchant, walletRef, ...subject }: PaymentSubject): PaymentSubject {
  return subject;
}

type Paid = Extract<PayOutcome, { kind: "paid" }>;

/** The issuer took its user's money: written down before anybody else hears of it. */
async function debited(it: Way, row: AcceptanceRow, paid: Paid, subject?: PaymentSubject): Promise<PayOutcome> {
  const said = { taken: paid.amount.minor.toString(), issuer_ref: paid.walletRef, debited_at: paid.paidAt };
  await move(it, row, "debited", said);
  return await told(it, await readAcceptance(it.needs.db, it.id), subject);
}

/** Goes on from wherever it stands. */
async function told(it: Way, row: AcceptanceRow | null, subject?: PaymentSubject): Promise<PayOutcome> {
  switch (row?.state) {
    case undefined:
      return unheard("not begun");
    case "started":
      return { kind: "waiting", stage: "offered" };
    case "ended":
      return { kind: "closed", code: row.says ?? "ended" };
    case "returned":
      return { kind: "closed", code: "acquirer_refused" };
    case "debited":
      return await hand(it, row, subject);
    case "returning":
      return await giveBack(it, row);
    case "accepted":
      return accepted(row);
  }
}

function accepted(row: AcceptanceRow): PayOutcome {
  const { acquirer_ref, paid_at } = row;
  if (acquirer_ref === null || paid_at === null) return unheard("accepted without the acquirer's number", true);
  return { kind: "paid", walletRef: acquirer_ref, amount: amountOf(row), paidAt: paid_at };
}

/** Hands what the issuer took to the acquirer, who pays the merchant. Its refusal sends the money back. */
async function hand(it: Way, row: AcceptanceRow, subject?: PaymentSubject): Promise<PayOutcome> {
  const amount = amountOf(row);
  if (row.taken !== row.amount) {
    it.needs.alarm("acceptance_amount_differs", { acceptance: row.id, taken: `${row.taken}`, asked: `${row.amount}` });
    return await goBack(it, row, "other_amount");
  }
  if (!it.acquirer.acquiring) return await goBack(it, row, "acquirer_accepts_nothing");
  const said = await it.acquirer.acquiring.accept({
    ...{ paymentId: bare(row.payment), amount, title: row.title, issuer: row.issuer, issuerRef: row.issuer_ref ?? "" },
    noticeUrl: noticeUrl(it, row.acquirer, row.acquirer_account),
    ...(subject?.subMerchant === undefined ? subOf(it) : { subMerchant: subject.subMerchant }),
  });
  if (said.kind === "unknown") return said;
  if (said.kind === "refused") return await goBack(it, row, said.code);
  if (!equals(said.amount, amount)) return unheard("the acquirer paid another amount than was asked", true);
  await move(it, row, "accepted", { acquirer_ref: said.walletRef, paid_at: said.paidAt });
  const after = await readAcceptance(it.needs.db, it.id);
  return after?.state === "accepted" ? accepted(after) : unheard("not accepted yet");
}

const subOf = (it: Way): { subMerchant?: string } =>
  it.payment.sub_merchant === null ? {} : { subMerchant: it.payment.sub_merchant };

async function goBack(it: Way, row: AcceptanceRow, says: string): Promise<PayOutcome> {
  await move(it, row, "returning", { says, return_id: returnOf(row.payment) });
  const after = await readAcceptance(it.needs.db, it.id);
  return after?.state === "returning" ? await giveBack(it, after) : unheard("going back");
}

/** All that the issuer took goes back to its user; until it says so, nothing is known. */
async function giveBack(it: Way, row: AcceptanceRow): Promise<PayOutcome> {
  const taken = money(row.taken ?? 0n, row.currency);
  const request: RefundRequest = {
    ...{ refundId: bare(returnOf(row.payment)), paymentId: bare(row.payment), createdAt: row.created_at },
    ...{ amount: taken, total: taken, reason: "收款方钱包未受理 The acquiring wallet would not take it" },
    noticeUrl: noticeUrl(it, row.issuer, row.issuer_account),
    ...(row.issuer_ref === null ? {} : { walletRef: row.issuer_ref }),
  };
  const said = await atOnceOrAsked(await issuerOf(it, row), request);
  if (said.kind === "refused" || said.kind === "abnormal") {
    it.needs.alarm("acceptance_return_refused", { acceptance: row.id, code: said.code });
    return unheard(`the issuer will not give it back: ${said.code}`);
  }
  if (said.kind !== "refunded") return unheard("going back");
  // Whoever sent it back may have died, or may have been of a time when nobody wrote the number down.
  await move(it, row, "returned", { return_id: returnOf(row.payment) });
  return { kind: "closed", code: row.says ?? "acquirer_refused" };
}

/** A refund that may have been sent before: asked after first, so that a wallet without repeats is not asked twice. */
async function atOnceOrAsked(wallet: Wallet, request: RefundRequest): Promise<RefundOutcome> {
  const asked = await wallet.askRefund(request);
  return asked.kind === "absent" ? await wallet.refund(request) : asked;
}

async function refund(it: Way, request: RefundRequest): Promise<RefundOutcome> {
  const said = await it.acquirer.refund(request);
  return said.kind === "refunded" ? await refundAtIssuer(it, request, said) : said;
}

async function askRefund(it: Way, subject: RefundSubject): Promise<RefundOutcome | { kind: "absent" }> {
  const said = await it.acquirer.askRefund(subject);
  return said.kind === "refunded" ? await refundAtIssuer(it, subject, said) : said;
}

/** The acquirer took it from its merchant: the issuer pays its user, and owes the acquirer so much less. */
async function refundAtIssuer(
  it: Way,
  subject: RefundSubject & { reason?: string },
  done: Extract<RefundOutcome, { kind: "refunded" }>,
): Promise<RefundOutcome> {
  const { needs } = it;
  const row = await readAcceptance(needs.db, it.id);
  if (row?.state !== "accepted") return unheard("a refund of what was never accepted", true);
  const refundId = `ref_${subject.refundId}`;
  const [begun] = await needs.db.read<{ begun: boolean }>(
    "select acceptance_refund_begin($1, $2, $3, $4, $5) as begun",
    [...[bucketOf(row.id), refundId, row.id, subject.amount.minor.toString(), needs.clock.now()]],
  );
  if (begun?.begun !== true) return unheard("more goes back than was accepted", true);
  const { refundId: number, paymentId, createdAt, amount, reason = "退款 Refund" } = subject;
  const said = await atOnceOrAsked(await issuerOf(it, row), {
    ...{ refundId: number, paymentId, createdAt, amount, total: amountOf(row), reason },
    noticeUrl: noticeUrl(it, row.issuer, row.issuer_account),
    ...(row.issuer_ref === null ? {} : { walletRef: row.issuer_ref }),
  });
  // The merchant has given it: whatever the issuer cannot do yet, a person settles, under the same number.
  if (said.kind === "refused") return { kind: "abnormal", code: said.code, says: said.says };
  if (said.kind !== "refunded") return said.kind === "processing" ? { kind: "processing" } : said;
  await refundDone(it, row, refundId, said.walletRefundRef);
  return done;
}
