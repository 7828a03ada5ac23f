import type { AskOutcome, PaymentSubject, PayOutcome, StartRequest } from "./protocol.ts";

/**
 * Charging the payer's code that a till scanned. There is no page and no second chance: a code pays one order once,
 * within the minute that it lives, so a charge is never sent twice; what came of it is asked for, and what stays
 * unclear is reversed.
 */
export interface ChargeWallet {
  /**
   * `paid` at once, `waiting` while the payer's app asks for a password, `refused` only on the wallet's word. It undoes
   * nothing: an order that stands though the payer cannot pay it is `waiting` and `hopeless`.
   */
  charge(request: ChargeRequest): Promise<PayOutcome>;
  ask(subject: PaymentSubject): Promise<AskOutcome>;
  /**
   * Ends it: `closed` when nothing can be taken any more and whatever was taken goes back. What is found to be paid
   * before that is answered `paid` and left alone; while the wallet cannot even be asked, nothing is reversed.
   */
  reverse(subject: PaymentSubject): Promise<PayOutcome>;
}

export type ChargeRequest = Omit<StartRequest, "method" | "device" | "returnUrl"> & {
  /** As the till scanned it, without spaces. Never stored, never logged. */
  payerCode: string;
};
