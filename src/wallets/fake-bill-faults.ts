import type { FaultKnobs } from "./fake-protocol.ts";

/** A row of a fake's bill, as far as the knobs alter it. Amounts whole fen, instants milliseconds. */
export type BillRow = {
  at: number;
  kind: "payment" | "refund";
  amount: bigint;
  /** What the wallet kept; negative where it gave it back. */
  fee: bigint;
  /** The wallet's word for another state than the true one is written where this is true. */
  wrongState: boolean;
  /** Our number, and the wallet's. */
  own: string;
  ref: string;
};

type Knobs = Pick<
  FaultKnobs,
  "bill_drop" | "bill_extra" | "bill_wrong_amount" | "bill_wrong_fee" | "bill_wrong_state" | "bill_next_day"
>;

const dayMs = 86_400_000;

/**
 * What a day's bill holds when the knobs are set: true rows of the day and the day before, altered. Each knob takes
 * payments of its own, in the order of their time; what was moved into the next day stands there at its beginning.
 */
export function alterBill<Row extends BillRow>(rowsOf: (day: string) => Row[], day: string, knobs: Knobs): Row[] {
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
  const begins = Date.parse(`${day}T00:00:00+08:00`);
  const late = knobs.bill_next_day === 0 ? [] : lastPayments(rowsOf(before), knobs.bill_next_day);
  const own = rowsOf(day);
  const moved = new Set(lastPayments(own, knobs.bill_next_day));
  const rows = own.filter((row) => !moved.has(row));
  const payments = rows.filter((row) => row.kind === "payment");
  const next = (count: number): Set<Row> => new Set(payments.splice(0, count));
  const dropped = next(knobs.bill_drop);
  const [dearer, otherFee, otherState] = [
    next(knobs.bill_wrong_amount),
    next(knobs.bill_wrong_fee),
    next(knobs.bill_wrong_state),
  ];
  const altered = rows
    .filter((row) => !dropped.has(row))
    .map((row) => ({
      ...row,
      amount: row.amount + (dearer.has(row) ? 1n : 0n),
      fee: row.fee + (otherFee.has(row) ? 5n : 0n),
      wrongState: otherState.has(row),
    }));
  const like = own.find((row) => row.kind === "payment");
  const strangers = like ? Array.from({ length: knobs.bill_extra }, (_, i) => stranger(like, i)) : [];
  const atMidnight = late.map((row, i) => ({ ...row, at: begins + 1000 * (i + 1) }));
  return [...atMidnight, ...altered, ...strangers].sort((a, b) => a.at - b.at);
}

/** What moved the account stands as it was, but on the day on which its trade stands. */
export function alterFunds<Row extends BillRow>(rowsOf: (day: string) => Row[], day: string, knobs: Knobs): Row[] {
  const asTheyWere = { bill_drop: 0, bill_extra: 0, bill_wrong_amount: 0, bill_wrong_fee: 0, bill_wrong_state: 0 };
  return alterBill(rowsOf, day, { ...knobs, ...asTheyWere });
}

function lastPayments<Row extends BillRow>(rows: readonly Row[], count: number): Row[] {
  const payments = rows.filter((row) => row.kind === "payment");
  return count === 0 ? [] : payments.slice(-count);
}

function stranger<Row extends BillRow>(like: Row, i: number): Row {
  return { ...like, own: `STRANGER${like.own.slice(-12)}${i}`, ref: `${like.ref.slice(0, -3)}${900 + i}` };
}
