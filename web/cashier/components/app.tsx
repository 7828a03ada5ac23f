import type { JSX } from "preact";
import { announcement } from "../announce.ts";
import type { Bill } from "../contract.ts";
import type { Screen } from "../screens.ts";
import { screenOf } from "../screens.ts";
import { safeToLeaveFor, shopName } from "../shop.ts";
import { AttemptPanel } from "./attempt.tsx";
import { Choose } from "./choose.tsx";
import { Icon } from "./icons.tsx";
import type { Page } from "./page.ts";
import { Ended, Paid } from "./result.tsx";
import { Share } from "./share.tsx";
import { Summary } from "./summary.tsx";
import { BlockedPanel, Outage, TimeUp } from "./trouble.tsx";

export function App({ page }: { page: Page }): JSX.Element {
  const { state, t } = page;
  const screen = screenOf(state);
  const bill = "bill" in screen ? screen.bill : null;
  const said = announcement(screen, page);
  return (
    <div class={bill ? "page" : "page page-plain"}>
      {bill?.mode === "test" && (
        <section class="test-bar" aria-label={t.cashier}>
          {t.testMode}
        </section>
      )}
      <div class="columns">
        <div class="side">
          <Header page={page} bill={bill} />
          {bill && (
            <aside>
              <Summary page={page} bill={bill} />
            </aside>
          )}
        </div>
        <div class="work">
          <main>
            {state.link === "lost" && bill && <p class="lost">{t.lost}</p>}
            <Panel key={screen.name} page={page} screen={screen} />
          </main>
          <Footer page={page} bill={bill} />
        </div>
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

function Panel({ page, screen }: { page: Page; screen: Screen }): JSX.Element {
  switch (screen.name) {
    case "loading":
      return (
        <div class="waiting">
          <div class="spinner" aria-hidden="true" />
          <h1 class="title">{page.t.loading}</h1>
        </div>
      );
    case "blocked":
      return <BlockedPanel page={page} why={screen.why} />;
    case "paid":
      return <Paid page={page} bill={screen.bill} />;
    case "expired":
    case "cancelled":
      return <Ended page={page} bill={screen.bill} name={screen.name} />;
    case "time_up":
      return <TimeUp page={page} bill={screen.bill} />;
    case "share":
      return <Share page={page} bill={screen.bill} />;
    case "outage":
      return <Outage page={page} bill={screen.bill} />;
    case "choose":
      return <Choose page={page} bill={screen.bill} />;
    default:
      return <AttemptPanel page={page} screen={screen} />;
  }
}

function Header({ page, bill }: { page: Page; bill: Bill | null }): JSX.Element {
  const { t, locale, state } = page;
  const shop = bill && shopName(bill, t);
  const shopUrl = bill?.state === "complete" ? bill.success_url : bill?.cancel_url;
  const back = shopUrl && safeToLeaveFor(shopUrl) ? shopUrl : null;
  const name = state.viewer === "friend" ? t.friendCashier : (shop ?? t.cashier);
  return (
    <header class="top">
      {back && shop ? (
        <a class="top-back" href={back} aria-label={t.backTo(shop)}>
          <Icon name="back" />
          <span>{name}</span>
        </a>
      ) : (
        <span class="top-name">{name}</span>
      )}
      <button
        type="button"
        class="language"
        lang={locale === "en" ? "zh-CN" : "en"}
        aria-label={t.otherLanguageLabel}
        onClick={page.switchLanguage}
      >
        <Icon name="globe" size={16} />
        <span>{t.otherLanguage}</span>
      </button>
    </header>
  );
}

function Footer({ page, bill }: { page: Page; bill: Bill | null }): JSX.Element {
  return (
    <footer class="foot">
      {bill && (
        <p>
          <Icon name="lock" size={13} />
          {page.t.secure}
        </p>
      )}
      <p>{page.t.builtWith}</p>
    </footer>
  );
}
