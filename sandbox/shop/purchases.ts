import { join } from "node:path";
import type { Words } from "#wallets/protocol";
import { keepJson, keptText } from "../keep.ts";
import type { MoneyJson } from "./basket.ts";

export type PurchaseState = "open" | "complete" | "expired" | "cancelled";
export type OrderState = "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";

/** The part of a purchase that one store sells. */
export type ShopOrder = {
  store: string;
  number: string;
  amount: MoneyJson;
  lines: { good: string; quantity: number; amount: MoneyJson }[];
  state: OrderState;
  /** What paid it, and when: as the house says. */
  wallet: { id: string; title: Words } | null;
  paid_at: string | null;
};

export type Purchase = {
  /** Made by the buyer's page, one for each submission of a cart. */
  ref: string;
  /** The visitor's cookie. Never sent to a page. */
  session: string;
  created_at: string;
  /** The house's id. */
  checkout: string;
  /** The hosted cashier's page. */
  url: string;
  expires_at: string;
  total: MoneyJson;
  orders: ShopOrder[];
  /** As the house said when it was last asked: a redirect or a webhook alone changes nothing. */
  state: PurchaseState;
  /** When the house was last asked. */
  checked_at: string | null;
  /** The proven webhooks that came, each once, oldest first. */
  heard: { id: string; type: string; at: string }[];
};

export type Purchases = ReturnType<typeof makePurchases>;

const keptMax = 500;

/** The shop's own order book, in one JSON file. */
function makePurchases(file: string, kept: readonly Purchase[]) {
  const byRef = new Map(kept.map((purchase) => [purchase.ref, purchase]));
  let writing: Promise<void> = Promise.resolve();
  return {
    get: (ref: string) => byRef.get(ref) ?? null,
    /** Newest first. */
    ofSession: (session: string) => [...byRef.values()].filter((one) => one.session === session).reverse(),
    ofCheckout: (checkout: string) => [...byRef.values()].find((one) => one.checkout === checkout) ?? null,
    put(purchase: Purchase): Promise<void> {
      byRef.set(purchase.ref, purchase);
      const write = () => keepJson(file, [...byRef.values()].slice(-keptMax));
      // One write that failed must not keep the later ones from being tried.
      writing = writing.then(write, write);
      return writing;
    },
    written: () => writing,
  };
}

export async function openPurchases(folder: string): Promise<Purchases> {
  const file = join(folder, "shop-orders.json");
  const text = await keptText(file);
  return makePurchases(file, text === null ? [] : (JSON.parse(text) as Purchase[]));
}
