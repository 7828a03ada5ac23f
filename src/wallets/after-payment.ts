import type { Money } from "#money";

/**
 * What a wallet does with money after the payment. As everywhere: every call resolves, a repeat under the same id is
 * the same effect, and only the wallet's own explicit word ends anything.
 */

type Unknown = { kind: "unknown"; cause: string; alarm?: boolean };
/** Explicit: nothing moved under this id and nothing will. */
type Refused = { kind: "refused"; code: string; says: string };

/** Present where the wallet itself holds what was paid until it is told to let it go to the store. */
export interface ReleaseWallet {
  /** After so many days the wallet lets the rest go to the store by itself. Absent where it holds until it is told. */
  readonly holdsDays?: number;
  release(request: ReleaseRequest): Promise<ReleaseOutcome>;
  /** `absent` too where the wallet has no such question: the release is repeated then, under the same number. */
  ask(request: ReleaseRequest): Promise<ReleaseOutcome | { kind: "absent" }>;
}

export type ReleaseRequest = {
  /** 26 characters, letters and digits: the release's number on the wallet's wire. */
  releaseId: string;
  paymentId: string;
  walletRef: string;
  /** What was paid less what went back: what the store and the marketplace share. */
  amount: Money;
  /** The part of it that went to others by shares under this payment before. */
  shared: Money;
  subMerchant?: string;
};

export type ReleaseOutcome =
  | { kind: "released"; walletRef: string }
  /** The wallet holds nothing of this payment and never did: the store has had it since it was paid. */
  | { kind: "not_held"; says: string }
  | { kind: "processing" }
  | Refused
  | Unknown;

/** Present where a part of a payment can go to others at the wallet itself. */
export interface SharingWallet {
  /** Whether a share is taken out of what the wallet holds, or after it let it go. */
  readonly when: "before_release" | "after_release";
  /** At most this part of a payment may be shared, in hundredths of a percent. */
  readonly limitBp: number;
  /** Present where a share comes back only inside the refund's own call (RefundRequest.sharesBack). */
  readonly comesBack?: "with_refund";
  /** The marketplace's own account at this wallet, which takes the commission. */
  readonly own: Receiver;
  /** Allows shares to a receiver, before the first one. `done` if it was allowed already. */
  bind(receiver: Receiver, subMerchant?: string): Promise<BindOutcome>;
  unbind(receiver: Receiver, subMerchant?: string): Promise<BindOutcome>;
  share(request: ShareRequest): Promise<ShareOutcome>;
  ask(request: ShareRequest): Promise<ShareOutcome | { kind: "absent" }>;
  /** Takes (a part of) a share back, for a refund; refused where the wallet gives it back only with a refund. */
  takeBack(request: ShareReturnRequest): Promise<ShareReturnOutcome>;
  askReturn(request: ShareReturnRequest): Promise<ShareReturnOutcome | { kind: "absent" }>;
  /** What can still be shared of a payment. Absent where the wallet has no such question. */
  remaining?(subject: { walletRef: string; subMerchant?: string }): Promise<{ kind: "known"; amount: Money } | Unknown>;
}

export type Receiver = {
  kind: "merchant" | "person";
  /** The wallet's number of it: a merchant number, an openid, a user number. */
  account: string;
  /** The wallet compares it where it is given; a wallet that wants it sealed gets it sealed. */
  name?: string;
};

export type ShareBack = { receiver: Receiver; amount: Money };

export type BindOutcome = { kind: "done" } | Refused | Unknown;

export type ShareRequest = {
  /** 26 characters, letters and digits. */
  shareId: string;
  paymentId: string;
  walletRef: string;
  receiver: Receiver;
  amount: Money;
  reason: string;
  subMerchant?: string;
};

export type ShareOutcome =
  | { kind: "shared"; walletRef: string; amount: Money }
  | { kind: "processing" }
  | Refused
  | Unknown;

export type ShareReturnRequest = {
  /** 26 characters, letters and digits. */
  returnId: string;
  shareId: string;
  walletRef: string;
  receiver: Receiver;
  amount: Money;
  reason: string;
  subMerchant?: string;
};

export type ShareReturnOutcome =
  | { kind: "returned"; walletRef: string; amount: Money }
  | { kind: "processing" }
  | Refused
  | Unknown;

/** Sends a store's money to its bank card. */
export interface WithdrawalWallet {
  /** Present where it sends to whichever bank account is named, not only to the store's own that the wallet knows. */
  readonly toAnyCard?: true;
  /** Safe to repeat under the same withdrawalId. */
  send(request: WithdrawalRequest): Promise<WithdrawalOutcome>;
  ask(request: WithdrawalRequest): Promise<WithdrawalOutcome | { kind: "absent" }>;
  /** What the wallet holds for the store. Absent where the wallet has no such question. */
  balance?(subMerchant?: string): Promise<{ kind: "known"; available: Money; pending: Money } | Unknown>;
}

export type WithdrawalRequest = {
  /** 26 characters, letters and digits: the withdrawal's number on the wallet's wire. */
  withdrawalId: string;
  /** What the bank card receives. */
  amount: Money;
  /** Wallets that know the store's card by themselves ignore it, and answer which one they used. */
  card: { holder: string; bank: string; number: string };
  subMerchant?: string;
};

export type WithdrawalOutcome =
  | { kind: "paid"; walletRef: string; amount: Money; cardLast4?: string }
  | { kind: "processing" }
  /** Explicit: nothing left under this withdrawalId, or the bank sent it back; nothing will. */
  | Refused
  | Unknown;
