/**
 * The life of a dispute. Rows: states; names: what a rule, the store, the clock, people, the buyer or a refund said.
 * A refund-only request begins where its rule leads; any other dispute begins with a person.
 */
export const disputeTable = {
  /** The store is asked, and has until the deadline. */
  with_store: {
    agreed: "granted",
    silent: "granted",
    contested: "with_person",
    withdrawn: "withdrawn",
    /** The store agreed by somebody who may not send that much back alone, or who asked for it themselves. */
    agreed_not_alone: "with_person",
  },
  /** One person proposes, another decides. */
  with_person: { for_buyer: "granted", for_store: "rejected", withdrawn: "withdrawn" },
  /** The refund is to be made, or under way. */
  granted: { refunded: "refunded", refund_failed: "with_person" },
  /** The money went back; the store may appeal for some days. */
  refunded: { appealed: "appealed" },
  appealed: { upheld: "upheld", overturned: "compensating" },
  /** The platform owes the store its loss. */
  compensating: { paid: "compensated" },
  compensated: {},
  upheld: {},
  rejected: {},
  withdrawn: {},
} as const;

export type DisputeState = keyof typeof disputeTable;
export type DisputeEvent = { [State in DisputeState]: keyof (typeof disputeTable)[State] }[DisputeState];

/** Where a dispute may begin. */
export const disputeStarts = ["granted", "with_store", "with_person"] as const satisfies readonly DisputeState[];

/** While it is in one of these, the order's money is not released and no second dispute is opened. */
export const holdingStates: readonly DisputeState[] = ["with_store", "with_person", "granted"];

export function nextDispute(state: DisputeState, event: DisputeEvent): DisputeState | null {
  const row: Partial<Record<DisputeEvent, DisputeState>> = disputeTable[state];
  return row[event] ?? null;
}
