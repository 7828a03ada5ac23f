import type { Page, Paged } from "./parts.ts";

/** A body as it may be kept: `value` is JSON in which what is withheld stands as {$hidden: why}. */
export type CallBody = { form: "json" | "form" | "xml" | "text" | "none"; bytes: number; value: unknown };

/** Shown to callers; matched by shape with what the calls room reads. */
export type CallShown = {
  id: string;
  subject: string;
  at: Date;
  direction: "out" | "in";
  act: string;
  wallet: string;
  wallet_account: string;
  method: string;
  path: string;
  status: number | null;
  fault: string | null;
  took_ms: number;
  verdict: string | null;
  why: string | null;
  request: CallBody;
  response: CallBody;
};

/** What went over the wire with wallets, newest first; the subjects are the caller's. */
export type CallsDoor = { list(subjects: readonly string[], page: Page): Promise<Paged<CallShown>> };
