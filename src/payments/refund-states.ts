import type { RefundState } from "./types.ts";

/** The life of a refund. Rows: states; names: what the wallet said. A wallet's "processing" is not yet "refunded". */
export const refundTable = {
  created: { processing: "processing", refunded: "refunded", abnormal: "abnormal", refused: "refused" },
  processing: { refunded: "refunded", abnormal: "abnormal", refused: "refused" },
  /** The wallet could not reach the buyer's account: a person chooses another way, and it is under way again. */
  abnormal: { processing: "processing", refunded: "refunded", refused: "refused" },
  refunded: {},
  refused: {},
} as const satisfies Record<RefundState, Partial<Record<RefundEvent, RefundState>>>;

export type RefundEvent = "processing" | "refunded" | "abnormal" | "refused";

export function nextRefund(state: RefundState, event: RefundEvent): RefundState | null {
  const row: Partial<Record<RefundEvent, RefundState>> = refundTable[state];
  return row[event] ?? null;
}
