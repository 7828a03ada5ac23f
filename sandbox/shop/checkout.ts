import { createHash } from "node:crypto";
import type { Api } from "../api.ts";
import { Refusal } from "../problem.ts";
import type { Demo } from "../seed.ts";
import { type BasketLine, byStore, cny, lineFen, type StorePart } from "./basket.ts";
import type { Purchase, Purchases } from "./purchases.ts";
import { demoStores } from "./stores.ts";
import { verify } from "./verify.ts";

/** What the shop needs in order to sell. */
export type Counter = {
  shopUrl: string;
  /** The house's public API, with the marketplace's key. */
  api: Api;
  demo: Demo;
  /** The shop's own order book. */
  purchases: Purchases;
  now(): Date;
};

export type Locale = "zh-CN" | "en";

export type Submission = { ref: string; session: string; lines: readonly BasketLine[]; locale: Locale };

type Created = { id: string; url: string; expires_at: string };

function orderOf(counter: Counter, ref: string, part: StorePart, locale: Locale) {
  const tongue = locale === "en" ? "en" : "zh";
  const [first] = part.lines;
  const more = part.lines.length > 1 ? (tongue === "zh" ? "等" : " and more") : "";
  return {
    store: counter.demo.stores[part.store] ?? "",
    number: numberOf(ref, part),
    title: `${first?.good.title[tongue] ?? ""}${more}`,
    amount: cny(part.fen),
    lines: part.lines.map((line) => ({
      title: line.good.title[tongue],
      quantity: line.quantity,
      amount: cny(lineFen(line)),
      picture_url: `${counter.shopUrl}/pictures/${line.good.id}.svg`,
    })),
  };
}

/** The shop's own order number: what buyers see at the wallet and in the cashier, so digits that can be read out. */
function numberOf(ref: string, part: StorePart): string {
  const hash = createHash("sha256").update(ref).digest();
  const digits = hash.readUIntBE(0, 6).toString().padStart(15, "0").slice(-10);
  return `HB${digits}-${demoStores.findIndex(({ name }) => name === part.store) + 1}`;
}

/** A paid purchase may be looked at again; one that ended unpaid is over, and the same goods are another order. */
function stillPayable(purchase: Purchase): Purchase {
  if (purchase.state === "open" || purchase.state === "complete") return purchase;
  throw new Refusal(409, "purchase_over", {
    en: "The time to pay this order is over. Order the goods anew.",
    zh: "这笔订单已结束，请重新下单。",
  });
}

/**
 * Opens one checkout for a cart, however many stores it goes over. `ref` is made by the visitor's page for each
 * submission and becomes the Idempotency-Key, so that a second click, or a call whose answer was lost, opens no second
 * checkout.
 */
export async function openCheckout(counter: Counter, asked: Submission): Promise<Purchase> {
  const { ref, session, locale } = asked;
  const known = counter.purchases.get(ref);
  if (known) return stillPayable(await verify(counter, known));
  const parts = byStore(asked.lines);
  const body = {
    orders: parts.map((part) => orderOf(counter, ref, part, locale)),
    // The same buyer is the same number to the house, which cannot find the cookie from it.
    buyer: { reference: createHash("sha256").update(`buyer ${session}`).digest("hex").slice(0, 24) },
    success_url: `${counter.shopUrl}/thanks/${ref}`,
    cancel_url: `${counter.shopUrl}/cancelled/${ref}`,
    locale,
    metadata: { ref },
  };
  const made = await counter.api.post<Created>("/v1/checkouts", body, `shop-${ref}`);
  const purchase: Purchase = {
    ...{ ref, session, created_at: counter.now().toISOString() },
    ...{ checkout: made.id, url: made.url, expires_at: made.expires_at },
    total: cny(parts.reduce((sum, part) => sum + part.fen, 0n)),
    orders: parts.map((part) => ({
      ...{ store: part.store, number: numberOf(ref, part), amount: cny(part.fen) },
      lines: part.lines.map((line) => {
        return { good: line.good.id, quantity: line.quantity, amount: cny(lineFen(line)) };
      }),
      ...{ state: "unpaid", wallet: null, paid_at: null },
    })),
    ...{ state: "open", checked_at: null, heard: [] },
  };
  await counter.purchases.put(purchase);
  return purchase;
}
