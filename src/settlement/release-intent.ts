import { derivedId, type Tx, writeEvent } from "#db";
import { money, toJson } from "#money";
import type { SharingWallet } from "#wallets/protocol";
import type { SettlementContext } from "./context.ts";
import { type Division, divide } from "./release-book.ts";
import { underWayView, type WalletReleaseRow } from "./release-rows.ts";
import type { PaidRow } from "./rows.ts";
import { shareOf } from "./sharing-rows.ts";
import type { ReleaseCause, ReleaseView } from "./types.ts";
import { setDue } from "./wallet-due.ts";

type Intent = { division: Division; cause: ReleaseCause; by: string; sharing: SharingWallet | undefined };

/**
 * Writes down that the wallet is to be told, before it is: with the marketplace's share first where the wallet takes
 * shares out of what it holds. Under the order's lock; refunds wait until it has ended.
 */
export async function intendRelease(
  context: SettlementContext,
  tx: Tx,
  paid: PaidRow,
  intent: Intent,
): Promise<ReleaseView> {
  const { division, cause, by, sharing } = intent;
  const now = context.needs.clock.now();
  const shares = sharing?.when === "before_release" && mayShare(context, paid, division, sharing);
  if (shares) await intendShare(tx, paid, { receiver: sharing.own.account, amount: division.commission.minor, now });
  const [row] = await tx.query<WalletReleaseRow>(
    `insert into wallet_releases (bucket, payment, order_id, marketplace, store, wallet_account, sub_merchant,
       wallet_ref, currency, gross, commission, commission_bp, commission_fixed, cause, asked_by, asked_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning *`,
    [
      ...[paid.bucket, paid.id, paid.order_id, paid.marketplace, paid.store, paid.wallet_account, paid.sub_merchant],
      ...[paid.wallet_ref, paid.currency, division.gross.minor, division.commission.minor],
      ...[division.rates.commission_bp, division.rates.fixed, cause, by, now, shares ? "sharing" : "releasing"],
    ],
  );
  await setDue(tx, paid.bucket, "release", paid.id, now);
  await tell(context, tx, row as WalletReleaseRow, "order.releasing", now);
  return underWayView(row as WalletReleaseRow);
}

/** More than the wallet lets go to others stays in the store's book as commission that is not collected yet. */
export function mayShare(
  context: SettlementContext,
  paid: Pick<PaidRow, "id" | "amount">,
  { commission }: Pick<Division, "commission">,
  sharing: SharingWallet,
): boolean {
  if (commission.minor === 0n) return false;
  if (commission.minor <= (paid.amount * BigInt(sharing.limitBp)) / 10_000n) return true;
  context.needs.alarm("share_over_limit", { payment: paid.id, commission: toJson(commission) });
  return false;
}

type Place = Pick<
  PaidRow,
  "bucket" | "order_id" | "marketplace" | "store" | "wallet_account" | "sub_merchant" | "wallet_ref" | "currency"
> & { id: string };

/** The primary key refuses a second share of a payment. Answers its id. */
export async function intendShare(
  tx: Tx,
  paid: Place,
  share: { receiver: string; amount: bigint; now: Date },
): Promise<string> {
  const id = derivedId("shr", paid.id, "share", 0);
  await tx.query(
    `insert into shares (bucket, id, payment, order_id, marketplace, store, wallet_account, sub_merchant, wallet_ref,
       receiver, amount, currency, state, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'sending', $13)`,
    [
      ...[paid.bucket, id, paid.id, paid.order_id, paid.marketplace, paid.store, paid.wallet_account],
      ...[paid.sub_merchant, paid.wallet_ref, share.receiver, share.amount, paid.currency, share.now],
    ],
  );
  return id;
}

/** The wallet refused, and somebody asks again: a new number there, and what was refunded meanwhile taken off. */
export async function askWalletAgain(
  context: SettlementContext,
  tx: Tx,
  row: WalletReleaseRow,
  paid: PaidRow,
  { cause, by }: { cause: ReleaseCause; by: string },
): Promise<ReleaseView> {
  const now = context.needs.clock.now();
  // With a share made, no refund was let in between: the division stands as it was.
  const stands = (await shareOf(tx.query, row.payment)) !== null;
  const { gross, commission } = stands
    ? { gross: money(row.gross, row.currency), commission: money(row.commission, row.currency) }
    : await divide(tx.query, paid);
  const [again] = await tx.query<WalletReleaseRow>(
    `update wallet_releases set state = 'releasing', tries = tries + 1, gross = $3, commission = $4, cause = $5,
       asked_by = $6, asked_at = $7, says = null
     where bucket = $1 and payment = $2 returning *`,
    [row.bucket, row.payment, gross.minor, commission.minor, cause, by, now],
  );
  await setDue(tx, row.bucket, "release", row.payment, now);
  await tell(context, tx, again as WalletReleaseRow, "order.releasing", now);
  return underWayView(again as WalletReleaseRow);
}

export async function tell(
  context: SettlementContext,
  tx: Tx,
  row: WalletReleaseRow,
  type: "order.releasing" | "order.release_refused",
  now: Date,
): Promise<void> {
  const about = { order: row.order_id, payment: row.payment, store: row.store, wallet_account: row.wallet_account };
  const amounts = { gross: toJson(money(row.gross, row.currency)), cause: row.cause };
  const data = { ...about, ...amounts, ...(row.says === null ? {} : { says: row.says }) };
  const event = { type, version: 1, marketplace: row.marketplace, subject: row.order_id, data };
  await writeEvent(tx, context.needs.ids, event, now);
}
