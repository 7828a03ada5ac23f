import { type AccountCode, type PostingKind, platformAccount, postingKinds, transferOf } from "#chart";
import { bucketIndex, derivedId } from "#db";
import type { LedgerMove } from "#ledger";
import { type Currency, type Money, money } from "#money";
import type { BreakClass, BreakView } from "./types.ts";

/**
 * `suspense`: what differs stands under "differences with the bills" until its cause is found. `bear`: the same, and
 * the platform bears the loss out of its own funds.
 */
export const entryChoices = ["suspense", "bear"] as const;
export type EntryChoice = (typeof entryChoices)[number];

/** One transfer that approval would post: from the pure chart, in the platform's book at the break's wallet account. */
export type EntryLine = { kind: PostingKind; debit: AccountCode; credit: AccountCode; amount: Money };
export type Entry = { choice: EntryChoice; moves: readonly EntryLine[] };

/** What a break is about, as far as an entry follows from it. Amounts are whole minor units. */
export type EntryFacts = Pick<BreakView, "class" | "kind" | "subject" | "run"> & {
  ours: bigint | null;
  theirs: bigint | null;
  fee: bigint | null;
  currency: Currency;
  /** As the bill has it: done, under_way, failed, unknown. */
  their_state: string | null;
  /** The state of our payment or refund now; null where we have none. */
  our_state: string | null;
  /** Ours, and yet in no book: what an issuer took of its user alone, or gave back whole. */
  unposted?: boolean;
};

type Effect = { kind: PostingKind; minor: bigint };

const bookedPayments: ReadonlySet<string> = new Set(["paid", "surplus", "returned"]);

/** Whether the books hold it as money that came, or as money that left. */
export function isBooked(kind: BreakView["kind"], state: string | null): boolean {
  return state !== null && (kind === "refund" ? state === "refunded" : bookedPayments.has(state));
}

/**
 * The entries among which one person may choose, and another approves; none where no entry is right: what no bill has
 * told yet, what is only on another day, what payments can still hear, commission (its money lies at the same wallet
 * either way). Each makes the books agree with what the bill says that the wallet holds.
 */
export function entriesFor(facts: EntryFacts): Entry[] {
  // What is only named live is the bill's before long: entered twice it would be wrong once.
  if (facts.run === null || (facts.kind === "fund" && facts.subject !== null) || facts.unposted) return [];
  const effects = effectsOf[facts.class](facts).filter(({ minor }) => minor !== 0n);
  if (effects.length === 0) return [];
  const lines = effects.map(({ kind, minor }) => lineOf(kind, minor, facts.currency));
  const off = lines.reduce((sum, line) => sum + differenceOf(line), 0n);
  const suspense: Entry = { choice: "suspense", moves: lines };
  if (off >= 0n) return [suspense];
  return [suspense, { choice: "bear", moves: [...lines, lineOf("difference_borne", -off, facts.currency)] }];
}

/** The wallet holds so much more (or less, below zero) than the books say. */
const holds = (minor: bigint): Effect => ({ kind: minor > 0n ? "bill_more" : "bill_less", minor });
const signOf = ({ kind }: EntryFacts): bigint => (kind === "refund" ? -1n : 1n);

