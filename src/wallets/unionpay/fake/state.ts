import type { QueuedNotice } from "../../fake-parts.ts";

/** What the fake remembers. Instants are milliseconds, amounts whole fen. */
export type FakeOrder = {
  orderId: string;
  txnTime: string;
  /** The request that a repeat under the same number must repeat. */
  fingerprint: string;
  kind: "code" | "app" | "page" | "charge";
  /** What the app scans or opens: qrCode, tn, or the pay page's address with the posted form. */
  code: string;
  amount: bigint;
  title: string;
  backUrl: string;
  frontUrl: string | null;
  subMerchant: string | null;
  expiresAt: number;
  /** False until it was scanned or opened: until then there is no such order for a query. */
  opened: boolean;
  /** The code of the last failed try. */
  failed: string | null;
  queryId: string | null;
  paidAt: number | null;
  buyer: string | null;
  voided: boolean;
};

export type FakeReturn = {
  kind: "refund" | "void";
  orderId: string;
  txnTime: string;
  fingerprint: string;
  of: string;
  amount: bigint;
  queryId: string;
  backUrl: string;
  result: "00" | "05" | "60";
  at: number;
};

export type FakeState = {
  orders: FakeOrder[];
  returns: FakeReturn[];
  notices: QueuedNotice[];
  serial: number;
};

export const emptyState = (): FakeState => ({ orders: [], returns: [], notices: [], serial: 0 });

/** What went back or is on its way back. */
export function returnedOf(state: FakeState, order: FakeOrder): bigint {
  if (order.kind === "charge" && order.voided) return order.paidAt === null ? 0n : order.amount;
  return state.returns
    .filter((one) => one.of === order.queryId && one.result !== "60")
    .reduce((sum, one) => sum + one.amount, 0n);
}
