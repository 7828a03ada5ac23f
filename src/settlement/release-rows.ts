import { bare, bucketOf, derivedId, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { WalletReleaseState } from "./release-states.ts";
import type { ReleaseCause, ReleaseView } from "./types.ts";

export type WalletReleaseRow = {
  bucket: number;
  payment: string;
  order_id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  sub_merchant: string | null;
  wallet_ref: string;
  currency: Currency;
  gross: bigint;
  commission: bigint;
  commission_bp: number;
  commission_fixed: bigint;
  cause: ReleaseCause;
  asked_by: string;
  asked_at: Date;
  state: WalletReleaseState;
  tries: number;
  says: string | null;
};

export async function findWalletRelease(read: Tx["query"], payment: string): Promise<WalletReleaseRow | null> {
  const [row] = await read<WalletReleaseRow>("select * from wallet_releases where bucket = $1 and payment = $2", [
    bucketOf(payment),
    payment,
  ]);
  return row ?? null;
}

/** Every writer of a release, a share, a return or a refund takes the order first: one at a time, in one order. */
export async function lockOrder(tx: Tx, order: string): Promise<void> {
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucketOf(order), order]);
}

/** The number of a release at the wallet: each try has one of its own. */
export const wireReleaseId = ({ payment, tries }: Pick<WalletReleaseRow, "payment" | "tries">): string =>
  bare(derivedId("rls", payment, "wallet release", tries));

/** A release that the wallet has not confirmed: nothing has moved in the books. */
export function underWayView(row: WalletReleaseRow): ReleaseView {
  const { payment, marketplace, store, wallet_account, commission_bp, cause, state, says } = row;
  return {
    order: row.order_id,
    ...{ payment, marketplace, store, wallet_account, commission_bp, cause, state, says },
    ...{ counted_from: null, counted_since: null, released_at: null },
    gross: money(row.gross, row.currency),
    commission: money(row.commission, row.currency),
    net: money(row.gross - row.commission, row.currency),
  };
}

/**
 * True while a refund has to wait: the wallet is dividing the money, or has given the marketplace's part away. A share
 * that comes after the release is part of it: a refund between the two could neither take it along nor leave it out.
 */
export async function releaseUnderWay(read: Tx["query"], payment: string): Promise<boolean> {
  const found = await read(
    `select 1 from wallet_releases r where bucket = $1 and payment = $2 and (state in ('sharing', 'releasing')
       or exists (select 1 from shares s where s.bucket = $1 and s.payment = $2
         and (s.state in ('sending', 'processing') or s.state = 'shared' and r.state = 'stopped')))`,
    [bucketOf(payment), payment],
  );
  return found.length > 0;
}
