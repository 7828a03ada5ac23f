import type { FakeOnboarding } from "./fake-onboarding.ts";
import type { FakePayerCodes } from "./fake-payer-codes.ts";
import type { Http, RawRequest, RawResponse, Words } from "./protocol.ts";

export * from "./fake-kind.ts";
export * from "./fake-onboarding.ts";
export * from "./fake-payer-codes.ts";

/**
 * `handle` rejects with this when the answer never comes though the wallet may have acted (knob timeout_after_success):
 * whoever mounts the fake cuts the connection without an answer, an in-process caller sees a time-out.
 */
export class NoAnswer extends Error {
  constructor() {
    super("The wallet's answer never comes (fault knob).");
    this.name = "NoAnswer";
  }
}

/**
 * The wallet's side of the wire, for sandbox, simulation and tests: strict as the real one, driven by a clock that is
 * handed in. State lives in memory; `save` and `load` carry it over a restart.
 */
export interface WalletFake {
  /** Whatever a merchant's server sends to the wallet. Rejects only with NoAnswer. */
  handle(request: RawRequest): Promise<RawResponse>;
  /** What the wallet's app shows for a code it scans or opens, without paying. */
  look(code: string): PhoneView;
  /** The person's decision in the wallet's app. `insufficient` is a pay with too little balance. */
  act(code: string, decision: PhoneDecision, buyer?: string): Promise<PhoneView>;
  /** Sends the notices whose time has come; answers how many were sent. */
  deliverDue(): Promise<number>;
  /** When the next notice is due, or null. */
  nextDue(): Date | null;
  setFaults(faults: Partial<FaultKnobs>): void;
  clearFaults(): void;
  faults(): FaultKnobs;
  /** What the wallet believes happened, for checking our books against it. */
  ledger(): FakeLedger;
  /** Its reviewers of stores' applications. Absent where the wallet has none. */
  readonly onboarding?: FakeOnboarding;
  /** The codes that payers show at tills. Absent where the wallet has none. */
  readonly payerCodes?: FakePayerCodes;
  /** JSON text of the whole state. */
  save(): string;
  load(text: string): void;
}

export type PhoneDecision = "pay" | "cancel" | "insufficient";

export type PhoneView = {
  ok: boolean;
  /** `confirm` before the decision; the rest after it or when nothing can be decided. */
  state: "confirm" | "paid" | "cancelled" | "insufficient" | "expired" | "closed" | "unknown_code";
  /** What the phone shows, a sentence a language. */
  says: Words;
  payee?: string;
  title?: string;
  /** Yuan text, "12.30". */
  amount?: string;
  currency?: string;
  /** Our order number on the wallet's wire, and the wallet's own. */
  out_trade_no?: string;
  transaction_id?: string;
  /** Where the wallet sends the buyer after paying in a jump. */
  return_url?: string;
};

