import { sandboxWallets } from "../wallets.ts";
import type { Counter } from "./checkout.ts";
import type { OrderState, Purchase, PurchaseState, ShopOrder } from "./purchases.ts";

/** The house's checkout, as far as the shop reads it. */
type Checkout = {
  state: PurchaseState;
  amount: { minor: string };
  expires_at: string;
  orders: { id: string; number: string; state: OrderState; paid_at: string | null }[];
  payments: { order: string; wallet: string; state: string }[];
};

/** Asks the house what became of a purchase. Its answer, and nothing else, is the truth that the shop acts on. */
export async function verify(counter: Counter, purchase: Purchase): Promise<Purchase> {
  return noted(counter, purchase, await counter.api.get<Checkout>(`/v1/checkouts/${purchase.checkout}`));
}

/** The same, after the house has asked the wallets: for a buyer who says that it is paid. */
export async function checkAgain(counter: Counter, purchase: Purchase): Promise<Purchase> {
  return noted(counter, purchase, await counter.api.post<Checkout>(`/v1/checkouts/${purchase.checkout}/check`, {}));
}

async function noted(counter: Counter, purchase: Purchase, checkout: Checkout): Promise<Purchase> {
  if (checkout.amount.minor !== purchase.total.minor)
    throw new Error(`The house holds ${checkout.amount.minor} fen for ${purchase.ref}, the shop asked another sum.`);
  const checked: Purchase = {
    ...purchase,
    // A webhook may have come while the house was asked.
    heard: counter.purchases.get(purchase.ref)?.heard ?? purchase.heard,
    state: checkout.state,
    expires_at: checkout.expires_at,
    orders: purchase.orders.map((order) => ({ ...order, ...standing(checkout, order) })),
    checked_at: counter.now().toISOString(),
  };
  await counter.purchases.put(checked);
  return checked;
}

function standing(checkout: Checkout, order: ShopOrder): Pick<ShopOrder, "state" | "wallet" | "paid_at"> {
  const found = checkout.orders.find(({ number }) => number === order.number);
  if (!found) throw new Error(`The house's checkout has no order ${order.number}.`);
  const paid = checkout.payments.find((payment) => payment.order === found.id && payment.state === "paid");
  // A checkout that is over offers nothing any more: the shop knows its wallets' names by itself.
  const id = paid?.wallet ?? "";
  const title = sandboxWallets.find((wallet) => wallet.id === id)?.title ?? { zh: id, en: id };
  return { state: found.state, paid_at: found.paid_at, wallet: paid ? { id, title } : null };
}
