/** One exchange with a wallet as it went over the wire: our call, or a notice of the wallet's. */
export type WireCall = {
  /** `out`: we called. `in`: the wallet sent a notice. */
  direction: "out" | "in";
  method: string;
  /** Path and query. */
  path: string;
  request: Buffer | string | null;
  /** Null where no answer came. */
  response: { headers: Readonly<Record<string, string>>; body: Buffer } | null;
};

/** Why something is not shown, or else of which type it was. It stands in its place as {"$hidden": why}. */
export type Withheld = "secret" | "person" | "text" | "number" | "boolean" | "list" | "object" | "unreadable";

/**
 * A body: how it was written, how long it was on the wire in bytes, and what of it may be kept, as JSON text of which
 * every value that stands on no list is withheld. Text, because it is written far more often than it is looked at.
 */
export type ShownBody = { form: "json" | "form" | "xml" | "text" | "none"; bytes: number; json: string };

/** What may be kept of an exchange: nothing that is secret, and nothing that tells who the payer is. */
export type ShownCall = {
  path: string;
  request: ShownBody;
  response: ShownBody;
  /** The texts that were withheld, so that nothing else that is said of the call repeats them. Never kept. */
  withheld?: ReadonlySet<string>;
};
