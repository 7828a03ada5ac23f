import { bucketOf, type Tx } from "#db";
import { type Currency, money } from "#money";
import { type Entry, type EntryFacts, entriesFor, entryOf, type KeptEntry } from "./entries.ts";
import { paymentState, refundState, returnState } from "./issuer-half.ts";
import type { BreakView } from "./types.ts";

/** A break as it lies in its table, with the state that what it is about has now. */
export type BreakRow = Omit<
  BreakView,
  "ours" | "theirs" | "fee" | "age_days" | "entries" | "proposed_entry" | "entry"
> & {
  bucket: number;
  currency: Currency;
  ours: bigint | null;
  theirs: bigint | null;
  fee: bigint | null;
  proposed_entry: KeptEntry | null;
  entry: KeptEntry | null;
  /** Which of several movements under one number; null where it is about none. */
  movement: string | null;
  our_state: string | null;
  unposted: boolean;
};

/**
 * In a bill of the wallet whose user paid at another one's merchant, that wallet's half is ours. Only what the acquirer
 * accepted is in the books: what was taken alone, and what went back whole, was never posted.
 */
export const ourColumns = `coalesce(${paymentState("a")}, ${refundState("h")}, ${returnState("g")}, p.state, r.state)
    as our_state,
  coalesce(a.state <> 'accepted', g.id is not null) as unposted, looks.name as assignee_name`;
/** A break lives in the bucket of what it is about. */
export const withOurs = `left join payments p on p.bucket = b.bucket and p.id = b.subject
  left join refunds r on r.bucket = b.bucket and r.id = b.subject
  left join acceptances a
    on a.bucket = b.bucket and a.payment = b.subject and a.issuer_account = b.wallet_account
  left join acceptances g
    on g.bucket = b.bucket and g.return_id = b.subject and g.issuer_account = b.wallet_account
  left join (acceptance_refunds h join acceptances o on o.bucket = h.bucket and o.id = h.acceptance)
    on h.bucket = b.bucket and h.id = b.subject and o.issuer_account = b.wallet_account
  left join people looks on looks.id = b.assignee`;

/** `lock`: nobody else ends it before this transaction does. */
export async function readBreak(tx: Pick<Tx, "query">, id: string, lock = false): Promise<BreakRow | null> {
  const [row] = await tx.query<BreakRow>(
    `select b.*, ${ourColumns} from bill_breaks b ${withOurs}
     where b.bucket = $1 and b.id = $2 ${lock ? "for update of b" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}

/** What may be entered for it now. */
export function entriesOf(row: BreakRow): Entry[] {
  const facts: EntryFacts = row;
  return row.state === "closed" ? [] : entriesFor(facts);
}

const dayMs = 86_400_000;

export function toView(row: BreakRow, now: Date): BreakView {
  const { id, run, marketplace, wallet_account, day, kind, subject, wallet_ref, says, owner, state } = row;
  const {
    resolution,
    proposed_act,
    proposed_why,
    proposer,
    proposed_at,
    decided_by,
    decided_why,
    opened_at,
    closed_at,
  } = row;
  const { currency, their_state, taken_back_at, assignee, assignee_name } = row;
  const amount = (minor: bigint | null) => (minor === null ? null : money(minor, currency));
  const entry = (kept: KeptEntry | null) => (kept === null ? null : entryOf(kept, currency));
  const entries = entriesOf(row);
  // What was best when it was found may have no entry by now.
  const advice = row.advice === "enter" && entries.length === 0 && state !== "closed" ? "accept" : row.advice;
  return {
    ...{ id, run, marketplace, wallet_account, day, class: row.class, kind, subject, wallet_ref },
    ...{ ours: amount(row.ours), theirs: amount(row.theirs), fee: amount(row.fee), their_state, says, owner },
    ...{
      assignee,
      assignee_name,
      advice,
      entries,
      state,
      resolution,
      proposed_entry: entry(row.proposed_entry),
      entry: entry(row.entry),
    },
    ...{
      taken_back_at,
      proposed_act,
      proposed_why,
      proposer,
      proposed_at,
      decided_by,
      decided_why,
      opened_at,
      closed_at,
    },
    age_days: Math.floor(((closed_at ?? now).getTime() - opened_at.getTime()) / dayMs),
  };
}
