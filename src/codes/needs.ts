import type { Clock, Db, Ids, RepeatKey } from "#db";
import type { Money } from "#money";
import type { PaymentFault } from "#payments";
import type { CheckoutMethod, PayMethod, Words } from "#wallets/protocol";
import type { NetworkRule } from "./payer-code.ts";

/** Refusals of this room's own. */
type OwnFault =
  | "till_number_used"
  | "payer_code_used"
  | "payer_code_unknown"
  | "payer_code_ambiguous"
  | "payer_code_of_other_wallet"
  | "merchant_code_revoked";

/** Refusals of payments pass through under their own names. */
export type CodeFault = OwnFault | PaymentFault;

/** What this room needs of others; main hands it in. */
export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: CodeFault; detail?: Readonly<Record<string, unknown>> };

export const ok = <T>(value: T, repeated = false): Result<T> =>
  repeated ? { ok: true, value, repeated } : { ok: true, value };
export const refuse = (fault: CodeFault, detail?: Readonly<Record<string, unknown>>): Result<never> =>
  detail ? { ok: false, fault, detail } : { ok: false, fault };

export type CodeCaller = { kind: string; id: string; marketplace: string | null; store: string | null };

/** As much of a payment as this room reads; what payments gives goes on to the caller whole. */
export type CodePayment = { id: string; order: string; checkout: string; store: string; wallet: string; state: string };

export type NewSale = {
  marketplace: string;
  store: string;
  number: string;
  title: string;
  amount: Money;
  backUrl: string;
  /** As the marketplace knows them, where the till said. */
  buyer?: { reference?: string };
};

export type CodeReason = { code: string } & Words;

export type WalletFace = {
  id: string;
  title: Words;
  mark: { svg: string; colour: string };
  methods: readonly CheckoutMethod[];
  inAppNeedsOpenid: boolean;
  inAppUserAgent: string;
};

export type StartedSale<Payment> = {
  payments: readonly Payment[];
  action: { kind: string; url?: string; form?: Readonly<Record<string, string>> } | null;
};

export type CodeOffered = {
  open: boolean;
  reasons: readonly CodeReason[];
  /** The store has not joined the payer's wallet: this wallet of the store's accepts it, and pays the store. */
  via?: string;
};

/** `reasons` are those between the two wallets; `own`: why the store does not take the payer's wallet itself. */
export type TillOffered = CodeOffered & { own: readonly CodeReason[] };

export type CodesNeeds<Payment extends CodePayment> = {
  db: Db;
  clock: Clock;
  ids: Ids;
  publicUrl: string;
  /** Keyed hash: a payer's code is known again without being kept. */
  hmac(text: string): Buffer;
  wallets: readonly WalletFace[];
  /** Accounts of the wallets that a store has joined, for EMVCo's merchant-presented codes. */
  emvAccounts(store: string): Promise<readonly { id: string; value: string }[]>;
  /** Which payer's codes are whose at the tills of a marketplace. */
  payerRules(marketplace: string | null): readonly NetworkRule[];
  store(id: string): { id: string; marketplace: string; title: Words; open: boolean } | null;
  createSale(
    caller: CodeCaller,
    sale: NewSale,
    repeat: RepeatKey | null,
  ): Promise<Result<{ checkout: string; secret: string }>>;
  startSale(
    caller: CodeCaller,
    start: {
      checkout: string;
      wallet: string;
      method: PayMethod;
      buyer: { ip?: string; openid?: string };
      payer_code?: string;
      by_code?: true;
      issuer?: string;
    },
    repeat: RepeatKey | null,
  ): Promise<Result<StartedSale<Payment>>>;
  /** Ends a sale that is not paid; what is at a wallet is reversed first. */
  endSale(checkout: string): Promise<Result<unknown>>;
  /** A wallet may still take, or still holds, money for a sale that ended: it has proven nothing yet. */
  isInDoubt(checkout: string): Promise<boolean>;
  /** May this wallet pay at this store's code now, and why not. */
  offer(store: string, wallet: string, amount: Money): CodeOffered;
  /** The same of a code that the payer shows to the store's till; of a shut one, why no other wallet accepts it. */
  offerToTill(store: string, wallet: string, amount: Money, buyer: { reference?: string }): TillOffered;
};
