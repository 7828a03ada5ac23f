import { useSay } from "../lib/language.tsx";
import type { RefundLimit } from "../lib/types.ts";
import { useRoleName } from "../shell.tsx";

export type LimitRole = RefundLimit["role"];

/** Whom a limit binds: a role of people, or keys, which count together. */
export function useLimitRole(): (role: LimitRole) => string {
  const say = useSay();
  const named = useRoleName();
  return (role) => (role === "key" ? say("密钥（合计）", "Keys, all together") : named(role));
}
