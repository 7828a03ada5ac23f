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

export type FakeNotice = {
  to: string;
  about: string;
  fields: Record<string, string>;
  tries: number;
  answered: boolean;
  /** Null once it is answered or given up. */
  nextAt: number | null;
};

export type FakeState = { trades: FakeTrade[]; refunds: FakeRefund[]; notices: FakeNotice[]; serial: number };

export const emptyState = (): FakeState => ({ trades: [], refunds: [], notices: [], serial: 0 });

export function saveState(state: FakeState): string {
  const saved = { version: 1, ...state };
  return JSON.stringify(saved, (_, value: unknown) => (typeof value === "bigint" ? { fen: value.toString() } : value));
}

/** Replaces what the state holds; the object itself stays. */
export function loadState(state: FakeState, text: string): void {
  const { version, ...saved } = JSON.parse(text, revive) as FakeState & { version: number };
  if (version !== 1) throw new Error("This state was saved by another version of the JD Pay fake.");
  Object.assign(state, saved);
}

function revive(_: string, value: unknown): unknown {
  const isAmount = typeof value === "object" && value !== null && "fen" in value && typeof value.fen === "string";
  return isAmount ? BigInt(value.fen as string) : value;
}

export function refundedOf(state: FakeState, trade: FakeTrade): bigint {
  if (trade.revoked) return trade.paidAt === null ? 0n : trade.amount;
  const own = state.refunds.filter((one) => one.oTradeNum === trade.tradeNum && one.status !== "3");
  return own.reduce((sum, one) => sum + one.amount, 0n);
}
