import type { EntriesNeeds, Result } from "./types.ts";

/** Access tokens by entry, as they were asked for: in memory alone, each process its own. */
export type Tokens = Map<string, Promise<Result<{ token: string; until: Date; setAt: Date }>>>;

export type EntriesContext<Started, Fault> = { needs: EntriesNeeds<Started, Fault>; tokens: Tokens };
/** For verbs that start no payment. */
export type AnyContext = { needs: Omit<EntriesNeeds<unknown, unknown>, "pay" | "buyerOf">; tokens: Tokens };
