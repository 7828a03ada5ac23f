import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Bill } from "../contract.ts";
import { addUp, moneyText } from "../money.ts";
import { safeToLeaveFor, shopName } from "../shop.ts";
import { dateText } from "../words.ts";
import type { IconName } from "./icons.tsx";
import { Attempts, Surplus } from "./notices.tsx";
import type { Page } from "./page.ts";
import { Button, Sign, Title, walletName } from "./pieces.tsx";

const returnAfterSeconds = 6;

/** Paid: the tick, what was paid, and the way back to the shop. */
export function Paid({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, state } = page;
  const friend = state.viewer === "friend";
  const shop = shopName(bill, t);
  const [title, text] = friend ? [t.friendPaid, t.friendPaidThanks] : [t.paid, t.paidThanks(shop)];
  return (
    <div class="result">
      <Sign icon="tick" tone="good" />
      <Title>{title}</Title>
      <p class="result-amount">{moneyText(bill.amount)}</p>
      <p class="text">{text}</p>
      <Surplus page={page} bill={bill} />
      <Attempts page={page} bill={bill} />
      <Receipt page={page} bill={bill} />
      {bill.success_url && safeToLeaveFor(bill.success_url) && (
        <Return page={page} url={bill.success_url} label={t.returnNow(shop)} />
      )}
    </div>
  );
}

function Receipt({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, locale, state } = page;
  const paid = bill.payments.filter((payment) => payment.state === "paid");
  const wallets = [...new Set(paid.map((payment) => payment.wallet))].map((wallet) => {
    const own = paid.filter((payment) => payment.wallet === wallet);
    return { wallet, amount: addUp(own.map((payment) => payment.amount)) };
  });
  const at = paid
    .map((payment) => payment.paid_at ?? "")
    .sort()
    .at(-1);
  const refs = [...new Set(paid.flatMap((payment) => payment.wallet_ref ?? []))];
  const numbers = bill.orders.flatMap((order) => (order.number ? [order.number] : []));
  const byFriend = state.viewer === "buyer" && paid.some((payment) => payment.by_friend);
  return (
    <dl class="facts">
      {wallets.map(({ wallet, amount }) => (
        <div key={wallet}>
          <dt>{t.paidWith}</dt>
          <dd>
            {walletName(page, wallet)}
            {byFriend && ` · ${t.paidByFriend}`}
            {wallets.length > 1 && amount && ` · ${moneyText(amount)}`}
          </dd>
        </div>
      ))}
      {at && (
        <div>
          <dt>{t.paidAt}</dt>
          <dd class="digits">{dateText(at, locale)}</dd>
        </div>
      )}
      {refs.length > 0 && (
        <div>
          <dt>{t.walletRef}</dt>
          <dd class="fact-ref digits">{refs.join(" · ")}</dd>
        </div>
      )}
      {state.viewer === "buyer" && numbers.length > 0 && (
        <div>
          <dt>{t.orderNumber}</dt>
          <dd class="digits">{numbers.join(" · ")}</dd>
        </div>
      )}
    </dl>
  );
}

/** Goes back to the shop by itself, if the page saw the payment happen and nobody stops it. */
function Return({ page, url, label }: { page: Page; url: string; label: string }): JSX.Element {
  const { t, state, act } = page;
  const [left, setLeft] = useState(returnAfterSeconds);
  const running = state.witnessed && !state.stay;
  useEffect(() => {
    if (!running) return;
    if (left <= 0) return act.leave(url);
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [running, left, url, act]);
  return (
    <div class="actions">
      <Button onClick={() => act.leave(url)}>{label}</Button>
      {running && (
        <div class="returning">
          <span>{t.returning(left)}</span>
          <Button kind="quiet" onClick={act.stay}>
            {t.stay}
          </Button>
        </div>
      )}
    </div>
  );
}

type EndProps = { page: Page; bill: Bill; name: "expired" | "cancelled" };

/** Expired or cancelled: an end, not an error. */
export function Ended({ page, bill, name }: EndProps): JSX.Element {
  const { t, state } = page;
  const friend = state.viewer === "friend";
  const icon: IconName = name === "expired" ? "clock" : "cross";
  const [title, text] =
    name === "expired" ? [t.expired, friend ? t.expiredFriendHow : t.expiredHow] : [t.cancelled, t.cancelledHow];
  return (
    <div class="result">
      <Sign icon={icon} tone="plain" />
      <Title>{title}</Title>
      <p class="text">{text}</p>
      <Surplus page={page} bill={bill} />
      <Attempts page={page} bill={bill} />
      <BackToShop page={page} bill={bill} />
    </div>
  );
}

export function BackToShop({ page, bill }: { page: Page; bill: Bill }): JSX.Element | null {
  const url = bill.cancel_url;
  if (!url || !safeToLeaveFor(url)) return null;
  return (
    <div class="actions">
      <Button kind="second" onClick={() => page.act.leave(url)}>
        {page.t.returnNow(shopName(bill, page.t))}
      </Button>
    </div>
  );
}
