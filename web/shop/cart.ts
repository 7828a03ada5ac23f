import { useEffect, useState } from "preact/hooks";
import type { BasketLine } from "./api.ts";

/** What lies in the cart, in this browser. `ref` belongs to exactly this content: a changed cart is another order. */
export type Cart = { ref: string; lines: readonly BasketLine[] };

const place = "bazaar.cart";
const quantityMax = 99;

export function newRef(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readCart(): Cart {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "");
    if (typeof kept === "object" && kept !== null && "lines" in kept && "ref" in kept) return kept as Cart;
  } catch {
    // Nothing kept, or nothing readable: an empty cart.
  }
  return { ref: newRef(), lines: [] };
}

export type CartHold = {
  cart: Cart;
  count: number;
  add(good: string, quantity: number): void;
  /** 0 takes it out. */
  set(good: string, quantity: number): void;
  /** The same goods as another order. Answers its reference. */
  renew(): string;
  /** Empties the cart when what it holds is what this order bought. */
  bought(ref: string): void;
};

/** The cart, the same in every tab of this browser. */
export function useCart(): CartHold {
  const [cart, setCart] = useState(readCart);
  useEffect(() => {
    const follow = (event: StorageEvent) => event.key === place && setCart(readCart());
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, []);
  const keep = (lines: readonly BasketLine[]): string => {
    const next = { ref: newRef(), lines };
    localStorage.setItem(place, JSON.stringify(next));
    setCart(next);
    return next.ref;
  };
  const put = (good: string, quantity: number) => {
    const line = { good, quantity: Math.min(quantity, quantityMax) };
    const known = cart.lines.some((one) => one.good === good);
    const lines = known ? cart.lines.map((one) => (one.good === good ? line : one)) : [...cart.lines, line];
    keep(lines.filter((one) => one.quantity > 0));
  };
  return {
    cart,
    count: cart.lines.reduce((sum, line) => sum + line.quantity, 0),
    add: (good, quantity) => put(good, quantity + (cart.lines.find((one) => one.good === good)?.quantity ?? 0)),
    set: put,
    renew: () => keep(cart.lines),
    bought: (ref) => void (cart.ref === ref && cart.lines.length > 0 && keep([])),
  };
}
