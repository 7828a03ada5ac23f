import type { Clock, Db, Ids } from "#db";
import type { OnboardingForm, Wallet } from "#wallets/protocol";
import type { OnboardingFault, Result } from "./types.ts";

/** How the directory's activation of a store at an account stands. */
export type ActivationFacts = {
  state: "applied" | "merchant_ready" | "active" | "switched_off";
  merchant_ready_at: Date | null;
  visible_at: Date | null;
};

export type Place = { store: string; wallet: string; wallet_account: string };

/** The directory's activation move, handed in. Each may be asked any number of times. */
export type ActivationDoor = {
  of(place: Place): Promise<ActivationFacts | null>;
  /** The store has applied: buyers read that the review is under way. Nothing, where it has an activation already. */
  applied(place: Place): Promise<void>;
  /** The store can be paid under its own number; buyers do not see it yet. */
  ready(place: Place, subMerchant: string): Promise<ActivationFacts>;
  /** Buyers see it. Null where it may not be shown now (another account of this wallet is active, say). */
  show(place: Place): Promise<ActivationFacts | null>;
};

/** What this room needs of others, handed in by main. */
export type OnboardingNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  /** What a wallet asks of an applicant; null where stores cannot apply there through us. */
  formOf(wallet: string): OnboardingForm | null;
  wallet(account: string): Promise<Pick<Wallet, "onboarding"> | null>;
  /** Enabled accounts of a wallet at a marketplace. */
  accountsOf(marketplace: string, wallet: string): readonly string[];
  /** Where the wallet of an account sends its notices. */
  noticeUrl(wallet: string, account: string): string;
  activation: ActivationDoor;
  /** Whether an opening's pilot or stage lets this store's buyers in now, some of them at least. From memory. */
  admitted(place: Place, appliedAt: Date, now: Date): boolean;
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  told?: {
    /** A review ended; seconds since the first submission. */
    decided(wallet: string, outcome: "accepted" | "rejected" | "withdrawn", seconds: number): void;
    /** Seconds between merchant-ready and buyer-visible. */
    shown(wallet: string, seconds: number): void;
  };
};

/** Thrown so that the transaction, and with it the repeat key, is undone. */
export class Refused extends Error {
  readonly answer: { ok: false; fault: OnboardingFault; detail?: Readonly<Record<string, unknown>> };
  constructor(fault: OnboardingFault, detail: Readonly<Record<string, unknown>> = {}) {
    super(fault);
    this.name = "Refused";
    this.answer = { ok: false, fault, detail };
  }
}

/** The answer of a piece of work, or the refusal that ended it. */
export async function settled<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof Refused) return fault.answer;
    throw fault;
  }
}

export const secondsBetween = (from: Date, to: Date): number => Math.trunc((to.getTime() - from.getTime()) / 1000);
