import type { Currency } from "#money";
import type { AgreedRates } from "./agreed-rates.ts";
import { field, flag, type LineView, lineStates, viewOf } from "./line-record.ts";
import type { LinesTable } from "./lines-table.ts";
import { OurRow } from "./our-record.ts";
import { StoreSums } from "./store-sums.ts";
import type { BreakClass } from "./types.ts";

export type Found = {
  classes: BreakClass[];
  /** The bill's line; null when the bill has none. */
  line: LineView | null;
  /** `fund`: a movement of the account, or all of them. */
  kind: "payment" | "refund" | "fund";
  subject: string | null;
  wallet_ref: string | null;
  currency: string;
  ours: bigint | null;
  theirs: bigint | null;
  fee: bigint | null;
  fee_expected: bigint | null;
  our_state: string | null;
  their_state: string | null;
  /** When the wallet says, or we do where the wallet says nothing. */
  at: Date;
  near_edge: boolean;
  /** Which movement of the account it is, where no line of the trade bill is: several may have one number. */
  movement?: string;
};

/** Our side of a line, from the day's rows or looked up. */
export type Ours = {
  id: string;
  amount: bigint;
  currency: string;
  state: string;
  ref: string | null;
  dayOne: number | null;
  dayTwo: number | null;
  store: string;
  /** How it was paid, and when the payment was: for the fee that was agreed. */
  method: string | null;
  paidAt: number | null;
  /** The wallet account that was paid, where it was looked up. */
  account?: string;
};

/** Around midnight the wallet's clock and ours may put a payment into neighbouring days. */
export const edgeMinutes = 30;
const edgeMs = edgeMinutes * 60_000;

export type Day = { from: Date; to: Date };

const settledList = ["paid", "surplus", "returned", "refunded"] as const;
const settledStates: ReadonlySet<string> = new Set(settledList);
const settledWords = settledList.map((word) => Buffer.from(word));
const yuan = Buffer.from("CNY");
const isIn = (day: Day, at: number | null): boolean => at !== null && at >= day.from.getTime() && at < day.to.getTime();

export type Meeting = {
  /** Differs in some way. */
  found(found: Found): Promise<void> | void;
  /** Ours, and no line of this bill. */
  ours(ours: Ours): Promise<void> | void;
  /** The wallet kept this for a line that is a store's. */
  fee(store: string, fee: bigint): void;
  /** A line of ours that the day's list of ours will not show. */
  elsewhere(line: LineView): void;
  /** What was agreed with the wallet goes before the bill's own rate. */
  rates: AgreedRates | null;
};

const done = lineStates.indexOf("done");

/** Holds our rows of a part against its lines. What agrees in all is passed over without an object made of it. */
export async function meetOurs(table: LinesTable, rows: Buffer, day: Day, meeting: Meeting): Promise<void> {
  const row = new OurRow();
  const { bytes } = table;
  const fees = new StoreSums();
  for (let from = 0; from < rows.length && row.read(rows, from); from = row.end) {
    const at = table.find(row.kind, rows, row.id);
    if (at === -1) {
      await meeting.ours(oursOf(row));
      continue;
    }
    table.match(at);
    if (isClean(row, bytes, at, day) && (meeting.rates === null || isAgreed(meeting.rates, row, bytes, at))) {
      const fee = at + field.fee;
      fees.add(rows, row.storeFrom, row.storeLength, bytes.readInt32BE(fee), bytes.readInt32BE(fee + 4));
      continue;
    }
    const ours = oursOf(row);
    const found = compare(expectAgreed(meeting.rates, viewOf(bytes, at), ours), ours, day);
    if (found.classes.length > 0) await meeting.found(found);
    if (isFeeOurs(found)) meeting.fee(row.store, found.fee ?? 0n);
  }
  for (const [store, fee] of fees.sums()) meeting.fee(store, fee);
}

/** A line that did not go through moved nothing, whatever fee stands in it; one that is nobody's is no store's. */
export const isFeeOurs = ({ classes, their_state }: Found): boolean =>
  !classes.includes("theirs_only") && their_state !== "failed";

