import { join } from "node:path";
import { keepJson, keptText } from "../keep.ts";
import type { MoneyJson } from "./basket.ts";

export type PurchaseState = "open" | "complete" | "expired" | "cancelled";

export type Purchase = {
  ref: string;
  /** The visitor's cookie. Never sent to a page. */
  session: string;
  created_at: string;
  checkout: string;
  /** The hosted cashier's page. */
  url: string;
  total: MoneyJson;
  orders: {
    store: string;
    number: string;
    amount: MoneyJson;
    lines: { good: string; quantity: number; amount: MoneyJson }[];
    paid: boolean;
  }[];
  /** As the house said when it was last asked: a redirect or a webhook alone changes nothing. */
  state: PurchaseState;
  /** Wallets that paid. */
  wallets: string[];
  /** When the house was last asked. */
  checked_at: string | null;
  /** Types of the proven webhooks that came, oldest first. */
  heard: string[];
};

export type Purchases = ReturnType<typeof makePurchases>;

const keptMax = 500;

/** The shop's own order book, in one JSON file. */
export function makePurchases(folder: string, kept: readonly Purchase[]) {
  const file = join(folder, "shop.json");
  const byRef = new Map(kept.map((purchase) => [purchase.ref, purchase]));
  let writing: Promise<void> = Promise.resolve();
  function write(): Promise<void> {
    writing = writing.then(() => keepJson(file, [...byRef.values()].slice(-keptMax)));
    return writing;
  }
  return {
    get: (ref: string) => byRef.get(ref) ?? null,
    /** Newest first. */
    ofSession: (session: string) => [...byRef.values()].filter((one) => one.session === session).reverse(),
    ofCheckout: (checkout: string) => [...byRef.values()].find((one) => one.checkout === checkout) ?? null,
    put(purchase: Purchase): Promise<void> {
      byRef.set(purchase.ref, purchase);
      return write();
    },
    written: () => writing,
  };
}

export async function openPurchases(folder: string): Promise<Purchases> {
  const text = await keptText(join(folder, "shop.json"));
  return makePurchases(folder, text === null ? [] : (JSON.parse(text) as Purchase[]));
}
