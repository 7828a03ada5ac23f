import type { QueuedNotice } from "../../fake-parts.ts";

/** What the fake remembers. Instants are milliseconds, amounts whole fen. */
export type FakeTrade = {
  tradeNum: string;
  orderId: string;
  fingerprint: string;
  /** What the app opens: the order's number, or the pay page's address with the posted form. */
  code: string;
  amount: bigint;
  title: string;
  notifyUrl: string;
  callbackUrl: string | null;
  vendor: string | null;
  expiresAt: number;
  paidAt: number | null;
  buyer: string | null;
  /** Taken back whole by a till. */
  revoked?: boolean;
};

export type FakeRefund = {
  tradeNum: string;
  oTradeNum: string;
  orderId: string;
  fingerprint: string;
  amount: bigint;
  notifyUrl: string;
  status: "1" | "2" | "3";
  at: number;
};

export type FakeState = { trades: FakeTrade[]; refunds: FakeRefund[]; notices: QueuedNotice[]; serial: number };

export const emptyState = (): FakeState => ({ trades: [], refunds: [], notices: [], serial: 0 });

export function refundedOf(state: FakeState, trade: FakeTrade): bigint {
  if (trade.revoked) return trade.paidAt === null ? 0n : trade.amount;
  const own = state.refunds.filter((one) => one.oTradeNum === trade.tradeNum && one.status !== "3");
  return own.reduce((sum, one) => sum + one.amount, 0n);
}
