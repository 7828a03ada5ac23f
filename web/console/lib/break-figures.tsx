/** @jsxImportSource react */
import { createContext, type ReactNode, useContext } from "react";
import { useMay, useWho } from "./session.tsx";
import type { BreakFigures } from "./types.ts";
import { type Loaded, useLoad } from "./use-load.ts";

const Context = createContext<Loaded<BreakFigures> | null>(null);

/** Should the stream be silent: bills are matched by another process, and days pass by themselves. */
const lookEveryMs = 60_000;

/** How many breaks are open, and whose: read once for the menu, the home page and the desk; it moves by the stream. */
export function BreakFiguresKeeper({ children }: { children: ReactNode }) {
  const may = useMay()("books:read");
  const house = useWho().store === null;
  const figures = useLoad<BreakFigures>(may && house ? "/v1/reconciliation-breaks/figures" : null, lookEveryMs);
  return <Context value={figures}>{children}</Context>;
}

export function useBreakFigures(): Loaded<BreakFigures> {
  const figures = useContext(Context);
  if (!figures) throw new Error("Outside of <BreakFiguresKeeper>.");
  return figures;
}
