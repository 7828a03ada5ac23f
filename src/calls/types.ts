import type { ShownBody, ShownCall, Wallet, WireCall } from "#wallets/protocol";

/** What the house was about when it spoke to a wallet. `notice`: the wallet began. */
export type ActName =
  | ("start" | "ask" | "close" | "charge" | "reverse" | "accept" | "notice")
  | ("refund" | "ask_refund" | "refund_elsewhere" | "release" | "ask_release")
  | ("share" | "ask_share" | "take_back" | "ask_return" | "withdraw" | "ask_withdrawal");

/** One exchange, raw. It lives in memory, for a second or so, and nowhere else. */
export type Exchange = {
  call: WireCall;
  at: Date;
  tookMs: number;
  /** Null: no answer came; `fault` says why. */
  status: number | null;
  fault: string | null;
};

/** One act: a method of a wallet, or a notice, with all that went over the wire meanwhile. */
export type Act = {
  name: ActName;
  wallet: string;
  account: string;
  /** pay_, cmb_, ref_, shr_ or wdr_. Null: it is about none of these, or not known yet. */
  subject: string | null;
  show: Wallet["show"];
  exchanges: Exchange[];
  /** What comes after its end (over a socket that it opened) is none of it. */
  ended?: boolean;
};

/** What an act came to: a word of the protocol, and why where it says why. */
export type Verdict = { verdict: string; why: string | null };

/** An exchange that waits to be written. */
export type Gathered = Omit<Act, "exchanges" | "subject" | "ended"> & {
  subject: string;
  seq: number;
  exchange: Exchange;
} & {
  verdict: Verdict | null;
};

/** As people see it. */
export type CallView = {
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
  request: SeenBody;
  response: SeenBody;
};

/** `value`: JSON in which what is withheld stands as {$hidden: why}. */
export type SeenBody = Omit<ShownBody, "json"> & { value: unknown };

export type { ShownCall };
