import type { EntriesNeeds } from "./types.ts";

export type EntriesContext<Started, Fault> = { needs: EntriesNeeds<Started, Fault> };
/** For verbs that start no payment. */
export type AnyContext = { needs: Omit<EntriesNeeds<unknown, unknown>, "pay" | "buyerOf"> };
