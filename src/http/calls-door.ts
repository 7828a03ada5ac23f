import type { CallView } from "#calls";
import type { Page, Paged } from "./parts.ts";

/** What went over the wire with wallets, newest first; the subjects are the caller's. */
export type CallsDoor = { list(subjects: readonly string[], page: Page): Promise<Paged<CallView>> };
