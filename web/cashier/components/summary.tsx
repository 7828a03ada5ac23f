import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Bill, OrderLine, OrderView } from "../contract.ts";
import { moneyText } from "../money.ts";
import { shopName } from "../shop.ts";
import { countdownText } from "../words.ts";
import { Icon } from "./icons.tsx";
import type { Page } from "./page.ts";

/** What is paid, to whom: always in sight on a desktop; on a phone the lines fold away under the amount. */
export function Summary({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, state } = page;
  const [open, setOpen] = useState(false);
  const friend = state.viewer === "friend";
  return (
    <section class="summary" aria-label={t.orderDetails}>
      <p class="summary-to">{friend ? t.friendAsks : t.payTo(shopName(bill, t))}</p>
      <p class="amount">{moneyText(bill.amount)}</p>
      {bill.state === "open" && <Countdown page={page} until={bill.expires_at} />}
      <button type="button" class="fold" aria-expanded={open} aria-controls="orders" onClick={() => setOpen(!open)}>
        <span>{open ? t.hideDetails : t.showDetails}</span>
        <Icon name="down" size={18} />
      </button>
      <div id="orders" class={open ? "orders orders-open" : "orders"}>
        {bill.orders.map((order) => (
          <Order key={order.id} order={order} page={page} friend={friend} />
        ))}
        {bill.orders.length > 1 && (
          <p class="total">
            <span>{t.total}</span>
            <span>{moneyText(bill.amount)}</span>
          </p>
        )}
      </div>
    </section>
  );
}

function Countdown({ page, until }: { page: Page; until: string }): JSX.Element {
  const left = Date.parse(until) - page.state.now;
  return (
    <p class={left < 60_000 ? "countdown countdown-short" : "countdown"}>
      <Icon name="clock" size={16} />
      {page.t.timeLeft} <span class="digits">{countdownText(left)}</span>
    </p>
  );
}

function Order({ order, page, friend }: { order: OrderView; page: Page; friend: boolean }): JSX.Element {
  const { t } = page;
  const paid = order.state !== "unpaid" && order.state !== "closed";
  const lines = friend ? null : order.lines;
  return (
    <article class="order">
      <header class="order-head">
        <Icon name="store" size={18} />
        <h2>{order.store_title ?? order.title}</h2>
        {paid && <span class="tag tag-good">{t.orderPaid}</span>}
        {order.state === "closed" && <span class="tag">{t.orderClosed}</span>}
      </header>
      <ul class="lines">
        {lines?.length ? (
          lines.map((line, index) => <Line key={index} line={line} t={t} />)
        ) : (
          <Line line={{ title: order.title, quantity: 1, amount: order.amount }} t={t} />
        )}
      </ul>
      {order.number && !friend && (
        <p class="order-number">
          {t.orderNumber} <span>{order.number}</span>
        </p>
      )}
    </article>
  );
}

function Line({ line, t }: { line: OrderLine; t: Page["t"] }): JSX.Element {
  return (
    <li class="line">
      <Picture url={line.picture_url} />
      <span class="line-title">
        {line.title}
        {line.quantity > 1 && <span class="line-count"> {t.quantity(line.quantity)}</span>}
      </span>
      <span class="line-amount">{moneyText(line.amount)}</span>
    </li>
  );
}

/** A picture from the marketplace's own host, which learns nothing of this page; a drawing where there is none. */
function Picture({ url }: { url: string | undefined }): JSX.Element {
  const [broken, setBroken] = useState(false);
  const usable = url && /^(https?:\/\/|\/|data:image\/)/i.test(url) && !broken;
  return (
    <span class="picture">
      {usable ? (
        <img
          src={url}
          alt=""
          width={48}
          height={48}
          loading="lazy"
          referrerpolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      ) : (
        <Icon name="box" size={22} />
      )}
    </span>
  );
}