export type FaultKnobs = {
  /** Milliseconds that every answer is held back. */
  delay_ms: number;
  /** Share (0..1) of requests whose answer never comes, though the wallet did act: time-out after success. */
  timeout_after_success: number;
  /** Share of requests refused with 5xx before anything happens. */
  server_error: number;
  /** Share of notices that are never sent (the first tries; the schedule goes on). */
  notice_drop: number;
  /** How many extra times each notice is sent. */
  notice_repeat: number;
  /** Notices are sent in reverse order of their coming due. */
  notice_reorder: boolean;
  /** Notices carry an amount that differs by one fen, correctly signed. */
  wrong_amount: boolean;
  /** Answers and notices carry a signature that does not fit. */
  bad_signature: boolean;
  /** Share of notices preceded by a signature probe, where the wallet has such. */
  probe: number;
  /** Requests a second above which the wallet answers its rate-limit error; 0 = none. */
  rate_limit: number;
  /** Refunds stay processing until the knob is cleared. */
  refund_stuck: boolean;
  /** Refunds end as abnormal. */
  refund_abnormal: boolean;
  /** Stores' applications wait for a person's decision instead of being reviewed after a while. */
  review_by_hand: boolean;
  /** The receivers of shares are closed: their shares fail, each with its reason. */
  share_refused: boolean;
  /** Shares, their returns and releases stay under way until the knob is cleared. */
  share_stuck: boolean;
  /** After so many days a wallet that holds what was paid lets the rest go by itself. */
  hold_days: number;
  /** The bank refuses withdrawals. */
  withdrawal_refused: boolean;
  /** The bank sends withdrawals back a minute after they succeeded. */
  withdrawal_returned: boolean;
  /** Withdrawals stay under way until the knob is cleared. */
  withdrawal_stuck: boolean;
  /** Requests with a clock far off are refused even where the protocol has no zone. */
  strict_clock: boolean;
  /** Questions about a payment, and its closing, tell nothing of it once it is paid: only the bill will. */
  ask_stale: boolean;
  /** How many payments a day's bill leaves out, and how many it has that are none of the merchant's. */
  bill_drop: number;
  bill_extra: number;
  /** How many payments stand in a day's bill with one fen more, another fee, another state, or in the next day's. */
  bill_wrong_amount: number;
  bill_wrong_fee: number;
  bill_wrong_state: number;
  bill_next_day: number;
  /** How many of them stand in it twice. */
  bill_repeat: number;
  /** All of these take refunds instead of payments. */
  bill_of_refunds: boolean;
  /** How many movements of a fen, out of the account and for no known cause, its file of funds has. */
  fund_extra: number;
  /** A day's file: 1 cut off, 2 not the one that was announced, 3 with a wrong total, 4 not ready yet, 5 none. */
  bill_file: number;
  /**
   * For a wallet that has several keys of its own, the key for requests that name none. 0 = its newest kind (WeChat
   * Pay: the public key), 1 = the one before (the platform certificate), 2 = the next after that one: a rotation.
   */
  signing_key: number;
};

export const noFaults: FaultKnobs = {
  delay_ms: 0,
  timeout_after_success: 0,
  server_error: 0,
  notice_drop: 0,
  notice_repeat: 0,
  notice_reorder: false,
  wrong_amount: false,
  bad_signature: false,
  probe: 0,
  rate_limit: 0,
  refund_stuck: false,
  refund_abnormal: false,
  review_by_hand: false,
  share_refused: false,
  share_stuck: false,
  hold_days: 180,
  withdrawal_refused: false,
  withdrawal_returned: false,
  withdrawal_stuck: false,
  strict_clock: false,
  ask_stale: false,
  bill_drop: 0,
  bill_extra: 0,
  bill_wrong_amount: 0,
  bill_wrong_fee: 0,
  bill_wrong_state: 0,
  bill_next_day: 0,
  bill_repeat: 0,
  bill_of_refunds: false,
  fund_extra: 0,
  bill_file: 0,
  signing_key: 0,
};

/** Amounts are whole minor units as texts. */
export type FakeLedger = {
  payments: {
    out_trade_no: string;
    transaction_id: string | null;
    merchant: string;
    sub_merchant: string | null;
    amount: string;
    state: string;
    refunded: string;
    paid_at: string | null;
    combined: string | null;
    /** The wallet's own user who paid; absent where the fake does not tell. */
    payer?: string | null;
  }[];
  refunds: {
    out_refund_no: string;
    refund_id: string;
    out_trade_no: string;
    amount: string;
    state: string;
    at: string;
    /** The wallet's user, or the account named instead, that the money goes to; absent where the fake does not tell. */
    to?: string | null;
  }[];
  /** What each merchant may use, and what is held of its orders or on its way to it. */
  balances?: { merchant: string; available: string; pending: string }[];
  shares?: { out_order_no: string; merchant: string; receiver: string; amount: string; state: string }[];
  withdrawals?: { out_request_no: string; merchant: string; amount: string; state: string }[];
  notices: { to: string; about: string; tries: number; answered: boolean; next_at: string | null }[];
};

export type FakeOutside = {
  now: () => Date;
  random: (bytes: number) => Buffer;
  /** Delivers notices to the merchant. */
  http: Http;
  /** Holds an answer back (fault knob delay); tests hand in one that only moves their clock. */
  sleep: (ms: number) => Promise<void>;
  /** The origin under which the wallet is reached, e.g. http://127.0.0.1:4101, for URLs that the wallet hands out. */
  origin: string;
};

/** Keys and numbers of one sandbox wallet: made once, kept as JSON, and published by /credentials.json. */
export type FakeCredentials = Record<string, unknown>;
