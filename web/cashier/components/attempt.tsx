import type { JSX } from "preact";
import { addUp, moneyText } from "../money.ts";
import type { Screen } from "../screens.ts";
import { choices } from "../ways.ts";
import { countdownText } from "../words.ts";
import { Icon } from "./icons.tsx";
import { Attempts, JustNow } from "./notices.tsx";
import type { Page } from "./page.ts";
import { Button, brand, Mark, Title, walletName } from "./pieces.tsx";
import { Qr } from "./qr.tsx";

type AttemptScreen = Extract<Screen, { attempt: object }>;
type Props = { page: Page; screen: AttemptScreen };

/** The buyer is paying with one wallet. Whatever happens, there is a way to ask again and a way out. */
export function AttemptPanel({ page, screen }: Props): JSX.Element {
  const { bill, attempt } = screen;
  const face = page.state.wallets[attempt.wallet];
  const name = walletName(page, attempt.wallet);
  const own = bill.payments.filter(({ id }) => attempt.payments.includes(id));
  const amount = addUp(own.map((payment) => payment.amount)) ?? bill.amount;
  return (
    <>
      <JustNow page={page} />
      <Attempts page={page} bill={bill} />
      <section class="ticket" style={brand(face)}>
        <header class="ticket-head">
          <Mark face={face} size={28} />
          <span class="ticket-name">{name}</span>
          <span class="ticket-amount">{moneyText(amount)}</span>
        </header>
        <div class="ticket-body">
          <Body page={page} screen={screen} name={name} amount={moneyText(amount)} />
        </div>
      </section>
      <div class="actions">
        <WayOut page={page} screen={screen} name={name} />
        <Button kind="quiet" onClick={page.act.back}>
          {page.t.otherWay}
        </Button>
      </div>
    </>
  );
}

type BodyProps = Props & { name: string; amount: string };

function Body({ page, screen, name, amount }: BodyProps): JSX.Element {
  const { t, state } = page;
  switch (screen.name) {
    case "scan":
    case "confirm":
    case "code_expired":
      return <Code page={page} screen={screen} name={name} amount={amount} />;
    case "leaving":
      return <Waiting title={t.leaving(name)} text={t.leavingHow} spinning />;
    case "invoke":
      return <Waiting title={t.invokeTitle(name)} text={t.invokeHow} spinning={state.notice === null} />;
    case "preparing":
      return <Waiting title={t.preparing(name)} text={t.preparingHow} spinning />;
    case "returned": {
      const asking = screen.attempt.checks === 0 || state.busy === "checking";
      return asking ? (
        <Waiting key="asking" title={t.checking} text={t.checkingHow(name)} spinning />
      ) : (
        <Waiting key="asked" title={t.notYet} text={t.notYetHow(name)} />
      );
    }
  }
}

function Waiting({ title, text, spinning = false }: { title: string; text: string; spinning?: boolean }): JSX.Element {
  return (
    <div class="waiting">
      {spinning ? (
        <div class="spinner" aria-hidden="true" />
      ) : (
        <div class="sign sign-plain">
          <Icon name="clock" size={36} />
        </div>
      )}
      <Title>{title}</Title>
      <p class="text">{text}</p>
    </div>
  );
}

/** The code, and over it what has become of it: scanned, or out of time. */
function Code({ page, screen, name, amount }: BodyProps): JSX.Element {
  const { t, state, around } = page;
  const { attempt, payment } = screen;
  const content = attempt.action?.kind === "qr" ? attempt.action.content : null;
  const over = screen.name === "confirm" || screen.name === "code_expired";
  const expired = screen.name === "code_expired";
  const [title, how] =
    screen.name === "confirm"
      ? [t.scanned, t.scannedHow(name)]
      : expired
        ? content
          ? [t.codeExpired, t.codeExpiredHow]
          : [t.attemptExpired, t.attemptExpiredHow]
        : [t.scanTitle(name), around.device === "phone" ? t.scanElsewhere(name) : t.scanHow(name)];
  const left = payment ? Date.parse(payment.expires_at) - state.now : 0;
  return (
    <div class="scan">
      <Title key={screen.name}>{title}</Title>
      <p class="text">{how}</p>
      {content && (
        <div class={over ? "frame frame-over" : "frame"}>
          <Qr
            content={content}
            label={t.qrLabel(name, amount)}
            mark={<Mark face={state.wallets[attempt.wallet]} size={40} />}
          />
          {over && <Cover late={expired} />}
        </div>
      )}
      {screen.name === "scan" && (
        <>
          <p class="valid">
            {t.codeValid} <span class="digits">{countdownText(left)}</span>
          </p>
          <p class="pulse">
            <span class="pulse-dot" aria-hidden="true" />
            {t.waitingScan}
          </p>
        </>
      )}
    </div>
  );
}

function Cover({ late }: { late: boolean }): JSX.Element {
  return (
    <div class={late ? "cover cover-late" : "cover"}>
      <Icon name={late ? "clock" : "tick"} size={40} />
    </div>
  );
}

function WayOut({ page, screen, name }: Props & { name: string }): JSX.Element | null {
  const { t, state, act } = page;
  const checking = state.busy === "checking";
  const check = (kind: "main" | "second"): JSX.Element => (
    <Button kind={kind} icon="again" busy={checking} onClick={() => void act.check()}>
      {checking ? t.checkingNow : screen.name === "preparing" ? t.askAgain : t.checkAgain}
    </Button>
  );
  switch (screen.name) {
    case "scan":
    case "confirm":
    case "preparing":
      return check("second");
    case "code_expired":
      return <Renew page={page} screen={screen} />;
    case "leaving":
      return (
        <>
          <Button onClick={() => void act.again()}>{t.openAgain(name)}</Button>
          {check("second")}
        </>
      );
    case "invoke":
      return (
        <>
          <Button onClick={() => void act.again()}>{t.invokeAgain}</Button>
          {check("second")}
        </>
      );
    case "returned":
      return (
        <>
          {check("main")}
          {screen.attempt.action && (
            <Button kind="second" disabled={checking} onClick={() => void act.again()}>
              {t.backToWallet(name)}
            </Button>
          )}
        </>
      );
  }
}

/** A new attempt of the same kind; the house closes the old one first. */
function Renew({ page, screen }: Props): JSX.Element | null {
  const { t, state, act, around, lastWallet } = page;
  const { wallet, method } = screen.attempt;
  const ways = choices(screen.bill, around, lastWallet).find(({ offer }) => offer.wallet === wallet)?.ways;
  const way = ways?.find((one) => one.method === method) ?? ways?.[0];
  if (!way) return null;
  return (
    <Button icon="again" busy={state.busy === "starting"} onClick={() => void act.start(way)}>
      {method === "qr" ? t.newCode : t.startAgain}
    </Button>
  );
}
