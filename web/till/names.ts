import { useEffect, useState } from "preact/hooks";
import type { Tongue } from "./words.ts";

type Names = Readonly<Record<string, Readonly<Record<Tongue, string>>>>;

const place = "hutong-till-wallets";
const askAgainMs = 3_000;

function kept(): Names {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "{}") as Names;
  } catch {
    return {};
  }
}

/** Wallets' names as the house tells them, kept for hours without network; an unknown one is called by its id. */
export function useWalletNames(): (wallet: string, tongue: Tongue) => string {
  const [names, setNames] = useState(kept);
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const answer = await fetch("/v1/wallets");
      if (!answer.ok) throw new Error(`The house answers ${answer.status}.`);
      const { data } = (await answer.json()) as { data: { id: string; title: Record<Tongue, string> }[] };
      const told = Object.fromEntries(data.map(({ id, title }) => [id, title]));
      localStorage.setItem(place, JSON.stringify(told));
      setNames(told);
    };
    // Without network the kept names stay, and the house is asked again.
    const until = (): void => {
      ask().catch(() => {
        later = setTimeout(until, askAgainMs);
      });
    };
    until();
    return () => clearTimeout(later);
  }, []);
  return (wallet, tongue) => names[wallet]?.[tongue] ?? wallet;
}
