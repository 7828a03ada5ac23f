import { useEffect, useState } from "react";
import { laidOver } from "./figures.ts";
import { follow } from "./follow.ts";
import type { Figures } from "./types.ts";

/** Thirty days of figures by one stream: all of them at first, then the days in which something moved. */
export function useFigures(): { figures: Figures | null; lost: boolean } {
  const [figures, setFigures] = useState<Figures | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const told = (found: unknown): void => setFigures((known) => laidOver(known, found as Figures));
    return follow("/v1/figures/live", "figures", { told, lost: setLost });
  }, []);
  return { figures, lost };
}
