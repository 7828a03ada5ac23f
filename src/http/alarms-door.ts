import type { Words } from "#wallets/protocol";

/** Shown to callers; matched by shape with the book that main keeps. */
export type AlarmShown = {
  id: string;
  marketplace: string | null;
  what: string;
  words: Words;
  about: Readonly<Record<string, unknown>>;
  times: bigint;
  raised_at: Date;
  last_at: Date;
  cleared_at: Date | null;
  cleared_by: string | null;
  cleared_why: string | null;
};

/** Alarms that last, until the house sees that they are over or a person clears them. */
export type AlarmsDoor = {
  list(
    filter: { marketplace: string | null; open?: boolean },
    page: { after: string | null; limit: number },
  ): Promise<{ data: readonly AlarmShown[]; next: string | null }>;
  get(id: string): Promise<AlarmShown | null>;
  clear(id: string, by: string, why: string): Promise<AlarmShown | null>;
};
