import { useEffect, useRef, useState } from "preact/hooks";
import { type MerchantPage, openMerchant, payMerchant, type WalletCard } from "../api.ts";
import type { Place } from "../route.ts";
import { useSay } from "../tongue.ts";
import type { Words } from "../words.ts";
import { AppBar } from "./app-bar.tsx";

type Props = { card: WalletCard; code: string; go: (to: Place) => void };

/** What this wallet's app shows for a store's code: whom to pay, how much, and why not where it may not. */
export function MerchantScreen({ card, code, go }: Props) {
  const { say, saying } = useSay();
  const [page, setPage] = useState<MerchantPage | null>(null);
  const [trouble, setTrouble] = useState<Words | null>(null);
  const open = async () => {
    const answer = await openMerchant(card.id, code);
    if (answer.ok) setPage(answer.value);
    setTrouble(answer.ok ? null : answer.says);
  };
  useEffect(() => void open(), []);
  return (
    <section class="app" style={{ "--app": card.colour }} aria-labelledby="app-title">
      <AppBar title={saying(card.title)} back={saying(card.title)} leave={() => go({ wallet: card.id, code: null })} />
      {!page && !trouble && (
        <p class="loading" role="status">
          {say("reading")}
        </p>
      )}
      {trouble && (
        <div class="result" role="alert">
          <p>{saying(trouble)}</p>
          <button type="button" class="button" onClick={() => void open()}>
            {say("tryAgain")}
          </button>
        </div>
      )}
      {page && !trouble && <Sale card={card} code={code} page={page} go={go} />}
    </section>
  );
}

function Sale({ card, code, page, go }: Props & { page: MerchantPage }) {
  const { say, saying } = useSay();
  const [amount, setAmount] = useState(page.amount ?? "");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Words | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const offer = page.offers.find(({ wallet }) => wallet === card.id);
  const via = page.offers.find(({ wallet }) => wallet === offer?.via);
  const pay = async () => {
    setBusy(true);
    const answer = await payMerchant(card.id, code, amount, page.key);
    setBusy(false);
    if (answer.ok) go({ wallet: card.id, code: answer.value.code });
    else setTrouble(answer.says);
  };
  return (
    <form
      class="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        void pay();
      }}
    >
      <div class="sheet">
        <h2 ref={heading} tabIndex={-1}>
          {say("payTo")} {saying(page.store)}
        </h2>
        <Amount fixed={page.amount} entered={amount} enter={setAmount} />
        {trouble && (
          <p class="refusal" role="alert">
            {saying(trouble)}
          </p>
        )}
        {offer?.open ? (
          <>
            {via && (
              <p class="soft center">
                {say("acceptedBy")} {saying(via.title)}
              </p>
            )}
            <button type="submit" class="button pay" disabled={busy}>
              {busy ? say("paying") : say("goOn")}
            </button>
          </>
        ) : (
          <Shut says={offer?.says ?? null} page={page} not={card.id} code={code} go={go} />
        )}
      </div>
    </form>
  );
}

type AmountProps = { fixed: string | null; entered: string; enter: (amount: string) => void };

/** The code's own amount, or what the payer enters. */
function Amount({ fixed, entered, enter }: AmountProps) {
  const { say } = useSay();
  if (fixed !== null)
    return (
      <p class="amount">
        <span class="sign">¥</span>
        {fixed}
      </p>
    );
  return (
    <div class="enter">
      <label for="amount">{say("amount")}</label>
      <input
        id="amount"
        inputMode="decimal"
        pattern="\d{1,8}(\.\d{1,2})?"
        required
        autocomplete="off"
        placeholder="0.00"
        value={entered}
        onInput={(event) => enter(event.currentTarget.value)}
      />
    </div>
  );
}

type ShutProps = { says: Words | null; page: MerchantPage; not: string; code: string; go: (to: Place) => void };

/** Why this wallet cannot, and which of the phone's others can. */
function Shut({ says, page, not, code, go }: ShutProps) {
  const { say, saying } = useSay();
  return (
    <>
      <p class="refusal" role="alert">
        {says ? saying(says) : say("cannotPay")}
      </p>
      {page.offers
        .filter(({ wallet, open }) => open && wallet !== not)
        .map(({ wallet, title }) => (
          <button key={wallet} type="button" class="button quiet" onClick={() => go({ wallet, code })}>
            {say("openWith")}
            {saying(title)}
          </button>
        ))}
    </>
  );
}
