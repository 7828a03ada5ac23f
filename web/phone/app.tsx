import { useEffect, useState } from "preact/hooks";
import { isMerchantCode, type WalletCard, wallets } from "./api.ts";
import { type Place, usePlace } from "./route.ts";
import { CodeScreen } from "./screens/code.tsx";
import { HomeScreen } from "./screens/home.tsx";
import { MerchantScreen } from "./screens/merchant.tsx";
import { MyCodeScreen } from "./screens/my-code.tsx";
import { WalletScreen } from "./screens/wallet.tsx";
import { TongueContext } from "./tongue.ts";
import { firstTongue, type Tongue, type Words, words } from "./words.ts";

/** The pretend phone: its home screen, one app a wallet, and what an app shows for a code. */
export function App() {
  const [tongue, setTongue] = useState<Tongue>(firstTongue);
  const [cards, setCards] = useState<readonly WalletCard[] | null>(null);
  const [trouble, setTrouble] = useState<Words | null>(null);
  const [place, go] = usePlace();

  useEffect(() => {
    document.documentElement.lang = tongue === "zh" ? "zh-CN" : "en";
    localStorage.setItem("phone.tongue", tongue);
  }, [tongue]);

  useEffect(() => {
    void wallets().then((answer) => (answer.ok ? setCards(answer.value.data) : setTrouble(answer.says)));
  }, []);

  const card = cards?.find(({ id }) => id === place.wallet) ?? null;
  return (
    <TongueContext.Provider value={tongue}>
      <div class="stage">
        <header class="notice">{words.notice[tongue]}</header>
        <main class="phone" aria-label={words.phone[tongue]}>
          <StatusBar tongue={tongue} turn={() => setTongue(tongue === "zh" ? "en" : "zh")} dark={card === null} />
          {trouble && (
            <p class="trouble" role="alert">
              {trouble[tongue]}
            </p>
          )}
          {cards && <Screen cards={cards} card={card} place={place} go={go} />}
        </main>
      </div>
    </TongueContext.Provider>
  );
}

type ScreenProps = {
  cards: readonly WalletCard[];
  card: WalletCard | null;
  place: Place;
  go: (to: Place) => void;
};

function Screen({ cards, card, place, go }: ScreenProps) {
  const { code } = place;
  const key = `${place.wallet} ${code}`;
  if (code !== null && card && isMerchantCode(code))
    return <MerchantScreen key={key} card={card} code={code} go={go} />;
  if (code !== null) return <CodeScreen key={key} cards={cards} place={{ ...place, code }} go={go} />;
  if (!card) return <HomeScreen cards={cards} go={go} />;
  if (place.mine) return <MyCodeScreen key={card.id} card={card} go={go} />;
  return <WalletScreen key={card.id} card={card} go={go} home={() => go({ wallet: null, code: null })} />;
}

function StatusBar({ tongue, turn, dark }: { tongue: Tongue; turn: () => void; dark: boolean }) {
  const [now, setNow] = useState(clockText);
  useEffect(() => {
    const ticking = setInterval(() => setNow(clockText()), 10_000);
    return () => clearInterval(ticking);
  }, []);
  return (
    <div class={dark ? "status dark" : "status"}>
      <span class="clock">{now}</span>
      <span class="tag">{tongue === "zh" ? "沙盒 sandbox" : "sandbox 沙盒"}</span>
      <button type="button" class="tongue" lang={tongue === "zh" ? "en" : "zh-CN"} onClick={turn}>
        {words.language[tongue]}
      </button>
    </div>
  );
}

function clockText(): string {
  return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}
