import { useState } from "react";
import { useWho } from "./session.tsx";
import type { List, Marketplace } from "./types.ts";
import { useLoad } from "./use-load.ts";

/** Of people who belong to one marketplace that one; of the house's own the one they choose, at first `usual`. */
export function useMarket(usual?: string) {
  const who = useWho();
  const [chosen, setChosen] = useState<string | null>(null);
  const markets = useLoad<List<Marketplace>>(who.place.marketplace ? null : "/v1/marketplaces?limit=100");
  const market = who.place.marketplace?.id ?? chosen ?? usual ?? markets.data?.data[0]?.id ?? null;
  return { market, setChosen, choices: markets.data?.data ?? [] };
}
