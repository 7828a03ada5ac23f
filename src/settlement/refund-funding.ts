import { accountOf, type BookPlace, transferOf } from "#chart";
import { bucketOf, derivedId, type Tx } from "#db";
import { type Account, accountBucket, accountId, type LedgerMove } from "#ledger";
import { type Money, money, subtract } from "#money";
import { commissionOf, type Rates } from "./rate-cards.ts";
import { releaseUnderWay } from "./release-rows.ts";

/** A refund of released money: what it takes from the commission and from an advance; the rest is the balance's. */
export type Funding =
  | { kind: "funded"; transfers: LedgerMove; from_commission: bigint; from_advance: bigint }
  /** The store's balance lacks this much, which an advance would have to be. */
  | { kind: "short"; short: Money }
  /** The wallet is dividing the money right now. */
  | { kind: "dividing" };

export type FundedPayment = BookPlace & { id: string; marketplace: string };

export type RefundToFund = {
  id: string;
  amount: Money;
  /** What the store keeps of the payment after this refund and all that are under way. */
  left: Money;
  /** Commission that this payment's other refunds take back. */
  givenBack: bigint;
  at: Date;
  advance: { id: string; amount: Money } | null;
};

type Release = { commission: bigint; commission_bp: number; commission_fixed: bigint };

async function releaseOf(tx: Tx, payment: string): Promise<Release | null> {
  const [row] = await tx.query<Release>(
    "select commission, commission_bp, commission_fixed from releases where bucket = $1 and payment = $2",
    [bucketOf(payment), payment],
  );
  return row ?? null;
}

/** What a guarded account of a store's book holds, in the direction in which it grows. */
export async function holdsOf(read: Tx["query"], account: Account): Promise<bigint> {
  const [row] = await read<{ held: bigint }>(
    `select case side when 'c' then credits - debits else debits - credits end as held from accounts
     where bucket = $1 and id = $2`,
    [accountBucket(account), accountId(account)],
  );
  return row?.held ?? 0n;
}

/** The commission on what the store keeps is all that the marketplace keeps: the rest of it is given back. */
function commissionBack(release: Release, refund: RefundToFund): bigint {
  const rates: Rates = { commission_bp: release.commission_bp, fixed: release.commission_fixed };
  const back = release.commission - refund.givenBack - commissionOf(refund.left, rates).minor;
  return back < 0n ? 0n : back;
}

export const least = (...amounts: bigint[]): bigint => amounts.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;

/**
 * Where the money of a refund comes from once its order was released; null while it waits in escrow. Asked under the
 * order's lock: first the commission that it gives back, then the store's balance, then an advance that was given.
 */
export async function fundRefund(tx: Tx, payment: FundedPayment, refund: RefundToFund): Promise<Funding | null> {
  if (await releaseUnderWay(tx.query, payment.id)) return { kind: "dividing" };
  const release = await releaseOf(tx, payment.id);
  if (!release) return null;
  const { amount, advance } = refund;
  const commission = accountOf("commission", payment);
  const balance = accountOf("balance", payment);
  const back = least(commissionBack(release, refund), await holdsOf(tx.query, commission), amount.minor);
  const lacks = amount.minor - back - (await holdsOf(tx.query, balance));
  // Balance and commission may have moved since the advance was given. One that is not needed any more stays unused;
  // one that is too small, or larger than what is left to pay, is given back, and another one tried.
  const lent = lacks > 0n ? (advance?.amount.minor ?? 0n) : 0n;
  const own = amount.minor - back - lent;
  const short = { kind: "short", short: money(lacks, amount.currency) } as const;
  if (lent < lacks || own < 0n) return short;
  if (lent > 0n && advance && !(await useAdvance(tx, payment, refund, advance.id))) return short;
  const due = accountOf("refunds_due", payment);
  const of = (minor: bigint) => ({ subject: refund.id, amount: money(minor, amount.currency), at: refund.at });
  const transfers = [
    transferOf("refund_asked", { debit: balance, credit: due }, of(own)),
    transferOf("refund_commission", { debit: commission, credit: due }, of(back)),
    transferOf("refund_advanced", { debit: accountOf("advances", payment), credit: due }, of(lent)),
  ].filter((transfer) => transfer.amount.minor > 0n);
  return { kind: "funded", transfers, from_commission: back, from_advance: lent };
}

/** False when the advance went back to the platform in the meantime. */
async function useAdvance(tx: Tx, payment: FundedPayment, refund: RefundToFund, advance: string): Promise<boolean> {
  const used = await tx.query(
    `insert into advance_fates (bucket, advance, marketplace, store, fate, refund, at)
     values ($1, $2, $3, $4, 'used', $5, $6) on conflict do nothing returning 1`,
    [bucketOf(payment.store), advance, payment.marketplace, payment.store, refund.id, refund.at],
  );
  return used.length === 1;
}

export type FundedRefund = { id: string; amount: Money; from_commission: bigint; from_advance: bigint; at: Date };

/** The wallet will not send it: everything is where it was, and an advance goes back to the platform's book. */
export async function unfundRefund(tx: Tx, payment: FundedPayment, refund: FundedRefund): Promise<LedgerMove | null> {
  if (!(await releaseOf(tx, payment.id))) return null;
  const { amount, from_commission: back, from_advance: lent } = refund;
  const due = accountOf("refunds_due", payment);
  const of = (minor: bigint) => ({ subject: refund.id, amount: money(minor, amount.currency), at: refund.at });
  if (lent > 0n)
    await tx.query(
      `insert into advance_returns (bucket, id, marketplace, store, wallet_account, amount, currency, cause, at)
       values ($1, $2, $3, $4, $5, $6, $7, 'refund_refused', $8)`,
      [
        ...[bucketOf(payment.store), derivedId("adv", refund.id, "returned", 0), payment.marketplace, payment.store],
        ...[payment.wallet_account, lent, amount.currency, refund.at],
      ],
    );
  const own = subtract(amount, money(back + lent, amount.currency)).minor;
  return [
    transferOf("refund_refused", { debit: due, credit: accountOf("balance", payment) }, of(own)),
    transferOf("refund_commission_kept", { debit: due, credit: accountOf("commission", payment) }, of(back)),
    transferOf("refund_advance_kept", { debit: due, credit: accountOf("advances", payment) }, of(lent)),
  ].filter((transfer) => transfer.amount.minor > 0n);
}
