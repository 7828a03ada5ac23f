/** Expected refusals of this room. The HTTP room gives each a status and words in both languages. */
export type PaymentFault =
  | "not_found"
  | "idempotency_key_reused"
  | "checkout_expired"
  | "checkout_complete"
  | "checkout_cancelled"
  | "order_already_paid"
  | "order_duplicate"
  | "store_unknown"
  | "store_closed"
  | "amount_mismatch"
  | "amount_invalid"
  | "currency_unsupported"
  | "wallet_unknown"
  | "wallet_not_offered"
  | "wallet_unreachable"
  | "wallet_refused"
  | "method_unsupported"
  | "openid_required"
  | "payment_in_progress"
  | "payment_wrong_state"
  | "payment_not_closed"
  | "friend_link_used"
  | "friend_link_expired"
  | "refund_exceeds"
  | "release_in_progress"
  | "voucher_stands"
  | "refund_in_progress"
  | "refund_wrong_state"
  | "refund_elsewhere_unsupported"
  | "balance_short"
  | "refund_decided"
  | "refund_others_own"
  | "refund_limit_owners_own"
  | "second_person_needed";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: PaymentFault; detail?: Readonly<Record<string, unknown>> };

export function ok<T>(value: T, repeated = false): Result<T> {
  return repeated ? { ok: true, value, repeated } : { ok: true, value };
}

export function refuse(fault: PaymentFault, detail?: Readonly<Record<string, unknown>>): Result<never> {
  return detail ? { ok: false, fault, detail } : { ok: false, fault };
}
