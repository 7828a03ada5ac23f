import type { WalletCard } from "../api.ts";
import { WalletIcon } from "../icons.tsx";
import type { Place } from "../route.ts";
import { useSay } from "../tongue.ts";

export function HomeScreen({ cards, go }: { cards: readonly WalletCard[]; go: (to: Place) => void }) {
  const { say, saying } = useSay();
  return (
    <section class="home" aria-labelledby="apps">
      <h1 id="apps" class="home-title">
        {say("apps")}
      </h1>
      {cards.length === 0 && <p>{say("noApps")}</p>}
      <ul class="apps">
        {cards.map((card) => (
          <li key={card.id}>
            <button type="button" class="app-icon" onClick={() => go({ wallet: card.id, code: null })}>
              <WalletIcon mark={card.mark} />
              <span>{saying(card.title)}</span>
              <small>{say("sandbox")}</small>
            </button>
          </li>
        ))}
      </ul>
      <Roofs />
    </section>
  );
}

/** Roofs of a lane, for the wallpaper. */
function Roofs() {
  const roof = "M-6 56c46-4 68-20 86-40h40c18 20 40 36 86 40l-12 8v140H6V64Z";
  return (
    <svg class="roofs" viewBox="0 0 600 160" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <g fill="#bd967a">
        <path d={roof} transform="translate(60 10) scale(.9)" />
        <path d={roof} transform="translate(330 0)" />
      </g>
      <g fill="#a37b62">
        <path d={roof} transform="translate(-60 44)" />
        <path d={roof} transform="translate(190 50) scale(1.1 1)" />
        <path d={roof} transform="translate(430 40)" />
      </g>
    </svg>
  );
}
