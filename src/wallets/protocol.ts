import type { Currency, Money } from "#money";
import type { AcquiringWallet } from "./acceptance.ts";
import type { ReleaseWallet, ShareBack, SharingWallet, WithdrawalWallet } from "./after-payment.ts";
import type { BillFiles } from "./bill-files.ts";
import type { ChargeWallet } from "./charge.ts";
import type { OnboardingForm, OnboardingOutcome, OnboardingWallet } from "./onboarding.ts";
import { plainWallet } from "./plain-text.ts";
import type { RefundElsewhere } from "./refund-elsewhere.ts";
import type { ShownCall, WireCall } from "./wire-call.ts";

export type * from "./acceptance.ts";
export type * from "./after-payment.ts";
export * from "./bill-files.ts";
export type * from "./charge.ts";
export * from "./onboarding.ts";
export { wellFormed } from "./plain-text.ts";
export type * from "./refund-elsewhere.ts";
export { withheldCall, wordsOf } from "./shown.ts";
export type * from "./wire-call.ts";

/**
 * What a wallet is, to the house. A wallet's folder implements this and nothing outside the folder knows the wallet's
 * words. Every method that talks to the wallet resolves: a time-out, a 5xx, an answer that cannot be proven or a word
 * never seen before is `unknown`, never an exception and never `refused`.
 */
export interface Wallet {
  /** Opens one payment at the wallet. Safe to repeat under the same paymentId with the same request. */
  start(request: StartRequest): Promise<PayOutcome>;
  ask(subject: PaymentSubject): Promise<AskOutcome>;
  /** `closed` only on the wallet's explicit word that nobody can pay any more; already paid answers `paid`. */
  close(subject: PaymentSubject): Promise<PayOutcome>;
  /** Sends money back. Safe to repeat under the same refundId. */
  refund(request: RefundRequest): Promise<RefundOutcome>;
  askRefund(request: RefundSubject): Promise<RefundOutcome | { kind: "absent" }>;
  /** Sends an abnormal refund to another account; absent where the wallet has no call for it. */
  readonly refundElsewhere?: RefundElsewhere;
  /** Proves a notice over its raw bytes, before anything in it is believed. */
  readNotice(raw: RawRequest): Promise<NoticeReading>;
  /**
   * What of an exchange may be kept and looked at: by a list of what is shown, in the wallet's own folder. Pure and
   * quick; it may throw. Absent where nothing of what was said is kept.
   */
  show?(call: WireCall): ShownCall;
  /** One payment at the wallet for several stores' orders; absent where the wallet has none. */
  readonly combined?: CombinedWallet;
  /**
   * The wallet's own file about one day of Asia/Shanghai ("2024-09-12"), proven before the first line where it can be
   * and to its last total after it: whoever reads it keeps nothing unless it ends well. Throws BillFault. Absent where
   * the wallet has none.
   */
  bill?(day: string): AsyncIterable<readonly BillLine[]>;
  /** Charges a payer's code at a till; absent where this account has no right to. */
  readonly charge?: ChargeWallet;
  /** The merchant's account in EMVCo's merchant-presented codes, as the network handed it out: object and value. */
  readonly emvAccount?: { id: string; value: string };
  /** Pays our merchants for what another wallet's users paid; absent where the wallet has no call for it. */
  readonly acquiring?: AcquiringWallet;
  /** The wallet's file of everything that moved its account on that day, in the same way. Absent where it has none. */
  fundBill?(day: string): AsyncIterable<readonly FundLine[]>;
  /** The same of refunds alone, which tells when each arrived. Absent where the wallet has no such bill. */
  refundBill?(day: string): AsyncIterable<readonly RefundLine[]>;
  /** What moved the account into which the marketplace's shares go: shares and their returns are looked at. */
  commissionBill?(day: string): AsyncIterable<readonly FundLine[]>;
  /** Reads bills that somebody downloaded by hand; absent where no form of this wallet's bill is known. */
  readonly billFiles?: BillFiles;
  /** Lets a paid order's money go; absent where the wallet, or this account of ours, holds none. */
  readonly release?: ReleaseWallet;
  /** Gives others, the marketplace first, their part of a payment; absent where this account has no right to. */
  readonly sharing?: SharingWallet;
  /** Sends a store's money to its bank card; absent where the wallet has no call for it. */
  readonly withdrawals?: WithdrawalWallet;
  /** Takes a store's application to join; absent where this account of ours may not bring stores in. */
  readonly onboarding?: OnboardingWallet;
  /** Chores that the wallet needs now and then (certificate rotation). Called at start and on a schedule. */
  refresh?(): Promise<void>;
}

