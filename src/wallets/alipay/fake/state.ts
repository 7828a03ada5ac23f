import type { TradeState } from "../words.ts";
import { type AfterState, emptyAfter, loadAfter, type SavedAfter, saveAfter } from "./after-state.ts";
import { type KeptZft, Zft } from "./zft-state.ts";

/** What the fake remembers. Instants are milliseconds, amounts whole fen. */
export type FakeTrade = {
  outTradeNo: string;
  product: "qr" | "page" | "wap" | "app" | "create" | "merge";
  /** The parameters that a repeat under the same number must repeat. */
  fingerprint: string;
  subject: string;
  total: bigint;
  subMerchant: string | null;
  noticeUrl: string | null;
  returnUrl: string | null;
  passback: string | null;
  /** The combined order it is a part of. */
  merge: string | null;
  /** "" until the trade exists. */
  tradeNo: string;
  qrCode: string;
  /** NOT_OPENED: nobody has scanned or opened it yet, so the wallet answers that there is no such trade. */
  state: TradeState | "NOT_OPENED";
  madeAt: number;
  expiresAt: number;
  paidAt: number | null;
  closedAt: number | null;
  buyer: string | null;
  /** The request under which another wallet's user paid it. */
  accepted?: string;
  refunds: FakeRefund[];
  /** settle_period_time of a sub-merchant's trade, in days; absent: settled at once. */
  settleDays?: number;
  /** What is held of it; absent until it is paid, and on trades that hold nothing. */
  held?: bigint;
};

export type FakeRefund = {
  outRequestNo: string;
  amount: bigint;
  reason: string;
  at: number;
  done: boolean;
  /** What went back from receivers of royalties with it. */
  royalties?: { transOut: string; amount: bigint }[];
};

export type FakeMerge = {
  preOrderNo: string;
  outMergeNo: string;
  fingerprint: string;
  parts: string[];
};

export type FakeNotice = {
  id: string;
  to: string;
  about: string;
  fields: Record<string, string>;
  tries: number;
  answered: boolean;
  /** Null once it is answered or given up. */
  nextAt: number | null;
};

export type FakeState = {
  trades: Map<string, FakeTrade>;
  byTradeNo: Map<string, FakeTrade>;
  byQrCode: Map<string, FakeTrade>;
  merges: Map<string, FakeMerge>;
  mergesByOwnNo: Map<string, FakeMerge>;
  /** Trades that exist and wait for the buyer. */
  open: Set<FakeTrade>;
  notices: FakeNotice[];
  pending: Set<FakeNotice>;
  zft: Zft;
  /** Counts what needs a number of its own. */
  serial: number;
  after: AfterState;
};

export function emptyState(): FakeState {
  return {
    trades: new Map(),
    byTradeNo: new Map(),
    byQrCode: new Map(),
    merges: new Map(),
    mergesByOwnNo: new Map(),
    open: new Set(),
    notices: [],
    pending: new Set(),
    zft: new Zft(),
    serial: 0,
    after: emptyAfter(),
  };
}

type Saved = {
  version: 1;
  serial: number;
  trades: FakeTrade[];
  merges: FakeMerge[];
  notices: FakeNotice[];
  zft?: KeptZft;
  after?: SavedAfter;
};

export function saveState(state: FakeState): string {
  const saved: Saved = {
    version: 1,
    serial: state.serial,
    trades: [...state.trades.values()],
    merges: [...state.merges.values()],
    notices: state.notices,
    zft: state.zft.keep(),
    after: saveAfter(state.after),
  };
  return JSON.stringify(saved, (_, value: unknown) => (typeof value === "bigint" ? { fen: value.toString() } : value));
}

/** Replaces what the state holds; the object itself stays. */
export function loadState(state: FakeState, text: string): void {
  const saved = JSON.parse(text, revive) as Saved;
  if (saved.version !== 1) throw new Error("This state was saved by another version of the Alipay fake.");
  Object.assign(state, emptyState(), { serial: saved.serial, notices: saved.notices, zft: Zft.of(saved.zft) });
  if (saved.after) state.after = loadAfter(saved.after);
  for (const trade of saved.trades) indexTrade(state, trade);
  for (const merge of saved.merges) indexMerge(state, merge);
  for (const notice of saved.notices) if (notice.nextAt !== null) state.pending.add(notice);
}

function revive(_: string, value: unknown): unknown {
  const isAmount = typeof value === "object" && value !== null && "fen" in value && typeof value.fen === "string";
  return isAmount ? BigInt(value.fen as string) : value;
}

export function indexTrade(state: FakeState, trade: FakeTrade): void {
  state.trades.set(trade.outTradeNo, trade);
  if (trade.tradeNo !== "") state.byTradeNo.set(trade.tradeNo, trade);
  if (trade.qrCode !== "") state.byQrCode.set(trade.qrCode, trade);
  if (trade.state === "WAIT_BUYER_PAY") state.open.add(trade);
}

export function indexMerge(state: FakeState, merge: FakeMerge): void {
  state.merges.set(merge.preOrderNo, merge);
  state.mergesByOwnNo.set(merge.outMergeNo, merge);
}

export function refundedOf(trade: FakeTrade, which: "done" | "asked"): bigint {
  return trade.refunds.reduce((sum, refund) => (refund.done || which === "asked" ? sum + refund.amount : sum), 0n);
}
