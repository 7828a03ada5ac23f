import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Catalogue, Good, StoreCard } from "./api.ts";
import type { CartHold } from "./cart.ts";
import { firstTongue, type Tongue, type WordKey, type Words, words } from "./words.ts";

export type Shop = Catalogue & { tongue: Tongue; cart: CartHold; go: (path: string) => void };

const nowhere = () => {};
export const ShopContext = createContext<Shop>({
  phone: null,
  stores: [],
  goods: [],
  tongue: firstTongue(),
  cart: { cart: { ref: "", lines: [] }, count: 0, add: nowhere, set: nowhere, renew: () => "", bought: nowhere },
  go: nowhere,
});

/** All that a screen needs: what is sold, the cart, the language chosen, and where to go. */
export function useShop() {
  const shop = useContext(ShopContext);
  return {
    ...shop,
    say: (key: WordKey): string => words[key][shop.tongue],
    saying: (spoken: Words): string => spoken[shop.tongue],
    goodOf: (id: string): Good | undefined => shop.goods.find((good) => good.id === id),
    storeOf: (id: string): StoreCard | undefined => shop.stores.find((store) => store.id === id),
  };
}
