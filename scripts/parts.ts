import type { BooksOfStore } from "#sandbox";
import type { Words } from "#start-fault";

export type SelfCheckStep = { what: Words; ok: boolean; ms: number; detail?: string };
export type SelfCheck = { ok: boolean; steps: readonly SelfCheckStep[] };

export type Sandbox = {
  /** Demo shop, pretend phone, …: what a person opens first comes first. */
  urls: readonly { what: Words; url: string }[];
  /** One real payment with each wallet through every layer, then the books. */
  selfCheck(books: BooksOfStore): Promise<SelfCheck>;
  close(): Promise<void>;
};
