import { useState } from "preact/hooks";
import { type OrderState, type Purchase, payAgain, type ShopOrder } from "../api.ts";
import { newRef } from "../cart.ts";
import { yuan } from "../money.ts";
import { useShop } from "../shop.ts";
import { dayText, secondsText } from "../time.ts";
import type { WordKey, Words } from "../words.ts";
import { Link } from "./link.tsx";

const stateWords: Record<Purchase["state"], WordKey> = {
  open: "stateOpen",
  complete: "statePaid",
  expired: "stateExpired",
  cancelled: "stateCancelled",
};

const orderWords: Record<OrderState, WordKey> = {
  unpaid: "stateUnpaid",
  paid: "statePaid",
  partly_refunded: "statePartlyRefunded",
  refunded: "stateRefunded",
  closed: "stateClosed",
};

/** One purchase: what was bought where, and how its payment stands. `told`: what the shop knows it from, too. */
export function PurchaseCard({ purchase, told = false }: { purchase: Purchase; told?: boolean }) {
  const { say, tongue } = useShop();
  const { ref, state, total, url } = purchase;
  const day = dayText(purchase.created_at, tongue);
  return (
    <article class="panel purchase" aria-label={`${say("orderNo")} ${day}`}>
      <header class="purchase-head">
        <time dateTime={purchase.created_at}>{day}</time>
        <span class={`state state-${state}`}>{say(stateWords[state])}</span>
      </header>
      {purchase.orders.map((order) => (
        <StoreOrder key={order.number} order={order} />
      ))}
      <footer class="purchase-foot">
        <p class="sum">
          <span class="soft">{say("total")}</span> <strong class="price digits">{yuan(total.minor)}</strong>
        </p>
        {url && (
          <a class="button button-main" href={url}>
            {say("payOn")}
          </a>
        )}
        {(state === "expired" || state === "cancelled") && <Again reference={ref} />}
      </footer>
      {told && <Behind purchase={purchase} />}
    </article>
  );
}

/** What was not paid in time is ordered anew, in a checkout of its own. */
function Again({ reference }: { reference: string }) {
  const { say, saying, tongue } = useShop();
  const [asked] = useState(newRef);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Words | null>(null);
  const order = async () => {
    setBusy(true);
    const answer = await payAgain(reference, asked, tongue === "zh" ? "zh-CN" : "en");
    if (answer.ok) return location.assign(answer.value.url);
    setBusy(false);
    setTrouble(answer.says);
  };
  return (
    <>
      <button type="button" class="button button-second" disabled={busy} onClick={() => void order()}>
        {say(busy ? "leaving" : "orderAgain")}
      </button>
      {trouble && (
        <p class="trouble" role="alert">
          {saying(trouble)}
        </p>
      )}
    </>
  );
}

function StoreOrder({ order }: { order: ShopOrder }) {
  const { say, saying, storeOf, goodOf } = useShop();
  const store = storeOf(order.store);
  const paid = order.paid_at !== null;
  return (
    <section class="store-order">
      <div class="store-order-head">
        <h2>{store ? saying(store.title) : order.store}</h2>
        <p class={paid ? "paid-mark" : "soft"}>
          {paid && "✓ "}
          {say(orderWords[order.state])}
          {order.wallet && ` · ${saying(order.wallet.title)}`}
        </p>
      </div>
      <ul class="small-lines">
        {order.lines.map((line) => {
          const good = goodOf(line.good);
          return (
            <li key={line.good}>
              <img src={good?.picture} alt="" width="48" height="48" />
              <span class="line-text">
                {good ? <Link to={`/goods/${good.id}`}>{saying(good.title)}</Link> : line.good}{" "}
                <span class="soft">× {line.quantity}</span>
              </span>
              <span class="digits">{yuan(line.amount.minor)}</span>
            </li>
          );
        })}
      </ul>
      <p class="number soft">{order.number}</p>
    </section>
  );
}

/** For whoever builds such a shop: what it knows its truth from. */
function Behind({ purchase }: { purchase: Purchase }) {
  const { say, tongue } = useShop();
  const { heard, checked_at } = purchase;
  return (
    <details class="behind">
      <summary>{say("behind")}</summary>
      <ul>
        {heard.map((one) => (
          <li key={one.id}>
            <time class="digits">{secondsText(one.at, tongue)}</time> {say("behindHeard")} <code>{one.type}</code>
          </li>
        ))}
        {checked_at && (
          <li>
            <time class="digits">{secondsText(checked_at, tongue)}</time> {say("behindAsked")}{" "}
            <code>GET /v1/checkouts/{purchase.checkout.slice(0, 12)}…</code>
          </li>
        )}
      </ul>
    </details>
  );
}
