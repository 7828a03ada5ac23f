import { useState } from "preact/hooks";
import type { Good } from "../api.ts";
import { yuan } from "../money.ts";
import { Heading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { useShop } from "../shop.ts";

export function GoodScreen({ good }: { good: Good }) {
  const { say, saying, storeOf, cart } = useShop();
  const [quantity, setQuantity] = useState(1);
  const [added, setAdded] = useState(false);
  const title = saying(good.title);
  const store = storeOf(good.store);
  return (
    <div class="wide good">
      <img src={good.picture} alt={title} width="400" height="400" />
      <div class="good-text">
        <Link to={`/#${good.store}`} class="soft">
          {say("soldBy")} · {store ? saying(store.title) : ""}
        </Link>
        <Heading title={title} />
        <p>{saying(good.about)}</p>
        <p class="price price-large digits">{yuan(good.fen)}</p>
        <Stepper name={title} quantity={quantity} least={1} change={setQuantity} />
        <button
          type="button"
          class="button button-main"
          onClick={() => {
            cart.add(good.id, quantity);
            setAdded(true);
          }}
        >
          {say("add")}
        </button>
        <p role="status" class="added">
          {added && (
            <>
              {say("added")} · <Link to="/cart">{say("toCart")}</Link>
            </>
          )}
        </p>
      </div>
    </div>
  );
}