export interface CombinedWallet {
  start(request: CombinedStartRequest): Promise<PayOutcome>;
  /** A part per payment, in any order. A part the wallet does not know is `absent`. */
  ask(subject: CombinedSubject): Promise<CombinedOutcome>;
  close(subject: CombinedSubject): Promise<CombinedOutcome>;
}

/**
 * How the buyer meets the wallet:
 * - `qr`: a code on a desktop screen, scanned with the phone;
 * - `jump`: a phone's or desktop's browser leaves for the wallet and comes back to returnUrl;
 * - `in_app`: the page is already inside the wallet's own browser or mini program (needs buyer.openid);
 * - `app`: a native app hands the order to the wallet's SDK;
 * - `code`: a till scanned the code that the payer's app shows. Only `charge` takes it, no checkout offers it.
 */
export type PayMethod = "qr" | "jump" | "in_app" | "app" | "code";
/** What a checkout can offer. */
export type CheckoutMethod = Exclude<PayMethod, "code">;
export const payMethods = ["qr", "jump", "in_app", "app"] as const satisfies readonly CheckoutMethod[];

export type StartRequest = {
  /** 26 characters, letters and digits: the order number on the wallet's wire. */
  paymentId: string;
  method: PayMethod;
  device: "desktop" | "phone";
  amount: Money;
  /** What the wallet's app shows; at most 120 characters. */
  title: string;
  expiresAt: Date;
  /** Absolute, without query. */
  noticeUrl: string;
  /** Where the wallet sends the buyer back to. */
  returnUrl: string;
  buyer: { ip?: string; openid?: string };
  /** The store's number at the wallet, in partner mode. */
  subMerchant?: string;
};

export type CombinedPart = { paymentId: string; amount: Money; title: string; subMerchant?: string };

export type CombinedStartRequest = Omit<StartRequest, "paymentId" | "amount" | "subMerchant"> & {
  /** 26 characters, letters and digits: the combined order's number. */
  combinedId: string;
  parts: readonly CombinedPart[];
};

/** What the house knows of a payment when it asks or closes. Instants let a wallet judge what a silence means. */
export type PaymentSubject = {
  paymentId: string;
  method: PayMethod;
  amount: Money;
  expiresAt: Date;
  subMerchant?: string;
  walletRef?: string;
};

export type CombinedSubject = {
  combinedId: string;
  method: PayMethod;
  expiresAt: Date;
  parts: readonly CombinedPart[];
  /** What start() answered in `waiting.ref`, e.g. Alipay's pre_order_no. */
  ref?: string;
};

/** What the buyer must do next. */
export type BuyerAction =
  | { kind: "qr"; content: string }
  /** With `form`, the browser posts these fields there instead of opening the address. */
  | { kind: "jump"; url: string; form?: Record<string, string> }
  /** Parameters for the wallet's own bridge in its browser or mini program. */
  | { kind: "invoke"; bridge: string; parameters: Record<string, string> }
  /** What a native app gives to the wallet's SDK. */
  | { kind: "app"; order: string };

export type PayOutcome =
  | { kind: "paid"; walletRef: string; amount: Money; paidAt: Date; buyerRef?: string }
  /**
   * Only on the wallet's own explicit word: this attempt can no longer be paid and nothing was taken. `reasons`: the
   * house itself refused in the wallet's place, and says why in its own words.
   */
  | { kind: "refused"; code: string; says: string; reasons?: readonly ({ code: string } & Words)[] }
  /** `hopeless`: a payer's code whose order stands, and will not be paid: whoever charged it undoes it and says why. */
  | {
      kind: "waiting";
      action?: BuyerAction;
      ref?: string;
      stage?: "offered" | "scanned" | "paying";
      hopeless?: { code: string; says: string };
    }
  | { kind: "closed"; code: string }
  /** Time-out, 5xx, unproven answer, or a word that we do not know (then `alarm` is true): ask again. */
  | { kind: "unknown"; cause: string; alarm?: boolean };

/** `absent`: the wallet has no such payment, or none yet. That too is no failure. */
export type AskOutcome = PayOutcome | { kind: "absent" };

export type CombinedOutcome = readonly { paymentId: string; outcome: AskOutcome }[];

