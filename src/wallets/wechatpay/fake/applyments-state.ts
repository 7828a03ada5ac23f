import type { FakeReason } from "../../fake-onboarding.ts";

/** A picture that was handed over. Its bytes are not kept: what a reviewer sees of it is. */
export type Media = { id: string; sha256: string; bytes: number; width: number; height: number };

export type ApplymentState =
  | "CHECKING"
  | "ACCOUNT_NEED_VERIFY"
  | "AUDITING"
  | "REJECTED"
  | "NEED_SIGN"
  | "FINISH"
  | "FROZEN"
  | "CANCELED";

export type Applyment = {
  outRequestNo: string;
  applymentId: number;
  state: ApplymentState;
  /** What it says, decrypted, as a hash: a repeat must say the same. */
  fingerprint: string;
  merchant: string;
  accountLast4: string;
  /** What the reviewer will find, found at submission. */
  findings: FakeReason[];
  auditDetail: FakeReason[];
  subMchid: string | null;
  submittedAt: number;
  /** When it moves on by itself; null while it waits for somebody. */
  dueAt: number | null;
};

export type KeptApplyments = { media: Media[]; applyments: Applyment[] };

export class Applyments {
  readonly media = new Map<string, Media>();
  readonly byNumber = new Map<string, Applyment>();

  byId(id: number): Applyment | undefined {
    return [...this.byNumber.values()].find((one) => one.applymentId === id);
  }

  /** Numbers that were given to accepted stores: they are authorised to the platform. */
  hasSubMerchant(number: string): boolean {
    return [...this.byNumber.values()].some((one) => one.state === "FINISH" && one.subMchid === number);
  }

  keep(): KeptApplyments {
    return { media: [...this.media.values()], applyments: [...this.byNumber.values()] };
  }

  static of(kept: KeptApplyments | undefined): Applyments {
    const made = new Applyments();
    for (const one of kept?.media ?? []) made.media.set(one.id, one);
    for (const one of kept?.applyments ?? []) made.byNumber.set(one.outRequestNo, one);
    return made;
  }
}
