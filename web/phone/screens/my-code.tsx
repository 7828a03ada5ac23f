import { useEffect, useState } from "preact/hooks";
import encodeQr from "qr";
import { lookAtMyCode, type Mood, type MyCode, moods, showMyCode, type WalletCard } from "../api.ts";
import { barsOf } from "../code128.ts";
import type { Place } from "../route.ts";
import { useSay } from "../tongue.ts";
import type { Words } from "../words.ts";
import { AppBar } from "./app-bar.tsx";

const lookAgainMs = 1_500;

/** "Show my code": bars and a square for a till to scan, good for a minute and one payment; it renews itself. */
export function MyCodeScreen({ card, go }: { card: WalletCard; go: (to: Place) => void }) {
  const { say, saying } = useSay();
  const { code, left, state, trouble, mood, setMood, renew } = useMyCode(card.id);
  useEffect(() => {
    if (state === "confirm" && code) go({ wallet: card.id, code: code.code });
  }, [state]);
  return (
    <section class="app" style={{ "--app": card.colour }} aria-labelledby="app-title">
      <AppBar title={say("myCode")} back={saying(card.title)} leave={() => go({ wallet: card.id, code: null })} />
      <div class="app-body">
        <div class="my-code">
          <p class="soft center">{say("showToTill")}</p>
          {code && <Shown code={code.code} stale={state !== "shown"} />}
          {trouble && (
            <p class="trouble" role="alert">
              {saying(trouble)}
            </p>
          )}
          <p class="soft center" role="status">
            {state === "taken" ? say("codeTaken") : code && state === "shown" ? say("codeFresh") : ""}
          </p>
          {state === "shown" && code && (
            <p class="soft center" aria-hidden="true">
              {left} s
            </p>
          )}
          <button type="button" class="button" onClick={renew}>
            {say("newCode")}
          </button>
          <label for="mood">{say("mood")}</label>
          <select id="mood" value={mood} onChange={(event) => setMood(event.currentTarget.value as Mood)}>
            {moods.map((one) => (
              <option key={one} value={one}>
                {say(`mood_${one}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </section>
  );
}

/** A fresh code whenever the last one is over or the person behaves in another way, and what became of it. */
function useMyCode(wallet: string) {
  const [mood, setMood] = useState<Mood>("ready");
  const [code, setCode] = useState<MyCode | null>(null);
  const [state, setState] = useState<"shown" | "taken" | "over" | "confirm" | "unknown">("shown");
  const [left, setLeft] = useState(0);
  const [trouble, setTrouble] = useState<Words | null>(null);
  const renew = async () => {
    const answer = await showMyCode(wallet, mood);
    setTrouble(answer.ok ? null : answer.says);
    if (!answer.ok) return;
    setCode(answer.value);
    setState("shown");
  };
  useEffect(() => void renew(), [mood]);
  useEffect(() => {
    if (!code) return;
    const look = async () => {
      const answer = await lookAtMyCode(wallet, code.code);
      if (!answer.ok) return;
      setState(answer.value.state);
      setLeft(answer.value.seconds_left);
      if (answer.value.state === "over" || answer.value.state === "unknown") await renew();
    };
    void look();
    const again = setInterval(() => void look(), lookAgainMs);
    return () => clearInterval(again);
  }, [code]);
  return { code, left, state, trouble, mood, setMood, renew: () => void renew() };
}

/** Both pictures say the same digits; they are written below, for whoever types them into the till. */
function Shown({ code, stale }: { code: string; stale: boolean }) {
  const { say } = useSay();
  const { bars, wide } = barsOf(code);
  const squares = encodeQr(code, "raw", { border: 2 });
  const path = squares.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join("");
  return (
    <figure class={stale ? "codes stale" : "codes"}>
      <svg
        viewBox={`-10 0 ${wide + 20} 56`}
        preserveAspectRatio="none"
        class="bars"
        role="img"
        aria-label={say("bars")}
      >
        <rect x="-10" width={wide + 20} height="56" fill="#fff" />
        {bars.map(({ x, width }) => (
          <rect key={x} x={x} width={width} height="56" />
        ))}
      </svg>
      <figcaption class="digits">{code.replace(/(\d{4})(?=\d)/g, "$1 ")}</figcaption>
      <svg viewBox={`0 0 ${squares.length} ${squares.length}`} class="square" role="img" aria-label={say("square")}>
        <rect width={squares.length} height={squares.length} fill="#fff" />
        <path d={path} />
      </svg>
    </figure>
  );
}
