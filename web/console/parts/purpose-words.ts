import { useSay } from "../lib/language.tsx";

const words: Readonly<Record<string, readonly [string, string]>> = {
  conversion: ["转化衡量", "conversion"],
  reach: ["触达衡量", "reach"],
  marketing: ["营销", "marketing"],
  risk: ["风控", "risk"],
};

/** Purposes of a contract or a consent; one that is not among the usual stays as it was typed. */
export function usePurposes(): (purposes: readonly string[]) => string {
  const say = useSay();
  return (purposes) => purposes.map((one) => say(...(words[one] ?? ([one, one] as const)))).join(say("、", ", "));
}
