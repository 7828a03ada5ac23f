import { bare, bucketOf, isId, type Tx } from "#db";
import { type Currency, type Money, money } from "#money";
import type { ShareRequest, ShareReturnRequest } from "#wallets/protocol";
import type { ShareReturnState, ShareState } from "./sharing-states.ts";

export type ShareRow = {
  bucket: number;
  id: string;
  payment: string;
  order_id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  sub_merchant: string | null;
  wallet_ref: string;
  receiver: string;
  amount: bigint;
  currency: Currency;
  state: ShareState;
  share_ref: string | null;
  says: string | null;
  coming_back: bigint;
  returned: bigint;
  made_at: Date;
  ended_at: Date | null;
};

/** What the marketplace took of a payment at the wallet itself. */
export type ShareView = {
  id: string;
  payment: string;
  order: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  /** The receiver's number at the wallet. */
  receiver: string;
  amount: Money;
  /** Taken back. */
  returned: Money;
  state: ShareState;
  /** The wallet's own word on a refusal. */
  says: string | null;
  made_at: Date;
  ended_at: Date | null;
};

export function shareView(row: ShareRow): ShareView {
  const { id, payment, marketplace, store, wallet_account, receiver, state, says, made_at, ended_at } = row;
  return {
    order: row.order_id,
    ...{ id, payment, marketplace, store, wallet_account, receiver, state, says, made_at, ended_at },
    amount: money(row.amount, row.currency),
    returned: money(row.returned, row.currency),
  };
}

export async function findShare(read: Tx["query"], id: string): Promise<ShareRow | null> {
  if (!isId(id, "shr")) return null;
  const [row] = await read<ShareRow>("select * from shares where bucket = $1 and id = $2", [bucketOf(id), id]);
  return row ?? null;
}

/** The share of a payment that was made and not refused. */
export async function shareOf(read: Tx["query"], payment: string): Promise<ShareRow | null> {
  const [row] = await read<ShareRow>(
    "select * from shares where bucket = $1 and payment = $2 and state <> 'refused' order by id limit 1",
    [bucketOf(payment), payment],
  );
  return row ?? null;
}

export type ShareReturnRow = {
  bucket: number;
  id: string;
  share: string;
  payment: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  amount: bigint;
  currency: Currency;
  cause: "asked" | "refund";
  asked_by: string;
  state: ShareReturnState;
  says: string | null;
  made_at: Date;
  ended_at: Date | null;
};

export type ShareReturnView = {
  id: string;
  share: string;
  payment: string;
  marketplace: string;
  store: string;
  amount: Money;
  /** `asked`: by a caller, before a refund; `refund`: by itself, after one. */
  cause: "asked" | "refund";
  state: ShareReturnState;
  says: string | null;
  made_at: Date;
  ended_at: Date | null;
};

export function shareReturnView(row: ShareReturnRow): ShareReturnView {
  const { id, share, payment, marketplace, store, cause, state, says, made_at, ended_at } = row;
  const amount = money(row.amount, row.currency);
  return { id, share, payment, marketplace, store, amount, cause, state, says, made_at, ended_at };
}

export async function findShareReturn(read: Tx["query"], id: string): Promise<ShareReturnRow | null> {
  if (!isId(id, "srt")) return null;
  const [row] = await read<ShareReturnRow>("select * from share_returns where bucket = $1 and id = $2", [
    bucketOf(id),
    id,
  ]);
  return row ?? null;
}

type Wire = Omit<ShareRequest, "shareId" | "amount" | "reason">;

/** What both a share and its return tell the wallet. */
function wireOf(row: ShareRow): Wire {
  return {
    paymentId: bare(row.payment),
    walletRef: row.wallet_ref,
    receiver: { kind: "merchant", account: row.receiver },
    ...(row.sub_merchant === null ? {} : { subMerchant: row.sub_merchant }),
  };
}

export function shareRequest(row: ShareRow): ShareRequest {
  return { ...wireOf(row), shareId: bare(row.id), amount: money(row.amount, row.currency), reason: "平台佣金" };
}

export function returnRequest(share: ShareRow, row: ShareReturnRow): ShareReturnRequest {
  const amount = money(row.amount, row.currency);
  return { ...wireOf(share), shareId: bare(share.id), returnId: bare(row.id), amount, reason: "退款退佣" };
}
