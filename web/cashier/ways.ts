import type { Bill, MoneyJson, Offer, OrderView, PayMethod } from "./contract.ts";
import { hostWallet, type Surroundings } from "./device.ts";
import { addUp } from "./money.ts";

/** One way to pay with one wallet, here and now. `order` is set when a cart is paid store by store. */
export type Way = { wallet: string; method: PayMethod; order: string | null; amount: MoneyJson };

export type Choice = {
  offer: Offer;
  /** Best first; empty when this wallet cannot be used here. */
  ways: readonly Way[];
  /** Why there is no way: the wallet is closed, the host app blocks it, or it has no method for this browser. */
  shut: "closed" | "host" | "no_method" | null;
  lastUsed: boolean;
};

export function unpaid(bill: Bill): readonly OrderView[] {
  return bill.orders.filter((order) => order.state === "unpaid");
}

/** Methods that work in this browser, best first. */
function methodsHere(offer: Offer, around: Surroundings, inside: boolean): readonly PayMethod[] {
  const wanted: PayMethod[] = [];
  const identified = around.openid !== null || offer.in_app?.needs_openid !== true;
  if (inside && identified) wanted.push("in_app");
  if (around.device === "phone" || inside) wanted.push("jump", "qr");
  else wanted.push(...(offer.desktop_jump ? (["qr", "jump"] as const) : (["qr"] as const)));
  const usable = wanted.filter((method) => offer.methods.includes(method));
  // A code on the phone's own screen cannot be scanned with it: only where nothing else is left.
  return around.device === "phone" && usable.length > 1 ? usable.filter((method) => method !== "qr") : usable;
}

function combines(offer: Offer, method: PayMethod): boolean {
  return offer.combined && (offer.combined_methods?.includes(method) ?? true);
}

function waysOf(bill: Bill, offer: Offer, methods: readonly PayMethod[]): readonly Way[] {
  const open = unpaid(bill);
  const [next] = open;
  const all = addUp(open.map((order) => order.amount));
  if (!next || !all) return [];
  const ways = methods.map((method): Way & { whole: boolean } => {
    const whole = open.length === 1 || combines(offer, method);
    const single = bill.orders.length === 1;
    return {
      wallet: offer.wallet,
      method,
      order: whole && (single || open.length > 1) ? null : next.id,
      amount: whole ? all : next.amount,
      whole,
    };
  });
  return [...ways.filter((way) => way.whole), ...ways.filter((way) => !way.whole)].map(({ whole: _, ...way }) => way);
}

/** The wallets in the order in which they are shown: the host app's own, last used, then as the house offers them. */
export function choices(bill: Bill, around: Surroundings, lastUsed: string | null): readonly Choice[] {
  const host = hostWallet(bill.offers, around.userAgent);
  const all = bill.offers.map((offer): Choice => {
    const inside = offer.wallet === host;
    const base = { offer, lastUsed: offer.wallet === lastUsed };
    if (!offer.available) return { ...base, ways: [], shut: "closed" };
    if (host && !inside) return { ...base, ways: [], shut: "host" };
    const ways = waysOf(bill, offer, methodsHere(offer, around, inside));
    return { ...base, ways, shut: ways.length > 0 ? null : "no_method" };
  });
  const rank = (choice: Choice): number =>
    choice.shut === null
      ? choice.offer.wallet === host
        ? 0
        : choice.lastUsed
          ? 1
          : 2
      : choice.shut === "host"
        ? 3
        : 4;
  return [...all].sort((a, b) => rank(a) - rank(b));
}
