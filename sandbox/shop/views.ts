import type { Words } from "#wallets/protocol";
import { sandboxWallets } from "../wallets.ts";
import { goods } from "./goods.ts";
import type { Purchase } from "./purchases.ts";
import { demoStores } from "./stores.ts";

/** What the shop's page is told of what is sold. Prices are whole fen as text. */
export function catalogue(phone: string | null) {
  return {
    phone,
    stores: demoStores.map(({ name, title, tagline, wallets }) => {
      return { id: name, title, tagline, wallets: sandboxWallets.filter(({ id }) => wallets.includes(id)).map(named) };
    }),
    goods: goods.map(({ id, store, title, about, details, fen }) => {
      return { id, store, title, about, details, fen: fen.toString(), picture: `/pictures/${id}.svg` };
    }),
  };
}

function named({ id, title }: { id: string; title: Words }) {
  return { id, title };
}

/** A purchase as its buyer's page sees it: without the session. The cashier's link only while it can be paid. */
export function purchaseView({ session: _session, url, ...rest }: Purchase) {
  return { ...rest, url: rest.state === "open" ? url : null };
}
