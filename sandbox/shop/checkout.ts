import type { Api } from "../api.ts";
import type { Demo } from "../seed.ts";
import { type BasketLine, byStore, cny, lineFen, type StorePart } from "./basket.ts";
import type { Purchase, PurchaseState, Purchases } from "./purchases.ts";
import { demoStores } from "./stores.ts";

/** What the shop needs in order to sell: its own address, its key to the house's public API, its order book. */
export type Counter = { shopUrl: string; api: Api; demo: Demo; purchases: Purchases; now: () => Date };

export type Locale = "zh-CN" | "en";

type Created = { id: string; url: string };
type Checkout = {
  id: string;
  state: PurchaseState;
  amount: { minor: string };
  orders: { number: string; state: string }[];
  payments: { wallet: string; state: string }[];
};

const tongueOf = (locale: Locale) => (locale === "en" ? "en" : "zh");

function orderOf(counter: Counter, ref: string, part: StorePart, locale: Locale) {
  const tongue = tongueOf(locale);
  const store = demoStores.find(({ name }) => name === part.store);
  const [first] = part.lines;
  const more = part.lines.length > 1 ? (tongue === "zh" ? " 等" : " and more") : "";
  return {
    store: counter.demo.stores[part.store] ?? "",
    number: `${ref}-${part.store}`,
    title: `${store?.title[tongue] ?? ""} · ${first?.good.title[tongue] ?? ""}${more}`,
    amount: cny(part.fen),
    lines: part.lines.map((line) => ({
      title: line.good.title[tongue],
      quantity: line.quantity,
      amount: cny(lineFen(line)),
      picture_url: `${counter.shopUrl}/pictures/${line.good.id}.svg`,
    })),
  };
}

/**
 * Opens a checkout for a basket. `ref` is made by the visitor's page and is the order number and the Idempotency-Key at
 * once, so that a second click, or a call whose answer was lost, opens no second checkout.
 */
export async function openCheckout(
  counter: Counter,
  asked: { ref: string; session: string; lines: readonly BasketLine[]; locale: Locale },
): Promise<Purchase> {
  const { ref, session, locale } = asked;
  const known = counter.purchases.get(ref);
  if (known) return known;
  const parts = byStore(asked.lines);
  const body = {
    orders: parts.map((part) => orderOf(counter, ref, part, locale)),
    buyer: { reference: session.slice(0, 16) },
    success_url: `${counter.shopUrl}/done/${ref}`,
    cancel_url: `${counter.shopUrl}/cart`,
    locale,
    metadata: { ref },
  };
  const made = await counter.api.post<Created>("/v1/checkouts", body, `shop-${ref}`);
  const purchase: Purchase = {
    ref,
    session,
    created_at: counter.now().toISOString(),
    checkout: made.id,
    url: made.url,
    total: cny(parts.reduce((sum, part) => sum + part.fen, 0n)),
    orders: parts.map((part) => ({
      store: part.store,
      number: `${ref}-${part.store}`,
      amount: cny(part.fen),
      lines: part.lines.map((line) => ({
        good: line.good.id,
        quantity: line.quantity,
        amount: cny(lineFen(line)),
      })),
      paid: false,
    })),
    state: "open",
    wallets: [],
    checked_at: null,
    heard: [],
  };
  await counter.purchases.put(purchase);
  return purchase;
}

const paidStates: ReadonlySet<string> = new Set(["paid", "partly_refunded", "refunded"]);

/** Asks the house what became of a purchase. Its answer, and nothing else, is the truth that the shop acts on. */
export async function verify(counter: Counter, purchase: Purchase): Promise<Purchase> {
  const checkout = await counter.api.get<Checkout>(`/v1/checkouts/${purchase.checkout}`);
  if (checkout.amount.minor !== purchase.total.minor)
    throw new Error(`The house holds ${checkout.amount.minor} fen for ${purchase.ref}, the shop asked another sum.`);
  const states = new Map(checkout.orders.map((order) => [order.number, order.state]));
  const paying = checkout.payments.filter((payment) => payment.state === "paid");
  const checked: Purchase = {
    ...purchase,
    heard: counter.purchases.get(purchase.ref)?.heard ?? purchase.heard,
    state: checkout.state,
    orders: purchase.orders.map((order) => ({ ...order, paid: paidStates.has(states.get(order.number) ?? "") })),
    wallets: [...new Set(paying.map((payment) => payment.wallet))],
    checked_at: counter.now().toISOString(),
  };
  await counter.purchases.put(checked);
  return checked;
}
