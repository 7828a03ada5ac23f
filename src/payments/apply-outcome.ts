import { bucketIndex, bucketOf, type Db, type Ids, isTransient, type Lanes, makeLanes, retry } from "#db";
import { type AccountOpener, type LedgerMove, toColumns } from "#ledger";
import { type Currency, money } from "#money";
import type { BuyerAction } from "#wallets/protocol";
import { type BookPlace, chartOf } from "./chart.ts";
import { postings } from "./postings.ts";
import { refundIdOf } from "./rows.ts";

/** What happened to a payment, in this room's words. `offered`, `refused`, `closed` and `paid` are the wallet's own. */
export type OutcomeMove = {
  payment: string;
  place: BookPlace;
  /** The payment's number of refunds so far, which names the refund that a surplus would get. */
  refunds: number;
  at: Date;
  what:
    | { kind: "paid"; amount: bigint; currency: Currency; walletRef: string; paidAt: Date }
    | { kind: "offered"; action?: BuyerAction; stage?: string; ref?: string }
    | { kind: "refused" | "closed"; code: string; says: string }
    | { kind: "left" }
    /** The house takes the code back; `at` is when. */
    | { kind: "revoked"; code: string; says: string };
};

export type OutcomeResult = {
  result: "moved" | "same" | "ignored" | "again" | "amount_differs" | "contradiction" | "not_found";
  event: string;
  to_state: string | null;
  from_state: string | null;
  order_id: string | null;
  checkout: string | null;
  /** The checkout has other orders too, or lies in another bucket: it is completed by whoever sees all paid. */
  cart: boolean;
};

export type OutcomeLanes = Lanes<OutcomeMove, OutcomeResult>;

export type OutcomeParts = {
  db: Db;
  ids: Ids;
  accounts: AccountOpener;
  lanes: number;
};

/**
 * The one way in which an answer, a notice, a question and (later) a bill change a payment: state, transfers, refund of
 * a surplus and event in one commit, folded with what else waits.
 */
export function makeOutcomeLanes(parts: OutcomeParts): OutcomeLanes {
  return makeLanes({
    name: "outcomes",
    lanes: parts.lanes,
    bucket: (move) => bucketIndex(move.payment),
    key: (move) => move.payment,
    aloneAgain: (result) => result.result === "again",
    run: (moves) => applyBatch(parts, moves),
  });
}

async function applyBatch(parts: OutcomeParts, moves: readonly OutcomeMove[]): Promise<OutcomeResult[]> {
  await parts.accounts.ensure(moves.flatMap((move) => (move.what.kind === "paid" ? chartOf(move.place) : [])));
  const parameters = [...moveColumns(parts.ids, moves), ...transferColumns(moves)];
  const rows = await retry({ attemptsMax: 3, safeBecause: "the statement rolled back whole", again: isTransient }, () =>
    parts.db.read<OutcomeResult & { ord: number }>(applySql, parameters),
  );
  const byOrdinal = new Map(rows.map((row) => [row.ord, row]));
  return moves.map((_, index) => {
    const row = byOrdinal.get(index);
    if (!row) throw new Error("apply_outcomes must answer every move.");
    return row;
  });
}

const applySql = `select * from apply_outcomes($1::int[], $2::int[], $3, $4, $5::bigint[], $6, $7, $8::timestamptz[],
  $9, $10, $11::jsonb[], $12, $13, $14, $15, $16::timestamptz[],
  $17::int[], $18, $19::int[], $20, $21, $22::uuid[], $23::uuid[], $24::bigint[], $25, $26)`;

function moveColumns(ids: Ids, moves: readonly OutcomeMove[]): unknown[] {
  const paid = (move: OutcomeMove) => (move.what.kind === "paid" ? move.what : null);
  const offered = (move: OutcomeMove) => (move.what.kind === "offered" ? move.what : null);
  const ended = (move: OutcomeMove) => ("says" in move.what ? move.what : null);
  return [
    moves.map((_, index) => index),
    moves.map((move) => bucketOf(move.payment)),
    moves.map((move) => move.payment),
    moves.map((move) => move.what.kind),
    moves.map((move) => paid(move)?.amount ?? null),
    moves.map((move) => paid(move)?.currency ?? null),
    moves.map((move) => paid(move)?.walletRef ?? null),
    moves.map((move) => paid(move)?.paidAt ?? null),
    moves.map((move) => ended(move)?.code ?? null),
    moves.map((move) => ended(move)?.says ?? null),
    moves.map((move) => jsonOrNull(offered(move)?.action)),
    moves.map((move) => offered(move)?.stage ?? null),
    moves.map((move) => offered(move)?.ref ?? null),
    moves.map((move) => ids.next("evt", bucketIndex(move.payment))),
    moves.map((move) => refundIdOf(move.payment, move.refunds + 1)),
    moves.map((move) => move.at),
  ];
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The transfers of every paid move, for both ways it may be paid; the database takes the one that it decides. */
function transferColumns(moves: readonly OutcomeMove[]): unknown[] {
  const ordinals: number[] = [];
  const events: string[] = [];
  const ledger: LedgerMove[] = [];
  moves.forEach((move, index) => {
    if (move.what.kind !== "paid") return;
    const amount = money(move.what.amount, move.what.currency);
    if (move.what.currency !== move.place.currency || amount.minor <= 0n) return;
    for (const event of ["paid", "surplus"] as const) {
      ordinals.push(index);
      events.push(event);
      ledger.push(postings[event](move.payment, move.place, amount, move.at));
    }
  });
  const columns = toColumns(ledger);
  return [
    columns.move.map((at) => ordinals[at] as number),
    columns.move.map((at) => events[at] as string),
    columns.bucket,
    columns.book,
    columns.id,
    columns.debit,
    columns.credit,
    columns.amount,
    columns.kind,
    columns.subject,
  ];
}
