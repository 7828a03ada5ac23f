import { useEffect, useState } from "preact/hooks";
import { type WalletCard, wallets } from "./api.ts";
import { usePlace } from "./route.ts";
import { CodeScreen } from "./screens/code.tsx";
import { HomeScreen } from "./screens/home.tsx";
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
  const home = () => go({ wallet: null, code: null });
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
          {cards && place.code !== null && (
            <CodeScreen
              key={`${place.wallet} ${place.code}`}
              cards={cards}
              place={{ ...place, code: place.code }}
              go={go}
            />
          )}
          {cards && place.code === null && card && <WalletScreen key={card.id} card={card} go={go} home={home} />}
          {cards && place.code === null && !card && <HomeScreen cards={cards} go={go} />}
        </main>
      </div>
    </TongueContext.Provider>
  );
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
