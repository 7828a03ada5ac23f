import { goods } from "./goods.ts";
import type { Purchase } from "./purchases.ts";
import { demoStores } from "./stores.ts";

/** What the shop's page is told of what is sold. */
export function catalogue() {
  return {
    stores: demoStores.map(({ name, title, tagline }) => ({ id: name, title, tagline })),
    goods: goods.map(({ id, store, title, about, fen }) => ({ id, store, title, about, fen: fen.toString() })),
  };
}

/** A purchase as its buyer's page sees it: without the session. The cashier's link only while it can be paid. */
export function purchaseView({ session: _session, url, ...rest }: Purchase) {
  return { ...rest, url: rest.state === "open" ? url : null };
}
