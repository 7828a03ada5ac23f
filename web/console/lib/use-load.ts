import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, get, getUnattended, type Problem } from "./api.ts";
import { useTold } from "./changes.ts";

export type Loaded<T> = {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  /** Reads again. Whoever cares may await it: it is over when what is shown is as new as the call. */
  reload(): unknown;
};

/** Several readings again, over when the last of them is. */
export const together =
  (...calls: readonly (() => unknown)[]) =>
  (): unknown =>
    Promise.all(calls.map((call) => call()));

/**
 * Reads an address and keeps what came; what is shown stays while it is read again: when the house tells that it moved
 * (unless `held`), and every so often where that is asked for. Null: nothing to read.
 */
export function useLoad<T>(path: string | null, everyMs = 0, held = false): Loaded<T> {
  const told = useTold(held ? null : path);
  const [state, setState] = useState<{
    path: string | null;
    data: T | null;
    problem: Problem | null;
    loading: boolean;
  }>({
    ...{ path: null, data: null, problem: null, loading: path !== null },
  });
  const latest = useRef<Promise<void>>(undefined);
  const load = useCallback(
    (read: typeof get = get): Promise<void> => {
      if (path === null) return Promise.resolve();
      setState((was) => ({ ...was, path, loading: true, data: was.path === path ? was.data : null }));
      const mine: Promise<void> = read<T>(path).then(
        // A later reading is under way: whoever waits for this one waits for that one.
        (data) => (latest.current === mine ? setState({ path, data, problem: null, loading: false }) : latest.current),
        (fault: unknown) => {
          if (latest.current !== mine) return latest.current;
          const problem = asProblem(fault);
          return setState((was) => ({ ...was, problem, loading: false }));
        },
      );
      latest.current = mine;
      return mine;
    },
    [path],
  );
  useEffect(() => {
    void load();
    if (everyMs === 0) return;
    const timer = setInterval(() => void load(getUnattended), everyMs);
    return () => clearInterval(timer);
  }, [load, everyMs]);
  const heard = useRef(told);
  useEffect(() => {
    if (heard.current === told) return;
    heard.current = told;
    void load(getUnattended);
  }, [load, told]);
  const reload = useCallback(() => load(), [load]);
  const fresh = state.path === path;
  return {
    data: fresh ? state.data : null,
    problem: fresh ? state.problem : null,
    loading: state.loading || !fresh,
    reload,
  };
}

/** Pages of a list that goes by cursors: what was read stays, the next page is added. */
export function usePages<T>(path: string): Loaded<T[]> & { more: (() => void) | null } {
  type Page = { data: T[]; next_cursor: string | null };
  const [later, setLater] = useState<{ path: string; rows: T[]; next: string | null } | null>(null);
  // Whoever went on to later pages keeps their place: a new first page would not join them.
  const first = useLoad<Page>(path, 0, later?.path === path);
  const mine = later?.path === path ? later : null;
  const next = mine ? mine.next : (first.data?.next_cursor ?? null);
  const reading = useRef<string | null>(null);
  const [busy, setBusy] = useState(false);
  const more = async (): Promise<void> => {
    // Asked for once, however often a scroll asks.
    if (reading.current === `${path} ${next}`) return;
    reading.current = `${path} ${next}`;
    setBusy(true);
    const page = await get<Page>(`${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(next ?? "")}`);
    setLater({ path, rows: [...(mine?.rows ?? []), ...page.data], next: page.next_cursor });
  };
  const again = (): unknown => {
    reading.current = null;
    setLater(null);
    return first.reload();
  };
  return {
    ...first,
    data: first.data && [...first.data.data, ...(mine?.rows ?? [])],
    loading: first.loading || busy,
    more:
      next === null
        ? null
        : () =>
            void more()
              .catch(again)
              .finally(() => setBusy(false)),
    reload: again,
  };
}
