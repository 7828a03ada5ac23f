import { useEffect, useState } from "react";
import { asProblem, get } from "./api.ts";
import { useTold } from "./changes.ts";
import type { List } from "./types.ts";
import type { Loaded } from "./use-load.ts";

/** A list whole, page after page: only for what a picture needs at once. `live`: read anew when told of it. */
export function useAll<T>(path: string, live = false): Loaded<readonly T[]> {
  const told = useTold(live ? path : null);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<Loaded<readonly T[]>, "reload">>({
    data: null,
    problem: null,
    loading: true,
  });
  useEffect(() => {
    let left = false;
    const read = async (): Promise<void> => {
      const all: T[] = [];
      for (let cursor: string | null = ""; cursor !== null && !left; ) {
        const more = cursor === "" ? "" : `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
        const page: List<T> = await get<List<T>>(`${path}${more}`);
        all.push(...page.data);
        cursor = page.next_cursor;
      }
      if (!left) setState({ data: all, problem: null, loading: false });
    };
    setState((was) => ({ ...was, loading: true }));
    read().catch((fault: unknown) => {
      if (!left) setState((was) => ({ ...was, problem: asProblem(fault), loading: false }));
    });
    return () => {
      left = true;
    };
  }, [path, turn, told]);
  return { ...state, reload: () => setTurn((n) => n + 1) };
}
