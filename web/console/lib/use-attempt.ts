import { useState } from "react";
import { asProblem, type Problem } from "./api.ts";

export type Attempt = {
  busy: boolean;
  problem: Problem | null;
  /** Does the work, and keeps the problem in which it ended, if it did. */
  attempt(work: () => Promise<void>): Promise<void>;
  /** Forgets the problem of the latest try. */
  clear(): void;
};

/**
 * Work that a page waits for: whether it is under way, and what came of the latest try.
 * `before`: the problem of a try made before this dialogue took over.
 */
export function useAttempt(before: Problem | null = null): Attempt {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(before);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (fault) {
      setProblem(asProblem(fault));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, attempt, clear: () => setProblem(null) };
}
