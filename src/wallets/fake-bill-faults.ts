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
  /** Our own number of a refund; null for a payment. */
  ownBack: string | null;
};

type Knobs = Pick<
  FaultKnobs,
  | ("bill_drop" | "bill_extra" | "bill_wrong_amount" | "bill_wrong_fee" | "bill_wrong_state" | "bill_next_day")
  | ("bill_repeat" | "bill_of_refunds")
>;

const dayMs = 86_400_000;

/**
 * What a day's bill holds when the knobs are set: true rows of the day and the day before, altered. Each knob takes
 * payments (or refunds) of its own, in the order of their time; what was moved into the next day stands there at its
 * beginning.
 */
export function alterBill<Row extends BillRow>(rowsOf: (day: string) => Row[], day: string, knobs: Knobs): Row[] {
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
  const begins = Date.parse(`${day}T00:00:00+08:00`);
  const kind = knobs.bill_of_refunds ? "refund" : "payment";
  const late = knobs.bill_next_day === 0 ? [] : lastOf(rowsOf(before), kind, knobs.bill_next_day);
  const own = rowsOf(day);
  const moved = new Set(lastOf(own, kind, knobs.bill_next_day));
  const rows = own.filter((row) => !moved.has(row));
  const some = rows.filter((row) => row.kind === kind);
  const next = (count: number): Set<Row> => new Set(some.splice(0, count));
  const dropped = next(knobs.bill_drop);
  const [dearer, otherFee, otherState] = [
    next(knobs.bill_wrong_amount),
    next(knobs.bill_wrong_fee),
    next(knobs.bill_wrong_state),
  ];
  const repeated = [...next(knobs.bill_repeat)];
  const altered = rows
    .filter((row) => !dropped.has(row))
    .map((row) => ({
      ...row,
      amount: row.amount + (dearer.has(row) ? 1n : 0n),
      fee: row.fee + (otherFee.has(row) ? 5n : 0n),
      wrongState: otherState.has(row),
    }));
  const like = own.find((row) => row.kind === kind);
  const strangers = like ? Array.from({ length: knobs.bill_extra }, (_, i) => stranger(like, i)) : [];
  const atMidnight = late.map((row, i) => ({ ...row, at: begins + 1000 * (i + 1) }));
  return [...atMidnight, ...altered, ...repeated, ...strangers].sort((a, b) => a.at - b.at);
}

/** What moved the account stands as it was, but on the day on which its trade stands. */
export function alterFunds<Row extends BillRow>(rowsOf: (day: string) => Row[], day: string, knobs: Knobs): Row[] {
  const asTheyWere = { bill_drop: 0, bill_extra: 0, bill_wrong_amount: 0, bill_wrong_fee: 0, bill_wrong_state: 0 };
  return alterBill(rowsOf, day, { ...knobs, ...asTheyWere, bill_repeat: 0 });
}

function lastOf<Row extends BillRow>(rows: readonly Row[], kind: Row["kind"], count: number): Row[] {
  const some = rows.filter((row) => row.kind === kind);
  return count === 0 ? [] : some.slice(-count);
}

function stranger<Row extends BillRow>(like: Row, i: number): Row {
  const own = `STRANGER${like.own.slice(-12)}${i}`;
  return { ...like, own, ref: `${like.ref.slice(0, -3)}${900 + i}`, ownBack: like.ownBack === null ? null : own };
}