/** The bill's own rate may be wrong where the agreed one is right, so such a line is looked at again. */
function isAgreed(rates: AgreedRates, row: OurRow, bytes: Buffer, at: number): boolean {
  const [kind, fee] = [row.kind === 0 ? "payment" : "refund", bytes.readBigInt64BE(at + field.fee)] as const;
  const expected = rates({ kind, fee, amount: row.amount, method: row.method, paidAt: row.paidAt });
  return expected === null || expected === fee;
}

/** The line with what was agreed about its fee, where anything was. */
export function expectAgreed(rates: AgreedRates | null, line: LineView, ours: Ours | null): LineView {
  if (rates === null || ours === null) return line;
  const { method, paidAt } = ours;
  const expected = rates({ kind: line.kind, fee: line.fee, amount: line.amount, method, paidAt });
  return expected === null ? line : { ...line, feeExpected: expected };
}

function isClean(row: OurRow, bytes: Buffer, at: number, day: Day): boolean {
  const flags = bytes[at + field.flags] as number;
  return (
    bytes[at + field.state] === done &&
    row.sameAmount(bytes, at + field.amount) &&
    row.sameRef(bytes, at + field.ref + 1, bytes[at + field.ref] as number) &&
    ((flags & flag.feeKnown) === 0 || same8(bytes, at + field.fee, at + field.feeExpected)) &&
    row.isCurrency(yuan) &&
    row.isStateOf(settledWords) &&
    (isIn(day, row.dayOne) || isIn(day, row.dayTwo))
  );
}

const same8 = (bytes: Buffer, one: number, two: number): boolean =>
  bytes.readInt32BE(one) === bytes.readInt32BE(two) && bytes.readInt32BE(one + 4) === bytes.readInt32BE(two + 4);

/** A row of ours as an object: for the few that somebody looks at. */
export function oursOf(row: OurRow): Ours {
  const { idText: id, amount, currency, state, ref, dayOne, dayTwo, store, method, paidAt } = row;
  return { id, amount, currency, state, ref, dayOne, dayTwo, store, method, paidAt };
}

/** A line and what we have under its number, if anything; a line may differ in several ways. */
export function compare(line: LineView, ours: Ours | null, day: Day, isCopy = false): Found {
  return {
    classes: classesOf(line, ours, day, isCopy),
    line,
    kind: line.kind,
    subject: line.subject,
    wallet_ref: line.walletRef,
    currency: line.currency,
    ours: ours?.amount ?? null,
    theirs: line.amount,
    fee: line.fee,
    fee_expected: line.feeExpected,
    our_state: ours?.state ?? null,
    their_state: line.state,
    at: line.at,
    near_edge:
      ours !== null &&
      [ours.dayOne, ours.dayTwo].some((own) => own !== null && Math.abs(own - line.at.getTime()) <= edgeMs),
  };
}

/** What has a line under another wallet's number, or a second line, is the wallet's alone. */
function classesOf(line: LineView, ours: Ours | null, day: Day, isCopy: boolean): BreakClass[] {
  if (ours === null) return line.state === "failed" ? [] : ["theirs_only"];
  if (isCopy || (ours.ref !== null && ours.ref !== line.walletRef)) return ["theirs_only"];
  const settled = settledStates.has(ours.state);
  const classes: BreakClass[] = [];
  if (line.amount !== ours.amount || line.currency !== ours.currency) classes.push("amount");
  const { state } = line;
  if (state === "unknown" || (state === "done" && !settled) || (state === "failed" && settled)) classes.push("state");
  if (line.feeExpected !== null && line.fee !== line.feeExpected) classes.push("fee");
  if (settled && !isIn(day, ours.dayOne) && !isIn(day, ours.dayTwo)) classes.push("day_boundary");
  return classes;
}

/** What we have on that day and no bill has. */
export function oursOnly(ours: Ours, day: Day): Found {
  const at = ours.dayOne ?? ours.dayTwo ?? day.from.getTime();
  const nearEdge = at - day.from.getTime() < edgeMs || day.to.getTime() - at <= edgeMs;
  return {
    classes: [nearEdge ? "day_boundary" : "ours_only"],
    line: null,
    kind: ours.id.startsWith("pay") ? "payment" : "refund",
    subject: ours.id,
    wallet_ref: ours.ref,
    currency: ours.currency as Currency,
    ...{ ours: ours.amount, theirs: null, fee: null, fee_expected: null, our_state: ours.state, their_state: null },
    at: new Date(at),
    near_edge: nearEdge,
  };
}
