import { useSay } from "../lib/language.tsx";
import type { Overlap } from "../lib/payer-overlaps.ts";
import type { PayerCodeRule } from "../lib/types.ts";
import { useWalletName } from "./wallets.tsx";

export function useDigitsText(): (digits: { min: number; max: number }) => string {
  const say = useSay();
  return ({ min, max }) =>
    min === max ? say(`${min} 位`, `${min} digits`) : say(`${min}–${max} 位`, `${min}–${max} digits`);
}

/** An ambiguity in one line. */
export function useOverlapText(): (one: Overlap) => string {
  const name = useWalletName();
  const digits = useDigitsText();
  return (one) => `${one.prefix}… ${digits(one.digits)}: ${one.wallets.map(name).join(" / ")}`;
}

const sources: Readonly<Record<PayerCodeRule["source"], readonly [string, string]>> = {
  wallet: ["钱包自带", "The wallet's own"],
  house: ["全站", "The house"],
  marketplace: ["本平台", "This marketplace"],
};

export function useSourceName(): (source: PayerCodeRule["source"]) => string {
  const say = useSay();
  return (source) => say(...sources[source]);
}
