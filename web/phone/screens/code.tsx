import { useEffect, useState } from "preact/hooks";
import { type Decision, decide, look, type PhoneView, type WalletCard } from "../api.ts";
import type { Place } from "../route.ts";
import { useSay } from "../tongue.ts";
import type { Words } from "../words.ts";
import { AppBar } from "./app-bar.tsx";
import { Confirm } from "./confirm.tsx";
import { Result } from "./result.tsx";

type Props = { cards: readonly WalletCard[]; place: Place & { code: string }; go: (to: Place) => void };

/** What the app shows for a code: the question first, then what came of the answer. */
export function CodeScreen({ cards, place, go }: Props) {
  const { say, saying } = useSay();
  const [view, setView] = useState<PhoneView | null>(null);
  const [trouble, setTrouble] = useState<Words | null>(null);
  const [busy, setBusy] = useState(false);
  const card = cards.find(({ id }) => id === (view?.wallet ?? place.wallet)) ?? null;
  const leave = () => go({ wallet: card?.id ?? null, code: null });

  const ask = async (again: () => ReturnType<typeof look>) => {
    setBusy(true);
    const answer = await again();
    setBusy(false);
    if (answer.ok) setView(answer.value);
    setTrouble(answer.ok ? null : answer.says);
  };
  const show = () => ask(() => look(place.wallet, place.code));
  const act = (decision: Decision, buyer: string) => ask(() => decide(card?.id ?? "", place.code, decision, buyer));
  useEffect(() => void show(), []);

  return (
    <section class="app" style={{ "--app": card?.colour ?? "#57504a" }} aria-labelledby="app-title">
      <AppBar
        title={card ? saying(card.title) : say("phone")}
        back={card ? saying(card.title) : say("home")}
        leave={leave}
      />
      {!view && !trouble && (
        <p class="loading" role="status">
          {say("reading")}
        </p>
      )}
      {trouble && (
        <div class="result" role="alert">
          <p>{saying(trouble)}</p>
          <button type="button" class="button" onClick={() => void show()}>
            {say("tryAgain")}
          </button>
        </div>
      )}
      {view?.state === "confirm" && (
        <Confirm view={view} busy={busy} act={(decision, buyer) => void act(decision, buyer)} />
      )}
      {view && view.state !== "confirm" && !trouble && (
        <Result view={view} cards={cards} code={place.code} go={go} again={() => void show()} leave={leave} />
      )}
    </section>
  );
}
