import { useEffect, useState } from "preact/hooks";
import { type BasketLine, openCheckout, type StoreCard } from "../api.ts";
import { times, total, yuan } from "../money.ts";
import { Heading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { Cross, EmptyBasket } from "../parts/marks.tsx";
import { Quiet } from "../parts/quiet.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { useShop } from "../shop.ts";
import type { Words } from "../words.ts";

export function CartScreen() {
  const { stores, goodOf, say, cart } = useShop();
  const lines = cart.cart.lines.filter((line) => goodOf(line.good));
  if (lines.length === 0)
    return (
      <Quiet title={say("cart")} text={say("emptyCart")}>
        <EmptyBasket />
      </Quiet>
    );
  return (
    <div class="wide cart">
      <Heading title={say("cart")} />
      <div class="cart-stores">
        {stores.map((store) => (
          <StoreLines
            key={store.id}
            store={store}
            lines={lines.filter((one) => goodOf(one.good)?.store === store.id)}
          />
        ))}
      </div>
      <Summary lines={lines} />
    </div>
  );
}

function StoreLines({ store, lines }: { store: StoreCard; lines: readonly BasketLine[] }) {
  const { goodOf, say, saying } = useShop();
  if (lines.length === 0) return null;
  const sum = total(lines.map(({ good, quantity }) => times(goodOf(good)?.fen ?? "0", quantity)));
  return (
    <section class="panel" aria-labelledby={`cart-${store.id}`}>
      <h2 id={`cart-${store.id}`}>{saying(store.title)}</h2>
      <ul class="lines">
        {lines.map((line) => (
          <Line key={line.good} line={line} />
        ))}
      </ul>
      <p class="sum">
        <span class="soft">{say("subtotal")}</span> <strong class="digits">{yuan(sum)}</strong>
      </p>
    </section>
  );
}

function Line({ line }: { line: BasketLine }) {
  const { goodOf, say, saying, cart } = useShop();
  const good = goodOf(line.good);
  if (!good) return null;
  const title = saying(good.title);
  return (
    <li class="line">
      <img src={good.picture} alt="" width="72" height="72" />
      <div class="line-text">
        <Link to={`/goods/${good.id}`}>{title}</Link>
        <span class="soft digits">{yuan(good.fen)}</span>
      </div>
      <Stepper name={title} quantity={line.quantity} least={1} change={(quantity) => cart.set(good.id, quantity)} />
      <strong class="line-sum digits">{yuan(times(good.fen, line.quantity))}</strong>
      <button
        type="button"
        class="remove"
        aria-label={`${say("remove")}: ${title}`}
        onClick={() => cart.set(good.id, 0)}
      >
        <Cross />
      </button>
    </li>
  );
}

/** Leaves for the cashier. What the shop refuses, or a shop that does not answer, is said; nothing is lost by it. */
function useCheckout(lines: readonly BasketLine[]) {
  const { tongue, cart } = useShop();
  const [leaving, setLeaving] = useState(false);
  const [trouble, setTrouble] = useState<Words | null>(null);
  // Back from the cashier by the browser's own button: the page may be just as it was left.
  useEffect(() => {
    const back = () => setLeaving(false);
    addEventListener("pageshow", back);
    return () => removeEventListener("pageshow", back);
  }, []);
  const leave = async () => {
    setLeaving(true);
    setTrouble(null);
    const locale = tongue === "zh" ? "zh-CN" : "en";
    const first = await openCheckout(cart.cart.ref, lines, locale);
    // The order that this cart was sent in before is over, unpaid: the same goods are a new order.
    const answer = !first.ok && first.status === 409 ? await openCheckout(cart.renew(), lines, locale) : first;
    if (answer.ok) return location.assign(answer.value.url);
    setLeaving(false);
    setTrouble(answer.says);
  };
  return { leaving, trouble, leave };
}

function Summary({ lines }: { lines: readonly BasketLine[] }) {
  const { goodOf, stores, phone, say, saying } = useShop();
  const { leaving, trouble, leave } = useCheckout(lines);
  const fenOf = (some: readonly BasketLine[]) =>
    total(some.map(({ good, quantity }) => times(goodOf(good)?.fen ?? "0", quantity)));
  const parts = stores
    .map((store) => ({ store, own: lines.filter((one) => goodOf(one.good)?.store === store.id) }))
    .filter(({ own }) => own.length > 0);
  return (
    <section class="panel summary" aria-labelledby="summary">
      <h2 id="summary">{say("summary")}</h2>
      <ul class="parts">
        {parts.map(({ store, own }) => (
          <li key={store.id} class="sum">
            <span>{saying(store.title)}</span> <span class="digits">{yuan(fenOf(own))}</span>
          </li>
        ))}
      </ul>
      <p class="sum sum-total">
        <span>{say("total")}</span> <strong class="price-large digits">{yuan(fenOf(lines))}</strong>
      </p>
      <button type="button" class="button button-main" disabled={leaving} onClick={() => void leave()}>
        {leaving ? say("leaving") : say("checkout")}
      </button>
      {trouble && (
        <p class="trouble" role="alert">
          {saying(trouble)}
        </p>
      )}
      <p class="soft">{say("checkoutHint")}</p>
      {phone && (
        <p class="soft phone-hint">
          {say("phoneHint")}{" "}
          <a href={phone} target="_blank" rel="noreferrer">
            {say("phone")}
          </a>
        </p>
      )}
    </section>
  );
}
