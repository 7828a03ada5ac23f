import type { JSX } from "preact";
import type { Bill } from "../contract.ts";
import { addUp, moneyText } from "../money.ts";
import { type Choice, unpaid } from "../ways.ts";
import { inWords } from "../words.ts";
import { Icon } from "./icons.tsx";
import type { Page } from "./page.ts";

/** A cart that is paid store by store: which are paid, which one now, what is left. Nothing for a single payment. */
export function Progress({
  page,
  bill,
  choice,
}: {
  page: Page;
  bill: Bill;
  choice: Choice | null;
}): JSX.Element | null {
  const { t, locale } = page;
  const open = unpaid(bill);
  const done = bill.orders.length - open.length;
  const way = choice?.ways[0];
  const byShop = way?.order != null && open.length > 1;
  if (bill.orders.length < 2 || (done === 0 && !byShop)) return null;
  const left = addUp(open.map((order) => order.amount));
  return (
    <section class="progress" aria-label={t.progress(done, bill.orders.length)}>
      <p class="progress-head">
        <span>
          {done === 0 && choice
            ? t.shopByShop(inWords(choice.offer.title, locale), open.length)
            : t.progress(done, bill.orders.length)}
        </span>
        {left && done > 0 && <span class="progress-left">{t.left(moneyText(left))}</span>}
      </p>
      <ol class="steps">
        {bill.orders.map((order) => {
          const paid = order.state !== "unpaid";
          const now = !paid && (byShop ? order.id === way?.order : true);
          return (
            <li key={order.id} class={paid ? "step step-done" : now ? "step step-now" : "step"}>
              <span class="step-dot">{paid && <Icon name="tick" size={14} />}</span>
              <span class="step-name">{order.store_title ?? order.title}</span>
              <span class="step-state">{paid ? t.paidMark : now ? t.nowPaying : t.later}</span>
              <span class="step-amount">{moneyText(order.amount)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
