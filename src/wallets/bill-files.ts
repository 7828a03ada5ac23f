import type { BillLine, FundLine, RefundLine } from "./protocol.ts";

/** Bills of a day, each a file of its own: of trades, of refunds, of the account, of the account that takes shares. */
export const billKinds = ["trade", "refund", "fund", "commission"] as const;
export type BillKind = (typeof billKinds)[number];

/** A file that somebody brought: its bytes as they came, packed or not. */
export type BroughtBill = {
  file: AsyncIterable<Uint8Array>;
  /** The day of Asia/Shanghai that it was brought for. */
  day: string;
  /** What the wallet told of the file when it handed it out; null where nobody copied it. */
  hash: string | null;
};

/**
 * How files are read that a person downloaded at the wallet: by the same reading as those that the house fetches, and
 * as a stream. A file that names its account or its day must name ours; else it is refused with what it says. Throws
 * BillFault, perhaps after lines.
 */
export type BillFiles = {
  /** Our number at the wallet, and the kinds of file that name it. Of the others nobody can tell whose they are. */
  account: { number: string; namedBy: readonly BillKind[] };
  trade(brought: BroughtBill): AsyncIterable<readonly BillLine[]>;
  refund?(brought: BroughtBill): AsyncIterable<readonly RefundLine[]>;
  fund?(brought: BroughtBill): AsyncIterable<readonly FundLine[]>;
  commission?(brought: BroughtBill): AsyncIterable<readonly FundLine[]>;
};
