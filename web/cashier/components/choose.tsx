import type { JSX } from "preact";
import type { Bill } from "../contract.ts";
import { moneyText } from "../money.ts";
import { type Choice, choices, unpaid, type Way } from "../ways.ts";
import { inWords } from "../words.ts";
import { Icon } from "./icons.tsx";
import { Attempts, JustNow, Surplus } from "./notices.tsx";
import type { Page } from "./page.ts";
import { Button, brand, Mark, Title } from "./pieces.tsx";
import { Progress } from "./progress.tsx";

/** The wallets, and one button that says what it does. */
export function Choose({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, state, act, around } = page;
  const list = choices(bill, around, page.lastWallet);
  const picked = list.find((one) => one.offer.wallet === state.picked && one.shut !== "closed") ?? list[0];
  return (
    <>
      <JustNow page={page} />
      <Attempts page={page} bill={bill} />
      <Surplus page={page} bill={bill} />
      <Title>{t.choose}</Title>
      <Progress page={page} bill={bill} choice={picked ?? null} />
      <fieldset class="wallets">
        <legend class="unseen">{t.choose}</legend>
        {list.map((choice) => (
          <Wallet key={choice.offer.wallet} choice={choice} page={page} checked={choice === picked} />
        ))}
      </fieldset>
      <div class="actions actions-sticky">{picked && <PayButtons choice={picked} page={page} bill={bill} />}</div>
      <div class="actions">
        {state.viewer === "buyer" && (
          <Button kind="quiet" icon="friend" onClick={() => void act.share()}>
            {t.askFriend}
          </Button>
        )}
      </div>
    </>
  );
}

function Wallet({ choice, page, checked }: { choice: Choice; page: Page; checked: boolean }): JSX.Element {
  const { offer, shut } = choice;
  const { t, locale, act } = page;
  const off = shut === "closed" || shut === "no_method";
  return (
    <label class={`wallet${off ? " wallet-off" : ""}${checked && !off ? " wallet-on" : ""}`} style={brand(offer)}>
      <input
        type="radio"
        name="wallet"
        value={offer.wallet}
        checked={checked && !off}
        disabled={off}
        onChange={() => act.pick(offer.wallet)}
      />
      <Mark face={offer} />
      <span class="wallet-words">
        <span class="wallet-name">
          {inWords(offer.title, locale)}
          {choice.lastUsed && !off && <span class="tag">{t.lastUsed}</span>}
          {off && <span class="tag">{t.unavailable}</span>}
          {shut === "host" && <span class="tag">{t.hostBlocks}</span>}
        </span>
        {hints(choice, page).map((hint) => (
          <span key={hint} class="wallet-hint">
            {hint}
          </span>
        ))}
      </span>
      <span class="radio" aria-hidden="true" />
    </label>
  );
}

function hints({ offer, shut }: Choice, { t, locale }: Page): string[] {
  const said = offer.reasons.map((reason) => inWords(reason, locale));
  if (shut === "no_method") return [t.noMethod];
  if (shut !== null) return shut === "closed" ? said : [];
  return offer.cap && said.length === 0 ? [t.upTo(moneyText(offer.cap))] : said;
}

function PayButtons({ choice, page, bill }: { choice: Choice; page: Page; bill: Bill }): JSX.Element | null {
  const { t, locale, state, act } = page;
  const name = inWords(choice.offer.title, locale);
  const [first, ...others] = choice.ways;
  if (choice.shut === "host") {
    return (
      <p class="host-hint" role="status">
        <Icon name="globe" />
        <span>{t.hostHint(name)}</span>
      </p>
    );
  }
  if (!first) return null;
  const byShop = isByShop(first, bill);
  const words = (byShop ? t.payShop : t.pay)(moneyText(first.amount), name);
  return (
    <>
      <Button busy={state.busy === "starting"} onClick={() => void act.start(first)}>
        {state.busy === "starting" ? t.starting : words}
      </Button>
      {others.map((way) => (
        <Button
          key={way.method}
          kind="second"
          icon={way.method === "qr" ? "code" : "screen"}
          disabled={state.busy !== null}
          onClick={() => void act.start(way)}
        >
          {otherWords(way, bill, page)}
        </Button>
      ))}
    </>
  );
}

function isByShop(way: Way, bill: Bill): boolean {
  return way.order !== null && unpaid(bill).length > 1;
}

function otherWords(way: Way, bill: Bill, { t }: Page): string {
  if (way.method === "qr") return isByShop(way, bill) ? t.byCodeShop : t.byCode;
  return !isByShop(way, bill) && unpaid(bill).length > 1 ? t.onThisComputerAll : t.onThisComputer;
}
