import { useState } from "preact/hooks";
import type { Good, StoreCard } from "../api.ts";
import { yuan } from "../money.ts";
import { Heading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { useShop } from "../shop.ts";

export function GoodScreen({ good }: { good: Good }) {
  const { say, saying, storeOf } = useShop();
  const title = saying(good.title);
  const store = storeOf(good.store);
  return (
    <>
      <div class="wide good">
        <img src={good.picture} alt={title} width="400" height="400" />
        <div class="good-text">
          <Link to={`/#${good.store}`} class="soft">
            {store ? saying(store.title) : ""}
          </Link>
          <Heading title={title} />
          <p class="lead">{saying(good.about)}</p>
          <ul class="details">
            {good.details.map((detail) => (
              <li key={detail.en}>{saying(detail)}</li>
            ))}
          </ul>
          <p class="price price-large digits">{yuan(good.fen)}</p>
          <Buy good={good} title={title} />
          {store && (
            <p class="takes soft">
              {say("shopTakes")}
              {store.wallets.map((one) => saying(one.title)).join(say("and"))}
            </p>
          )}
        </div>
      </div>
      {store && <Neighbours store={store} not={good.id} />}
    </>
  );
}

function Buy({ good, title }: { good: Good; title: string }) {
  const { say, cart } = useShop();
  const [quantity, setQuantity] = useState(1);
  const [added, setAdded] = useState(false);
  const add = () => {
    cart.add(good.id, quantity);
    setAdded(true);
  };
  return (
    <>
      <div class="buy">
        <Stepper name={title} quantity={quantity} least={1} change={setQuantity} />
        <button type="button" class="button button-main" onClick={add}>
          {say("add")}
        </button>
      </div>
      <p role="status" class="added">
        {added && (
          <>
            {say("added")} · <Link to="/cart">{say("toCart")}</Link>
          </>
        )}
      </p>
    </>
  );
}

/** What else the store sells. */
function Neighbours({ store, not }: { store: StoreCard; not: string }) {
  const { goods, say, saying } = useShop();
  return (
    <section class="wide neighbours" aria-labelledby="neighbours">
      <h2 id="neighbours">{say("moreOf")}</h2>
      <ul>
        {goods
          .filter((one) => one.store === store.id && one.id !== not)
          .map((one) => (
            <li key={one.id}>
              <img src={one.picture} alt="" loading="lazy" width="88" height="88" />
              <div>
                <Link to={`/goods/${one.id}`}>{saying(one.title)}</Link>
                <span class="soft digits">{yuan(one.fen)}</span>
              </div>
            </li>
          ))}
      </ul>
    </section>
  );
}