export type RefundRequest = {
  /** 26 characters, letters and digits: the refund's number on the wallet's wire. */
  refundId: string;
  paymentId: string;
  walletRef?: string;
  /** When the refund was asked for: the same at every call about it (some wallets make it a part of its number). */
  createdAt: Date;
  amount: Money;
  /** The whole payment's amount. */
  total: Money;
  reason: string;
  noticeUrl: string;
  subMerchant?: string;
  /** True when the payment was a part of a combined order. */
  combined?: boolean;
  /** Parts of shares that come back with this very refund, where the wallet gives them back in no other way. */
  sharesBack?: readonly ShareBack[];
};

export type RefundSubject = Pick<
  RefundRequest,
  "refundId" | "paymentId" | "createdAt" | "amount" | "total" | "subMerchant" | "walletRef"
>;

export type RefundOutcome =
  | { kind: "refunded"; walletRefundRef: string; amount: Money; refundedAt: Date }
  | { kind: "processing"; walletRefundRef?: string }
  /** The wallet cannot reach the buyer's account; a person must choose another way. */
  | { kind: "abnormal"; code: string; says: string }
  /** Explicit: no money went back under this refundId and none will. */
  | { kind: "refused"; code: string; says: string }
  | { kind: "unknown"; cause: string; alarm?: boolean };

/** A request as it came in: header names in lower case, body as bytes. `path` holds path and query as on the wire. */
export type RawRequest = {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
};

export type RawResponse = { status: number; headers: Readonly<Record<string, string>>; body: Buffer };

export type NoticeReading =
  | { kind: "payment"; noticeId: string; paymentId: string; outcome: PayOutcome }
  | { kind: "combined"; noticeId: string; combinedId: string; parts: CombinedOutcome }
  | { kind: "refund"; noticeId: string; refundId: string; paymentId: string; outcome: RefundOutcome }
  | { kind: "onboarding"; noticeId: string; applicationId: string; outcome: OnboardingOutcome }
  /** Something came of a share or a withdrawal: its number on the wire. What came of it the house asks for itself. */
  | { kind: "after"; noticeId: string; about: "share" | "withdrawal"; number: string }
  /** Proven, but nothing that the house acts on. */
  | { kind: "ignored"; noticeId: string; type: string }
  | { kind: "not_genuine"; why: string };

/** A payment or a refund as a wallet's bill tells it. */
export type BillLine = {
  kind: "payment" | "refund";
  /** The wallet's own number: of the payment, or of the refund. */
  walletRef: string;
  /** As it went over the wire: 26 characters if it was ours, else whatever the file holds. */
  paymentId: string;
  /** Only on refunds. */
  refundId: string | null;
  /** Never negative; what a refund sent back. */
  amount: Money;
  /** What the wallet kept; negative where it gave its fee back. */
  fee: Money;
  /** The rate that the file says its fee was taken at, as a fraction; null where it says none. */
  feeRate: { of: bigint; per: bigint } | null;
  at: Date;
  /** \`done\`: the money moved. \`unknown\`: a word never seen before. */
  state: "done" | "under_way" | "failed" | "unknown";
};

/** A refund as a wallet's bill of refunds tells it. */
export type RefundLine = {
  walletRef: string;
  refundId: string | null;
  amount: Money;
  askedAt: Date;
  /** When it arrived; null while it has not. */
  doneAt: Date | null;
};

/** One movement of the account that the wallet keeps for us. `other`: a word that no part of the house acts on. */
export type FundLine = {
  kind: "payment" | "refund" | "fee" | "withdrawal" | "sharing" | "sharing_return" | "other";
  /** The wallet's number of what moved the money; it may stand on several lines (a payment and its fee). */
  walletRef: string;
  /** Our own number on the wire, where the file tells it. */
  ownRef: string | null;
  /** What came in is positive, what went out negative. */
  amount: Money;
  at: Date;
  /** The wallet's own word for the kind. */
  word: string;
};

/**
 * Why a bill is refused. `bill_missing`: the wallet has none; `bill_not_ready`: it comes later; `bill_too_large`: it
 * unpacks to more than any bill.
 */
export const billFaults = [
  ...(["bill_hash_wrong", "bill_truncated", "bill_total_wrong", "bill_malformed"] as const),
  ...(["bill_not_ready", "bill_missing", "bill_unreachable"] as const),
  ...(["bill_day_differs", "bill_account_differs", "bill_too_large"] as const),
] as const;

