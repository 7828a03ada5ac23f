import { useEffect, useState } from "preact/hooks";
import type { Good, StoreCard } from "../api.ts";
import { GoodCard } from "../parts/good-card.tsx";
import { Hero } from "../parts/hero.tsx";
import { Link } from "../parts/link.tsx";
import { useShop } from "../shop.ts";

const toastMs = 8_000;

export function HomeScreen() {
  const { stores } = useShop();
  const [last, setLast] = useState<{ good: Good } | null>(null);
  // Who comes for one shop (/#tea) is led to it: the shelves were not there yet when the browser looked.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []);
  useEffect(() => {
    const away = setTimeout(() => setLast(null), toastMs);
    return () => clearTimeout(away);
  }, [last]);
  return (
    <>
      <Hero />
      <div class="wide stores">
        {stores.map((store) => (
          <StoreSection key={store.id} store={store} added={(good) => setLast({ good })} />
        ))}
      </div>
      <Toast good={last?.good ?? null} />
    </>
  );
}

function StoreSection({ store, added }: { store: StoreCard; added: (good: Good) => void }) {
  const { goods, say, saying } = useShop();
  const own = goods.filter((good) => good.store === store.id);
  return (
    <section class="store" id={store.id} aria-labelledby={`name-${store.id}`}>
      <header class="store-head">
        <h2 id={`name-${store.id}`}>{saying(store.title)}</h2>
        <p class="tagline">{saying(store.tagline)}</p>
        <p class="takes soft">
          {say("takes")}
          {store.wallets.map(({ title }) => saying(title)).join(say("and"))}
        </p>
      </header>
      <ul class="goods">
        {own.map((good) => (
          <GoodCard key={good.id} good={good} added={added} />
        ))}
      </ul>
    </section>
  );
}

/** Says what was added, and leads to the cart. */
function Toast({ good }: { good: Good | null }) {
  const { say, saying, cart } = useShop();
  return (
    <div class={good ? "toast toast-shown" : "toast"} role="status">
      {good && (
        <>
          <span>
            {say("added")}
            {say("colon")}
            {saying(good.title)}
          </span>
          <Link to="/cart">
            {say("toCart")} ({cart.count})
          </Link>
        </>
      )}
    </div>
  );
}
