import { useState } from "preact/hooks";
import { type Purchase, payAgain } from "../api.ts";
import { newRef } from "../cart.ts";
import { yuan } from "../money.ts";
import { useShop } from "../shop.ts";
import type { Tongue, WordKey, Words } from "../words.ts";

const stateWords: Record<Purchase["state"], WordKey> = {
  open: "stateOpen",
  complete: "statePaid",
  expired: "stateExpired",
  cancelled: "stateCancelled",
};

function timeText(text: string, tongue: Tongue): string {
  const locale = tongue === "zh" ? "zh-CN" : "en-GB";
  return new Date(text).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

/** One purchase: what was bought where, and how its payment stands. */
export function PurchaseCard({ purchase }: { purchase: Purchase }) {
  const { say, tongue } = useShop();
  const { ref, state, total, heard, checked_at, url } = purchase;
  return (
    <article class="panel purchase" aria-label={`${say("orderNo")} ${ref}`}>
      <header class="purchase-head">
        <strong>{timeText(purchase.created_at, tongue)}</strong>
        <span class={`state state-${state}`}>{say(stateWords[state])}</span>
      </header>
      {purchase.orders.map((order) => (
        <StoreOrder key={order.number} order={order} />
      ))}
      <footer class="purchase-foot">
        <p class="soft">
          {checked_at && `${say("verifiedAt")} ${timeText(checked_at, tongue)}`}
          {heard.length > 0 && ` · ${say("heard")} ${heard.length}`}
        </p>
        <p class="sum">
          <span class="soft">{say("total")}</span> <strong class="price digits">{yuan(total.minor)}</strong>
        </p>
      </footer>
      {url && (
        <a class="button button-main" href={url}>
          {say("payOn")}
        </a>
      )}
      {(state === "expired" || state === "cancelled") && <Again reference={ref} />}
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

function StoreOrder({ order }: { order: Purchase["orders"][number] }) {
  const { say, saying, storeOf, goodOf } = useShop();
  const store = storeOf(order.store);
  return (
    <section class="store-order">
      <p class="store-order-head">
        <span>
          {store ? saying(store.title) : order.store} <span class="number soft">{order.number}</span>
        </span>
        {order.paid_at !== null && (
          <span class="paid-mark">
            ✓ {say("statePaid")}
            {order.wallet && ` · ${saying(order.wallet.title)}`}
          </span>
        )}
      </p>
      <ul class="small-lines">
        {order.lines.map((line) => {
          const good = goodOf(line.good);
          return (
            <li key={line.good}>
              <img src={good?.picture} alt="" width="44" height="44" />
              <span class="line-text">
                {good ? saying(good.title) : line.good} <span class="soft">× {line.quantity}</span>
              </span>
              <span class="digits">{yuan(line.amount.minor)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
