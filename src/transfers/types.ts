import type { Currency, Money } from "#money";
import type { CallResource } from "./changes.ts";

export type ParticipantState = "active" | "paused";

/** A wallet (or bank) whose customers send and receive through the hub. */
export type Participant = {
  /** As it stands in FSPIOP-Source: letters, digits, dot, hyphen; at most 32. */
  name: string;
  title: { zh: string; en: string };
  /** paused: what is under way ends, nothing begins. */
  state: ParticipantState;
  created_at: Date;
};

/** What a participant owes and what covers it, in one currency. */
export type Position = {
  participant: string;
  /** The net debit cap: the highest position at which a transfer is still reserved. */
  cap: Money;
  /** The money that it has put down; its position is never above it. */
  funds: Money;
  /** What it owes the others, reserved transfers included; negative when they owe it. */
  position: Money;
  /** What of its funds is bound by settlements that wait for it to pay. */
  settling: Money;
};

export type HubFault =
  | "not_found"
  | "idempotency_key_reused"
  | "amount_invalid"
  | "hub_change_incomplete"
  | "hub_change_decided"
  | "hub_no_account"
  | "hub_funds_needed"
  | "hub_key_known"
  | "hub_own_key_refused"
  | "hub_withdrawal_ended"
  | "hub_line_proposed"
  | "hub_line_refused"
  | "hub_nothing_to_settle"
  | "hub_books_differ";

export type Result<T> =
  /** `repeated`: the answer to the same repeat key; nothing happened this time. */
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: HubFault; detail?: Readonly<Record<string, string>> };

/** A public key of a participant. */
export type ParticipantKey = {
  id: string;
  participant: string;
  /** SHA-256 of its SubjectPublicKeyInfo, hexadecimal. */
  fingerprint: string;
  added_at: Date;
  /** Null: it still proves calls. */
  retired_at: Date | null;
  retired_by: string | null;
};

/** A key of the hub's own: what it says itself is signed with one of them. */
export type OwnKey = {
  id: string;
  public_key: string;
  fingerprint: string;
  made_at: Date;
  /** Null: the hub made it at its first start. */
  made_by: string | null;
  /** Null: it signs nothing yet. */
  signs_from: Date | null;
  retired_at: Date | null;
  retired_by: string | null;
  /** All but retired ones are published. replaced: what it signed may still be on its way. */
  state: "published" | "signs" | "replaced" | "retired";
};

/** Money that a participant takes back. */
export type FundsOut = {
  id: string;
  participant: string;
  amount: Money;
  why: string;
  /** reserved: out of the funds, not yet with its bank. sent: gone. returned: in the funds again. */
  state: "reserved" | "sent" | "returned";
  reserved_at: Date;
  ended_at: Date | null;
};

/** How a participant is reached and proven. */
export type ParticipantSetUp = {
  endpoints: readonly { resource: CallResource; url: string }[];
  keys: readonly Omit<ParticipantKey, "participant">[];
  /** Null: the hub's own rule holds. */
  signing: { verify: boolean; sign: boolean } | null;
};

/** A transfer as the payer's wallet asks for it (FSPIOP POST /transfers). */
export type NewTransfer = {
  /** UUID or ULID, chosen by the payer's wallet. */
  id: string;
  payer: string;
  payee: string;
  amount: Money;
  /** 32 bytes: the SHA-256 that the fulfilment must have. */
  condition: Buffer;
  /** The ILP packet as it came. */
  packet: string;
  expires_at: Date;
  /** SHA-256 over the whole request: a repeat must be equal. */
  requestHash: Buffer;
  /** Limits of a day that it counts into, in the commit that reserves it. */
  takes?: readonly Take[];
};

/** Why a limit of a day does not bear a transfer. */
export type OverLimit = "over_person_day" | "over_buyer_day" | "over_store_day" | "over_total_day";

/** A limit of a day. Counted when a transfer is reserved; given back when that one is aborted. */
export type Take = {
  /** Whose day: `person/…`, `opening/…`. */
  counter: string;
  /** YYYY-MM-DD, in Asia/Shanghai. */
  day: string;
  /** Minor units of the transfer's currency. */
  limit: bigint;
  refusal: OverLimit;
};

export type TransferState = "reserved" | "committed" | "aborted";

export type Transfer = Omit<NewTransfer, "requestHash" | "takes"> & {
  state: TransferState;
  /** 32 bytes; only of a committed one. */
  fulfilment: Buffer | null;
  error: { code: string; says: string } | null;
  prepared_at: Date;
  ended_at: Date | null;
};

export type Prepared =
  | "reserved"
  /** The same request again: nothing happened this time. */
  | "repeat"
  /** The same id with another request. */
  | "modified"
  | "payer_unknown"
  | "payee_unknown"
  | "paused"
  | "over_cap"
  | "over_funds"
  | OverLimit
  | "expired";

export type Ended =
  | "ended"
  | "repeat"
  /** It ended in the other way before. */
  | "contradiction"
  | "unknown"
  /** Only the payee's wallet ends a transfer. */
  | "not_yours"
  | "expired"
  | "wrong_fulfilment";

/** What the hub has to say or do about a transfer next. */
export type Due = { transfer: string; what: "forward" | "expire" | "tell"; tries: number };

export type { Currency };
