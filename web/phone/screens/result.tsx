import { useEffect, useRef } from "preact/hooks";
import type { PhoneView, WalletCard } from "../api.ts";
import { ResultMark } from "../icons.tsx";
import type { Place } from "../route.ts";
import { useSay } from "../tongue.ts";

type Props = {
  view: PhoneView;
  cards: readonly WalletCard[];
  code: string;
  go: (to: Place) => void;
  again: () => void;
  leave: () => void;
};

/** What came of it, and the way back to the shop when the buyer came by a jump. */
export function Result({ view, cards, code, go, again, leave }: Props) {
  const { say, saying } = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const back = webAddress(view.return_url);
  return (
    <div class="result">
      <ResultMark good={view.state === "paid"} />
      <div role="status">
        <h2 ref={heading} tabIndex={-1}>
          {saying(view.says)}
        </h2>
      </div>
      {view.amount && view.state === "paid" && (
        <p class="amount">
          <span class="sign">¥</span>
          {view.amount}
        </p>
      )}
      {view.payee && (
        <dl class="facts">
          <dt>{say("payTo")}</dt>
          <dd>{view.payee}</dd>
          <dt>{say("goods")}</dt>
          <dd>{view.title}</dd>
          {view.transaction_id && <dt>{say("walletNo")}</dt>}
          {view.transaction_id && <dd class="number">{view.transaction_id}</dd>}
        </dl>
      )}
      {back && (
        <a class="button" href={back}>
          {say("backToShop")}
        </a>
      )}
      {view.state === "insufficient" && (
        <button type="button" class="button" onClick={again}>
          {say("tryAgain")}
        </button>
      )}
      {view.state === "unknown_code" && <OtherApps cards={cards} not={view.wallet} code={code} go={go} />}
      <button type="button" class={back ? "button plain" : "button quiet"} onClick={leave}>
        {say("done")}
      </button>
    </div>
  );
}

/** A wallet does not read its rivals' codes; the phone's owner may have another app that does. */
function OtherApps({
  cards,
  not,
  code,
  go,
}: {
  cards: readonly WalletCard[];
  not: string;
  code: string;
  go: Props["go"];
}) {
  const { say, saying } = useSay();
  const others = cards.filter(({ id }) => id !== not);
  return (
    <>
      {others.map((card) => (
        <button key={card.id} type="button" class="button quiet" onClick={() => go({ wallet: card.id, code })}>
          {say("openWith")}
          {saying(card.title)}
        </button>
      ))}
    </>
  );
}

/** Only a web address may be followed: the code that it came with was written by somebody else. */
function webAddress(text: string | undefined): string | null {
  return text !== undefined && /^https?:\/\//i.test(text) ? text : null;
}
