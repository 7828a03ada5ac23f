import type { Clock, Db, Ids } from "#db";
import type { Money } from "#money";

export type Words = { zh: string; en: string };
export type Language = "zh" | "en";

/** Rows of this marketplace and store; null = whatever. */
export type Reach = { marketplace: string | null; store: string | null };

/** A value of a list's row, as a spreadsheet is to read it. */
export type Cell = string | number | bigint | boolean | Date | Money | null;

/**
 * `of` answers in the file's language. A column with a `code` is two in the file: what the reader reads, and beside it
 * the code that programs know.
 */
export type Column = { title: Words; of(row: never, language: Language): Cell; code?(row: never): string | null };

/** A page of a list, newest first. `next` is null at its end. */
export type Page = { rows: readonly object[]; next: string | null };

/** A list that can be exported: whose scope it takes, what narrows it, what it shows. */
export type ExportSource = {
  scope: string;
  /** Names of the filters that it knows; any other is refused. */
  filters: readonly string[];
  /** What the values of its filters are refused for when the file is asked for; null: they are sound. */
  refuses?(
    filter: Readonly<Record<string, string>>,
    now: Date,
  ): { fault: "export_invalid" | "range_too_wide"; detail: Readonly<Record<string, unknown>> } | null;
  columns: Readonly<Record<string, Column>>;
  /** Only rows within the reach; a list that stores do not see answers none of it to them. */
  read(
    reach: Reach,
    filter: Readonly<Record<string, string>>,
    page: { after: string | null; limit: number },
  ): Promise<Page>;
};

export type ExportState = "waiting" | "running" | "done" | "failed" | "cancelled";

export type ExportView = {
  id: string;
  list: string;
  filter: Readonly<Record<string, string>>;
  columns: readonly string[];
  language: Language;
  state: ExportState;
  lines: number;
  bytes: number;
  /** How far it is, in ten-thousandths. */
  share: number;
  /** The list was longer than a file may be: its newest rows are in it. */
  cut: boolean;
  fault: string | null;
  asked_at: Date;
  ended_at: Date | null;
  /** From then on the file is gone. */
  expires_at: Date | null;
};

export type SavedView = { id: string; list: string; title: string; query: string; created_at: Date; changed_at: Date };

/** Who asks, by whichever session: the membership is asked again while the file is written, and when it is fetched. */
export type Asker = Reach & { person: string; membership: string; scopes: readonly string[] };

export type Fault =
  | "not_found"
  | "forbidden"
  | "list_unknown"
  | "export_invalid"
  | "range_too_wide"
  | "exports_too_many"
  | "export_not_ready"
  | "export_gone"
  | "views_too_many"
  | "view_taken";

export type Result<T> =
  | { ok: true; value: T }
  | { ok: false; fault: Fault; detail?: Readonly<Record<string, unknown>> };

export function refused(fault: Fault, detail?: Readonly<Record<string, unknown>>): Result<never> {
  return detail ? { ok: false, fault, detail } : { ok: false, fault };
}

export type ListsNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  sources: Readonly<Record<string, ExportSource>>;
  /** What the membership lets its person see today; null when it ended or its person may no more. */
  standing(asker: { person: string; membership: string; store: string | null }): Promise<Asker | null>;
  /** For days of a marketplace, and of the house where there is none. */
  timeZone(marketplace: string | null): string;
};
