import type { V2Sign } from "../v2.ts";
import { Applyments, type KeptApplyments } from "./applyments-state.ts";
import { Funds, type KeptFunds } from "./funds-state.ts";
import { type FakeTransfer, Transfers } from "./transfers-state.ts";

/** What the fake wallet keeps. Instants are milliseconds, amounts whole fen as they stand in the JSON on the wire. */
export type TradePath = "native" | "h5" | "jsapi" | "app";

export type Order = {
  /** The merchant who is paid (the sub-merchant, with a partner). */
  merchant: string;
  outTradeNo: string;
  mchid: string;
  subMchid: string | null;
  appid: string;
  subAppid: string | null;
  path: TradePath | "micropay";
  description: string;
  attach: string;
  total: number;
  state: "NOTPAY" | "SUCCESS" | "REFUND" | "CLOSED" | "REVOKED";
  offer: string;
  transactionId: string | null;
  payer: string | null;
  subPayer: string | null;
  paidAt: number | null;
  /** The combined order that it is a part of. */
  combined: string | null;
  refunded: number;
  refundCount: number;
  /** Made with settle_info.profit_sharing: what is paid is held. */
  sharing?: boolean;
  /** Paid by another wallet's user: which wallet, and the request that made it. */
  accepted?: { issuer: string; request: string };
  /** What the wallet still holds of it; absent until it is paid, and on orders that hold nothing. */
  held?: number;
};

/** What a buyer can pay at once: one order, or a combined order's parts. */
export type Offer = {
  prepayId: string;
  /** The end of a Native code_url; null for the other ways. */
  code: string | null;
  path: TradePath;
  /** Creation's path and body, to judge a repeat by. */
  request: string;
  notifyUrl: string;
  orders: string[];
  combined: string | null;
  /** Whose openid the order names (JSAPI). */
  openid: string | null;
  subOpenid: string | null;
  expireAt: number;
  offeredAt: number;
  /** The key that its maker named: its notice is signed with that one. */
  signer?: string | undefined;
  /** Made over the older protocol: how its maker signs, and how its notice is signed. */
  v2?: V2Sign;
};

export type Refund = {
  refundId: string;
  outRefundNo: string;
  order: string;
  amount: number;
  request: string;
  notifyUrl: string | null;
  createdAt: number;
  dueAt: number;
  status: "PROCESSING" | "SUCCESS" | "ABNORMAL";
  successAt: number | null;
  /** Where it went after it was abnormal; absent: back the way it came. */
  receivedAt?: string;
  signer?: string | undefined;
  /** Made over the older protocol: its notice is one of that. */
  v2?: true;
  /** A platform paid it in the sub-merchant's place; `returnedAt` once that was paid back. */
  advance?: { returnId: string | null; returnedAt: number | null };
};

export type Notice = {
  id: string;
  to: string;
  type: string;
  originalType: string;
  summary: string;
  about: string;
  /** The plain text, with the amount that wrong_amount may alter. */
  plain: Record<string, unknown>;
  createdAt: number;
  tries: number;
  nextAt: number | null;
  answered: boolean;
  signer?: string | undefined;
  /** Of the older protocol: signed so, or sealed under its key, as a refund's is. */
  v2?: V2Sign | "sealed";
};

/** Which of the wallet's keys a program goes by. */
export type Trusts = "certificates" | "public_key";

/** The whole state, as JSON. */
export type Kept = {
  version: 1;
  sequence: number;
  signer: string | null;
  orders: Order[];
  offers: Offer[];
  refunds: Refund[];
  notices: Notice[];
  agents?: [string, Trusts][];
  funds?: KeptFunds;
  applyments?: KeptApplyments;
  transfers?: FakeTransfer[];
};

export const keyOf = (merchant: string, number: string): string => `${merchant}|${number}`;

/** A state that was saved before balances were kept: what was paid and did not go back is there. */
function fundsBefore(kept: Kept): KeptFunds {
  const balances = new Map<string, number>();
  for (const { merchant, paidAt, total, refunded } of kept.orders)
    if (paidAt !== null) balances.set(merchant, (balances.get(merchant) ?? 0) + total - refunded);
  return { balances: [...balances], receivers: [], shares: [], returns: [], withdrawals: [] };
}

/** The state with its indexes. */
export class Store {
  sequence = 0;
  signer: string | null = null;
  readonly orders = new Map<string, Order>();
  readonly byTransaction = new Map<string, Order>();
  readonly offers = new Map<string, Offer>();
  readonly byCode = new Map<string, Offer>();
  readonly combined = new Map<string, Offer>();
  readonly refunds = new Map<string, Refund>();
  readonly processing = new Set<Refund>();
  readonly notices: Notice[] = [];
  readonly pending = new Set<Notice>();
  /** By user agent, for programs that name no key. */
  readonly agents = new Map<string, Trusts>();
  funds = new Funds();
  applyments = new Applyments();
  transfers = new Transfers();

  addOrder(order: Order): void {
    this.orders.set(keyOf(order.merchant, order.outTradeNo), order);
    if (order.transactionId) this.byTransaction.set(order.transactionId, order);
  }

  addOffer(offer: Offer): void {
    this.offers.set(offer.prepayId, offer);
    if (offer.code) this.byCode.set(offer.code, offer);
    if (offer.combined) this.combined.set(offer.combined, offer);
  }

  addRefund(refund: Refund): void {
    const merchant = this.order(refund.order).merchant;
    this.refunds.set(keyOf(merchant, refund.outRefundNo), refund);
    if (refund.status === "PROCESSING") this.processing.add(refund);
  }

  addNotice(notice: Notice): void {
    this.notices.push(notice);
    if (notice.nextAt !== null) this.pending.add(notice);
  }

  /** An order that must be there. */
  order(key: string): Order {
    const order = this.orders.get(key);
    if (!order) throw new Error(`The fake lost order ${key}.`);
    return order;
  }

  keep(): Kept {
    return {
      version: 1,
      sequence: this.sequence,
      signer: this.signer,
      orders: [...this.orders.values()],
      offers: [...this.offers.values()],
      refunds: [...this.refunds.values()],
      notices: this.notices,
      agents: [...this.agents],
      funds: this.funds.keep(),
      applyments: this.applyments.keep(),
      transfers: [...this.transfers.byOwnNo.values()],
    };
  }

  static of(kept: Kept): Store {
    const store = new Store();
    store.sequence = kept.sequence;
    store.signer = kept.signer;
    for (const [agent, trusts] of kept.agents ?? []) store.agents.set(agent, trusts);
    for (const order of kept.orders) store.addOrder(order);
    for (const offer of kept.offers) store.addOffer(offer);
    for (const refund of kept.refunds) store.addRefund(refund);
    for (const notice of kept.notices) store.addNotice(notice);
    store.funds = Funds.of(kept.funds ?? fundsBefore(kept));
    store.applyments = Applyments.of(kept.applyments);
    store.transfers = Transfers.of(kept.transfers);
    return store;
  }
}
