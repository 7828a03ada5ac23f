import type { JSX } from "preact";
import type { Bill } from "../contract.ts";
import type { Blocked } from "../state.ts";
import { inWords } from "../words.ts";
import type { IconName } from "./icons.tsx";
import { Attempts, JustNow, Surplus } from "./notices.tsx";
import type { Page } from "./page.ts";
import { Button, Mark, Sign, Title } from "./pieces.tsx";

/** No checkout can be shown: says why, and the way on. */
export function BlockedPanel({ page, why }: { page: Page; why: Blocked }): JSX.Element {
  const { t, state, act } = page;
  const friend = state.viewer === "friend";
  const gone: [IconName, string, string] = friend
    ? ["link", t.friendGone, t.friendGoneHow]
    : ["alert", t.notFound, t.notFoundHow];
  const words: Record<Blocked, [IconName, string, string]> = {
    no_secret: ["lock", t.noSecret, t.noSecretHow],
    wrong_secret: friend ? gone : ["lock", t.wrongSecret, t.wrongSecretHow],
    not_found: gone,
    unreachable: ["cloud", t.unreachable, t.unreachableHow],
  };
  const [icon, title, text] = words[why];
  return (
    <div class="result">
      <Sign icon={icon} tone="plain" />
      <Title>{title}</Title>
      <p class="text">{text}</p>
      {why === "unreachable" && (
        <div class="actions">
          <Button icon="again" busy={state.busy === "retrying"} onClick={() => void act.boot()}>
            {t.tryAgain}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Every wallet is closed: the order is kept, the reasons are said, and the page goes on looking. */
export function Outage({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, locale, state, act } = page;
  return (
    <div class="result">
      <Sign icon="alert" tone="warn" />
      <Title>{t.outage}</Title>
      <p class="text">{t.outageHow}</p>
      <JustNow page={page} />
      <Attempts page={page} bill={bill} />
      <Surplus page={page} bill={bill} />
      <ul class="closed-wallets">
        {bill.offers.map((offer) => (
          <li key={offer.wallet}>
            <Mark face={offer} size={28} />
            <span>
              <span class="wallet-name">{inWords(offer.title, locale)}</span>
              {offer.reasons.map((reason) => (
                <span key={reason.code} class="wallet-hint">
                  {inWords(reason, locale)}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <div class="actions">
        <Button icon="again" busy={state.busy === "checking"} onClick={() => void act.check()}>
          {t.tryAgain}
        </Button>
      </div>
    </div>
  );
}

/** The clock has run out, and the wallets are asked before anything is closed. */
export function TimeUp({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  return (
    <div class="waiting">
      <div class="spinner" aria-hidden="true" />
      <Title>{page.t.timeUp}</Title>
      <p class="text">{page.t.timeUpHow}</p>
      <Surplus page={page} bill={bill} />
    </div>
  );
}
