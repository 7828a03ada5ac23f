import { BillFault, type BillFiles, type BillKind, type BillLine, type FundLine } from "#wallets/protocol";
import { dayOf, dayText } from "./day.ts";
import { readBill } from "./import-bill.ts";

/** What a file says, read to its end and kept nowhere. */
export type Looked = {
  digest: string;
  lines: number;
  totals: Readonly<Record<string, string>>;
  begins: Date | null;
  ends: Date | null;
};

export type BroughtAs = { kind: BillKind; day: string; hash: string | null };

/**
 * Reads a file that was brought as the run will read it, to its last total, and refuses what is not of that day. Throws
 * BillFault; null where the wallet has no form of that kind.
 */
export async function lookAtFile(
  forms: BillFiles,
  file: AsyncIterable<Uint8Array>,
  { kind, day, hash }: BroughtAs,
): Promise<Looked | null> {
  const brought = { file, day, hash };
  const span = makeSpan(day);
  if (kind === "trade") {
    const { spill, digest, lines, totals } = await readBill(watched(forms.trade(brought), span.trade), () => {});
    spill.remove();
    return { digest, lines, totals, ...span.end() };
  }
  const sums = { lines: 0, refunds: 0n, in: 0n, out: 0n };
  if (kind === "refund") {
    if (!forms.refund) return null;
    for await (const batch of forms.refund(brought))
      for (const { amount, askedAt, doneAt } of batch) {
        sums.lines++;
        sums.refunds += amount.minor;
        span.refund(askedAt, doneAt);
      }
    return { digest: "", lines: sums.lines, totals: { refunds: `${sums.refunds}` }, ...span.end() };
  }
  const funds = forms[kind]?.(brought);
  if (!funds) return null;
  for await (const batch of funds)
    for (const line of batch) {
      sums.lines++;
      sums[line.amount.minor < 0n ? "out" : "in"] += line.amount.minor;
      span.fund(line);
    }
  return { digest: "", lines: sums.lines, totals: { income: `${sums.in}`, outgo: `${sums.out}` }, ...span.end() };
}

/** A file of trades as the run reads it. */
export const tradesOf = (
  forms: BillFiles,
  file: AsyncIterable<Uint8Array>,
  { day, hash }: Omit<BroughtAs, "kind">,
): AsyncIterable<readonly BillLine[]> => watched(forms.trade({ file, day, hash }), makeSpan(day).trade);

async function* watched<Line>(batches: AsyncIterable<readonly Line[]>, look: (line: Line) => void) {
  for await (const batch of batches) {
    for (const line of batch) look(line);
    yield batch;
  }
}

/**
 * From when to when a file's lines are; each must be of the day. A refund may be of a payment of long ago and stand
 * under that payment's time, and a bill of refunds has those that were asked for before and arrived on the day.
 */
function makeSpan(text: string) {
  const day = dayOf(text);
  if (!day) throw new Error("A day was checked before.");
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const take = (at: Date, earlier: boolean): void => {
    const ms = at.getTime();
    if (ms >= day.to.getTime() || (ms < day.from.getTime() && !earlier)) throw wrongDay(at, text);
    first = Math.min(first, ms);
    last = Math.max(last, ms);
  };
  return {
    trade: ({ kind, at }: BillLine) => take(at, kind === "refund"),
    refund(asked: Date, done: Date | null) {
      const isOn = (at: Date): boolean => at >= day.from && at < day.to;
      if (!isOn(asked) && !(done && isOn(done))) throw wrongDay(done ?? asked, text);
      take(done && isOn(done) ? done : asked, true);
    },
    fund: ({ at }: FundLine) => take(at, false),
    end: () => ({
      begins: Number.isFinite(first) ? new Date(first) : null,
      ends: Number.isFinite(last) ? new Date(last) : null,
    }),
  };
}

function wrongDay(at: Date, day: string): BillFault {
  const found = dayText(at);
  return new BillFault("bill_day_differs", `The bill has a line of ${found}, and is not of ${day}.`, found);
}
