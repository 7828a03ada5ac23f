import type { Words } from "./words.ts";

/** `wallets`: those that the store has joined, as far as the shop knows; the cashier has the last word. */
export type StoreCard = { id: string; title: Words; tagline: Words; wallets: { id: string; title: Words }[] };
/** `fen` is a whole number as text, `picture` an address. */
export type Good = {
  id: string;
  store: string;
  title: Words;
  about: Words;
  details: Words[];
  fen: string;
  picture: string;
};
/** `phone`: where the pretend phone is, for a buyer without a second device. */
export type Catalogue = { phone: string | null; stores: StoreCard[]; goods: Good[] };

type Money = { currency: "CNY"; minor: string };

export type OrderState = "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";

export type ShopOrder = {
  store: string;
  number: string;
  amount: Money;
  state: OrderState;
  wallet: { id: string; title: Words } | null;
  paid_at: string | null;
  lines: { good: string; quantity: number; amount: Money }[];
};

export type Purchase = {
  ref: string;
  created_at: string;
  checkout: string;
  /** The cashier, while it can be paid. */
  url: string | null;
  expires_at: string;
  total: Money;
  orders: ShopOrder[];
  state: "open" | "complete" | "expired" | "cancelled";
  /** When the shop's server last asked the house. */
  checked_at: string | null;
  /** Webhooks whose signature was proven. */
  heard: { id: string; type: string; at: string }[];
};

export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; says: Words };

const unreachable: Words = {
  zh: "商城没有应答，请检查网络后重试。",
  en: "The shop does not answer. Check your connection and try again.",
};

type Sent = { body: unknown; key?: string };

async function call<T>(path: string, sent?: Sent): Promise<Answer<T>> {
  try {
    const headers = {
      "content-type": "application/json",
      ...(sent?.key === undefined ? {} : { "idempotency-key": sent.key }),
    };
    const init = sent === undefined ? {} : { method: "POST", headers, body: JSON.stringify(sent.body) };
    const answer = await fetch(path, init);
    const read: unknown = await answer.json();
    if (answer.ok) return { ok: true, value: read as T };
    return { ok: false, status: answer.status, says: (read as { says?: Words }).says ?? unreachable };
  } catch {
    return { ok: false, status: 0, says: unreachable };
  }
}

export function readCatalogue(): Promise<Answer<Catalogue>> {
  return call("/api/goods");
}

export type BasketLine = { good: string; quantity: number };
export type Locale = "zh-CN" | "en";
type Opened = { ref: string; url: string };

/** `ref` makes a second click, or a call whose answer was lost, harmless. */
export function openCheckout(ref: string, items: readonly BasketLine[], locale: Locale): Promise<Answer<Opened>> {
  return call("/api/checkout", { body: { items, locale }, key: ref });
}

/** What of a purchase is still unpaid, in a new checkout when the old one is over. */
export function payAgain(of: string, ref: string, locale: Locale): Promise<Answer<Opened>> {
  return call(`/api/orders/${of}/again`, { body: { locale }, key: ref });
}

export function readPurchases(): Promise<Answer<{ data: Purchase[] }>> {
  return call("/api/orders");
}

/** `ask`: the wallets themselves are asked first. */
export function readPurchase(ref: string, ask = false): Promise<Answer<Purchase>> {
  const path = `/api/orders/${encodeURIComponent(ref)}`;
  return ask ? call(`${path}/check`, { body: {} }) : call(path);
}
