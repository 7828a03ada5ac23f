import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem, post } from "../lib/api.ts";
import type { DraftRunAsked, DryRun } from "../lib/types.ts";
import type { Loaded } from "../lib/use-load.ts";

/** Somebody types: the server is asked when they pause. */
const pauseMs = 500;

/**
 * A draft held against past orders, again whenever it changes; the last answer stays in sight meanwhile. Null: there is
 * nothing to ask yet.
 */
export function useDraftRun(asked: DraftRunAsked | null): Loaded<DryRun> {
  const [state, setState] = useState<{ data: DryRun | null; problem: Problem | null; loading: boolean }>({
    ...{ data: null, problem: null, loading: false },
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(0);
  const text = asked === null ? null : JSON.stringify(asked);
  useEffect(() => {
    if (text === null) return;
    const mine = ++latest.current;
    const keep = (to: { data?: DryRun; problem: Problem | null }): void => {
      if (latest.current === mine) setState((was) => ({ ...was, ...to, loading: false }));
    };
    const timer = setTimeout(() => {
      setState((was) => ({ ...was, loading: true }));
      post<DryRun>("/v1/dry-runs", JSON.parse(text))
        .then((data) => keep({ data, problem: null }))
        .catch((fault: unknown) => keep({ problem: asProblem(fault) }));
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, turn]);
  return { ...state, reload: () => setTurn((was) => was + 1) };
}
