import { setTimeout as pause } from "node:timers/promises";
import type { MoneyJson } from "#money";
import type { BuyerFacts } from "#payments";
import type { BuyerAction } from "#wallets/protocol";
import { scannedOf } from "../scanned.ts";
import { type Checkout, type Client, type NewStoreOrder, type Offer, type Payment, Problem } from "./client.ts";
import type { WalletName } from "./control.ts";
import type { Market, Store } from "./market.ts";
import { holds, same } from "./tell.ts";
import type { World } from "./world.ts";

/** A checkout that a buyer has open: `page` holds its secret, as the cashier page does. */
export type Open = { id: string; page: Client; checkout: Checkout; buyer: string };

let orders = 0;

export function yuan(text: string): MoneyJson {
  const found = /^(\d{1,9})\.(\d\d)$/.exec(text);
  if (!found) throw new RangeError(`${text} is no amount in yuan and fen.`);
  return { currency: "CNY", minor: BigInt(`${found[1]}${found[2]}`).toString() };
}

function orderOf(store: Store, text: string): NewStoreOrder {
  const number = `${store.id.slice(-8)}-${++orders}`;
  const title = `${store.name.zh} ${store.name.en}`;
  const amount = yuan(text);
  return { store: store.id, number, title, amount, lines: [{ title, quantity: 1, amount }] };
}

/** A buyer goes to the cashier with one order, or with a cart over several stores. */
export async function checkOut(
  market: Market,
  cart: readonly (readonly [Store, string])[],
  buyer = "buyer",
  facts: BuyerFacts = {},
): Promise<Open> {
  const { secret, ...checkout } = await market.shop.createCheckout({
    orders: cart.map(([store, text]) => orderOf(store, text)),
    buyer: { ...facts, reference: buyer },
    success_url: "http://shop.test/paid",
    cancel_url: "http://shop.test/cart",
  });
  return { id: checkout.id, page: market.shop.as(secret), checkout, buyer };
}

export type How = {
  method?: "qr" | "jump" | "in_app" | "app";
  device?: "desktop" | "phone";
  openid?: string;
  /** Who starts it, when it is not the buyer's page. */
  by?: Client;
};

/** The buyer picks a wallet. */
export async function pick(open: Pick<Open, "id" | "page">, wallet: WalletName, how: How = {}) {
  const { method = "qr", device = "desktop", openid, by = open.page } = how;
  const body = { checkout: open.id, wallet, method, device };
  return await by.startPayment(openid === undefined ? body : { ...body, openid });
}

/** The problem with which the house refuses the start. */
export async function refused(start: Promise<unknown>, code: string): Promise<Problem> {
  const problem = await start.then(
    () => null,
    (fault: unknown) => fault,
  );
  if (!(problem instanceof Problem)) throw problem ?? new Error(`It was not refused (wanted ${code}).`);
  same(problem.code, code, "the refusal's code");
  return problem;
}

/** What the wallet's app would scan or open. */
export function codeOf(action: BuyerAction | null): string {
  const scanned = scannedOf(action);
  if (scanned !== null) return scanned;
  if (action?.kind === "app") return action.order;
  if (action?.kind === "invoke") return JSON.stringify(action.parameters);
  throw new Error("The buyer was given nothing to scan or open.");
}

/** Pays on the pretend phone; answers what it shows. */
export async function payOnPhone(world: World, wallet: WalletName, action: BuyerAction | null, buyer = "buyer") {
  const shown = await world.control.decide(wallet, codeOf(action), "pay", buyer);
  holds(shown.ok && shown.state === "paid", `the phone shows "${shown.says.en}" (${shown.state})`);
  return shown;
}

const lookEveryMs = 40;
/** Fifteen seconds of a machine that has nothing else to do. */
const looks = 15_000 / lookEveryMs;

/**
 * Reads again and again until it is as it should be. Patience is counted in the house's answers, not in seconds: on a
 * machine that does much else the house's chores come late, and its answers too.
 */
export async function until<T>(read: () => Promise<T>, done: (value: T) => boolean, what: string): Promise<T> {
  for (let look = 0; look < looks; look++) {
    const value = await read();
    if (done(value)) return value;
    await pause(lookEveryMs);
  }
  throw new Error(`Looked ${looks} times in vain: ${what}`);
}

export async function untilComplete({ id, page }: Pick<Open, "id" | "page">): Promise<Checkout> {
  return await until(
    () => page.getCheckout(id),
    (checkout) => checkout.state === "complete",
    `checkout ${id} becomes complete`,
  );
}

/** The whole way: pick, pay on the phone, and the house hears of it. */
export async function payBy(world: World, open: Open, wallet: WalletName, how: How = {}): Promise<Checkout> {
  const { action } = await pick(open, wallet, how);
  await payOnPhone(world, wallet, action, open.buyer);
  return await untilComplete(open);
}

export function offerOf(checkout: Pick<Checkout, "offers">, wallet: WalletName): Offer {
  const offer = checkout.offers.find((one) => one.wallet === wallet);
  if (!offer) throw new Error(`${wallet} does not stand among the offers at all.`);
  return offer;
}

/** The wallet is shown, shut, with this reason in both languages. */
export function shutWith(checkout: Pick<Checkout, "offers">, wallet: WalletName, code: string): void {
  const offer = offerOf(checkout, wallet);
  const reason = offer.reasons.find((one) => one.code === code);
  const codes = offer.reasons.map((one) => one.code).join(", ");
  same(offer.available, false, `${wallet} available`);
  holds(reason !== undefined, `${wallet} is shut with ${code} (it says: ${codes})`);
  const spoken = /\p{Script=Han}/u.test(reason?.zh ?? "") && /[a-z]{3}/.test(reason?.en ?? "");
  holds(spoken, `${code} is explained in Chinese and in English`);
}

export function onOffer(checkout: Pick<Checkout, "offers">): string[] {
  return checkout.offers.filter((one) => one.available).map((one) => one.wallet);
}

export async function paymentState(client: Client, id: string, state: Payment["state"]): Promise<Payment> {
  return await until(
    () => client.getPayment(id),
    (payment) => payment.state === state,
    `payment ${id} becomes ${state}`,
  );
}

export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length > 1) throw new Error(`Wanted one, found ${list.length}.`);
  return first;
}