const effectsOf: Readonly<Record<BreakClass, (facts: EntryFacts) => Effect[]>> = {
  theirs_only(facts) {
    // What is under way there, or nobody knows how it stands, has moved nothing yet: a later bill tells it as done.
    if (facts.kind !== "fund" && facts.their_state !== "done") return [];
    const kept = facts.fee ?? 0n;
    const line: Effect = { kind: kept > 0n ? "bill_line_fee_kept" : "bill_line_fee_returned", minor: kept };
    return [holds(signOf(facts) * (facts.theirs ?? 0n)), line];
  },
  ours_only: (facts) => (isBooked(facts.kind, facts.our_state) ? [holds(-signOf(facts) * (facts.ours ?? 0n))] : []),
  amount(facts) {
    const { ours, theirs, kind } = facts;
    const told = kind === "fund" || (isBooked(kind, facts.our_state) && facts.their_state === "done");
    return told && ours !== null && theirs !== null ? [holds(signOf(facts) * (theirs - ours))] : [];
  },
  // The fee stands in the store's book as the bill tells it; the difference to what was agreed is the platform's claim.
  fee({ ours, theirs, their_state }) {
    if (ours === null || theirs === null || their_state === "failed") return [];
    const over = theirs - ours;
    return [{ kind: over > 0n ? "bill_fee_over" : "bill_fee_under", minor: over }];
  },
  state(facts) {
    const booked = isBooked(facts.kind, facts.our_state);
    if (facts.their_state === "done" && !booked) return [holds(signOf(facts) * (facts.theirs ?? 0n))];
    if (facts.their_state === "failed" && booked) return [holds(-signOf(facts) * (facts.ours ?? 0n))];
    return [];
  },
  day_boundary: () => [],
};

const opposites: Readonly<Partial<Record<PostingKind, PostingKind>>> = {
  ...{ bill_more: "bill_less", bill_less: "bill_more" },
  ...{ bill_fee_over: "bill_fee_under", bill_fee_under: "bill_fee_over" },
  ...{ bill_line_fee_kept: "bill_line_fee_returned", bill_line_fee_returned: "bill_line_fee_kept" },
  difference_borne: "difference_recovered",
};

const kinds: ReadonlySet<string> = new Set([...Object.keys(opposites), ...Object.values(opposites)]);

function lineOf(kind: PostingKind, minor: bigint, currency: Currency): EntryLine {
  // Each of these kinds has one account on either side.
  const row: { debit: readonly AccountCode[]; credit: readonly AccountCode[] } | undefined = postingKinds[kind];
  const [debit, credit] = [row?.debit[0], row?.credit[0]];
  if (!kinds.has(kind) || !debit || !credit) throw new Error(`No entry of a break is a ${kind}.`);
  return { kind, debit, credit, amount: money(minor < 0n ? -minor : minor, currency) };
}

/** What a line adds to the differences. */
const differenceOf = ({ debit, credit, amount }: EntryLine): bigint =>
  credit === "bill_differences" ? amount.minor : debit === "bill_differences" ? -amount.minor : 0n;

/** The entry that undoes another. */
export function oppositeOf(entry: Entry): Entry {
  const moves = entry.moves.map(({ kind, amount }) => lineOf(opposites[kind] ?? kind, amount.minor, amount.currency));
  return { ...entry, moves };
}

/** What is kept of an entry with its break, and an entry made of it again. */
export type KeptEntry = { choice: EntryChoice; moves: { kind: PostingKind; minor: string }[] };
export const keptOf = ({ choice, moves }: Entry): KeptEntry => ({
  choice,
  moves: moves.map(({ kind, amount }) => ({ kind, minor: amount.minor.toString() })),
});
export const entryOf = ({ choice, moves }: KeptEntry, currency: Currency): Entry => ({
  choice,
  moves: moves.map(({ kind, minor }) => lineOf(kind, BigInt(minor), currency)),
});
export const sameEntry = (one: Entry, other: Entry): boolean =>
  JSON.stringify(keptOf(one)) === JSON.stringify(keptOf(other));

/** Its transfers, whose ids follow from the break: the same entry cannot be posted twice. `n` 1 takes it back. */
export function transfersOf(
  entry: Entry,
  about: { id: string; wallet_account: string; at: Date; n: 0 | 1 },
): LedgerMove {
  const { id: subject, wallet_account, at, n } = about;
  return entry.moves.map(({ kind, debit, credit, amount }) => {
    const place = { wallet_account, currency: amount.currency };
    const both = { debit: platformAccount(debit, place), credit: platformAccount(credit, place) };
    const transfer = transferOf(kind, both, { subject, amount, at, n });
    // A transfer lives in its book's bucket, which is not the break's.
    return { ...transfer, id: derivedId("tra", subject, kind, n, bucketIndex(wallet_account)) };
  });
}
