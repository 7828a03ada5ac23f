/** @jsxImportSource react */
import { createContext, type ReactNode, useContext } from "react";
import { BreakFiguresKeeper } from "./break-figures.tsx";
import { useMay } from "./session.tsx";
import type { List, Pending } from "./types.ts";
import { type Loaded, useLoad } from "./use-load.ts";

type Waiting = List<Pending> & { more: boolean };
const Context = createContext<Loaded<Waiting> | null>(null);

/** Should the stream be silent: another process may have done it, and not everything there becomes an event. */
const lookEveryMs = 30_000;

/** What waits for a second person: read once for the menu, the home page and the inbox; it moves by the stream. */
export function WaitingKeeper({ children }: { children: ReactNode }) {
  const may = useMay()("books:read");
  const waiting = useLoad<Waiting>(may ? "/v1/approvals" : null, lookEveryMs);
  return (
    <Context value={waiting}>
      <BreakFiguresKeeper>{children}</BreakFiguresKeeper>
    </Context>
  );
}

export function useWaiting(): Loaded<Waiting> {
  const waiting = useContext(Context);
  if (!waiting) throw new Error("Outside of <WaitingKeeper>.");
  return waiting;
}

/** How many wait: for anybody, and of these for whoever looks. */
export function useWaitingCount(): { all: number; yours: number } {
  const rows = useWaiting().data?.data ?? [];
  return { all: rows.length, yours: rows.filter((one) => one.yours.may).length };
}
