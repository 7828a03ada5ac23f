import { useEffect, useState, useSyncExternalStore } from "react";
import { follow } from "./follow.ts";

/** Of the stream `changes`: what moved. Without ids anything of the topic may have. */
type Change = { topic: string; ids: readonly string[] };

const looking = new Set<(changes: readonly Change[] | "all") => void>();
const watching = new Set<() => void>();
let lost = false;

function setLost(is: boolean): void {
  if (lost === is) return;
  lost = is;
  for (const call of watching) call();
  // What moved while nobody told us is read anew.
  if (!is) for (const call of looking) call("all");
}

/** The one stream of the whole console, for as long as somebody is signed in. */
export function useChanges(): { lost: boolean } {
  useEffect(() => {
    const told = (data: unknown): void => {
      const { changes } = data as { changes: readonly Change[] };
      if (changes.length > 0) for (const call of looking) call(changes);
    };
    const leave = follow("/v1/changes/live", "changes", { told, lost: setLost });
    return () => {
      leave();
      setLost(false);
    };
  }, []);
  const watch = (call: () => void): (() => void) => {
    watching.add(call);
    return () => watching.delete(call);
  };
  return { lost: useSyncExternalStore(watch, () => lost) };
}

/** An address, and which changes it shows; what is not here moves by its own clock alone. */
const shown: readonly (readonly [RegExp, string])[] = [
  [/^\/v1\/openings(\/|\?|$)/, "openings"],
  [/^\/v1\/(orders|payments|refund-proposals)(\/|\?|$)/, "orders"],
  [/^\/v1\/(wallet-health|wallet-states)(\/|\?|$)/, "payments"],
  [/^\/v1\/approvals/, "approvals"],
  [/^\/v1\/alarms/, "alarms"],
  [/^\/v1\/hub\/(acceptance|clearing)/, "acceptance"],
  [/^\/v1\/hub(\/|\?|$)/, "hub"],
  [/^\/v1\/disputes(\/|\?|$)/, "disputes"],
  [/^\/v1\/cases(\/|\?|$)/, "cases"],
  [/^\/v1\/reconciliation(s|-runs|-breaks)(\/|\?|$)/, "breaks"],
  [/^\/v1\/withdrawals(\/|\?|$)/, "withdrawals"],
  [/^\/v1\/stores\/[^/]+\/(balances|money-flows)(\?|$)/, "balances"],
  [/^\/v1\/campaigns(\/|\?|$)/, "campaigns"],
  [/^\/v1\/media-(payouts|accounts)(\/|\?|$)/, "media_payouts"],
  [/^\/v1\/screen-appeals(\/|\?|$)/, "screen_appeals"],
  [/^\/v1\/(agreements|partnerships)(\/|\?|$)/, "agreements"],
  [/^\/v1\/(funds|wallet-accounts\/[^/]+\/funds)(\/|\?|$)/, "funds"],
  [/^\/v1\/link-blocks(\/|\?|$)/, "link_blocks"],
];

export const topicOf = (path: string): string | undefined => shown.find(([address]) => address.test(path))?.[1];

function concerns(path: string, changes: readonly Change[] | "all"): boolean {
  const topic = topicOf(path);
  if (topic === undefined) return false;
  if (changes === "all") return true;
  // In the path alone: what a list is filtered by is no id that a change carries.
  const named = /\/([a-z]{3}_[0-9A-Z]{26})(?=[/?]|$)/.exec(path)?.[1];
  const fits = ({ ids }: Change): boolean => named === undefined || ids.length === 0 || ids.includes(named);
  return changes.some((one) => one.topic === topic && fits(one));
}

/** However much moves, a page is read anew no oftener than this. */
const atMostEveryMs = 1500;

/** Rises with what is told of this address; null: nothing to follow. */
export function useTold(path: string | null): number {
  const [told, setTold] = useState(0);
  useEffect(() => {
    if (path === null) return;
    let [timer, last] = [undefined as ReturnType<typeof setTimeout> | undefined, 0];
    const tell = (): void => {
      [timer, last] = [undefined, Date.now()];
      setTold((n) => n + 1);
    };
    const hear = (changes: readonly Change[] | "all"): void => {
      if (timer !== undefined || !concerns(path, changes)) return;
      timer = setTimeout(tell, Math.max(0, last + atMostEveryMs - Date.now()));
    };
    looking.add(hear);
    return () => {
      looking.delete(hear);
      clearTimeout(timer);
    };
  }, [path]);
  return told;
}