export class BillFault extends Error {
  readonly code: (typeof billFaults)[number];
  /** What the file says of itself, where that is what is wrong with it. */
  readonly found: string | null;
  constructor(code: (typeof billFaults)[number], says: string, found: string | null = null) {
    super(says);
    this.name = "BillFault";
    this.code = code;
    this.found = found;
  }
}

/** One HTTP call to a wallet. Rejects on time-out or a broken connection; resolves on any status. */
export type Http = (request: {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Buffer;
  timeoutMs: number;
  /** Our own certificate for the handshake, as PEM, where the wallet asks for one. */
  client?: { key: string; cert: string };
}) => Promise<RawResponse>;

/** The same for a file of any length: its bytes come as they arrive. */
export type HttpStream = (
  request: Parameters<Http>[0],
) => Promise<Omit<RawResponse, "body"> & { body: AsyncIterable<Uint8Array> }>;

/** All that a wallet may touch. It never sees a database. */
export type Outside = {
  http: Http;
  /** Absent where nothing is long (tests, the simulation): files come by `http`, whole. */
  stream?: HttpStream;
  now: () => Date;
  /** Cryptographic randomness, for nonces. */
  random: (bytes: number) => Buffer;
};

export type Words = { zh: string; en: string };

/** A setting of a wallet account: the settings form, the checks at start and the docs are made from these. */
export type SettingField = {
  name: string;
  title: Words;
  secret: boolean;
  required: boolean;
  /** Multi-line PEM or one line of text. */
  shape: "text" | "pem" | "url";
  hint?: Words;
};

/**
 * How a network's payer codes look: decimal digits that begin with `prefix`, so many in all; or, for codes that are no
 * plain numbers, whatever matches `shape` (regular expression source). Several networks may claim the same codes.
 */
export type PayerCodeRule = { prefix: string; digits: { min: number; max: number } } | { shape: string };

export type WalletKind<Settings = unknown> = {
  /** Plain text in the database and in the API: "wechatpay". */
  id: string;
  title: Words;
  /** An SVG mark, drawn by us, 24 × 24, and the colour that goes with it. */
  mark: { svg: string; colour: string };
  currencies: readonly Currency[];
  methods: readonly CheckoutMethod[];
  /** Which methods open a combined order, and how many parts at most; null where the wallet has none. */
  combined: { methods: readonly CheckoutMethod[]; partsMax: number } | null;
  /** True where an in_app payment needs the buyer's identity (openid) in this wallet's app. */
  inAppNeedsOpenid: boolean;
  /** Regular expression source that the user agent of the wallet's own browser matches. */
  inAppUserAgent: string;
  /** The codes that its app shows to tills; none where it shows none. */
  payerCodes: readonly PayerCodeRule[];
  /** True where accounts of it may stand in EMVCo's merchant-presented codes. */
  inEmvCodes?: boolean;
  /** Names of its own sites (with what lies below them), which others may pose as. */
  hosts: readonly string[];
  /** Schemes of addresses that open its app, such as "alipays:". */
  schemes: readonly string[];
  /** True where a jump works from a desktop's browser too (Alipay's page.pay; WeChat Pay's H5 is for phones only). */
  desktopJump?: boolean;
  /** Pays its merchants for what another wallet's users paid, where its accounts have `acquiring`. */
  acquires?: boolean;
  settings: readonly SettingField[];
  /** What a store's application must hold; absent where stores cannot apply through us. */
  onboarding?: OnboardingForm;
  /** Checks settings once; throws WalletSettingsFault with every fault named. */
  readSettings(settings: Readonly<Record<string, string>>): Settings;
  connect(settings: Settings, outside: Outside): Wallet;
  /** What to answer a notice: `taken` when every book has committed, `again` to make the wallet send it again. */
  replies: { taken: RawResponse; again: RawResponse; notGenuine: RawResponse };
};

export class WalletSettingsFault extends Error {
  readonly faults: readonly string[];
  constructor(wallet: string, faults: readonly string[]) {
    super(`Settings of ${wallet}: ${faults.join("; ")}`);
    this.name = "WalletSettingsFault";
    this.faults = faults;
  }
}

/**
 * Hides a wallet's settings type, so that the list of wallets needs no `any`. The one edge where a wallet's words come
 * in: from here on they are words that the database takes.
 */
export function defineWallet<Settings>(kind: WalletKind<Settings>): WalletKind {
  return { ...kind, connect: (settings, outside) => plainWallet(kind.connect(settings as Settings, outside)) };
}
