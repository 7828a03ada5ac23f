import { bare, bucketOf, withPrefix } from "#db";
import type { FundLine } from "#wallets/protocol";
import { type Copies, makeCopies } from "./copies.ts";
import type { Found } from "./find-breaks.ts";
import { type LineView, type PackedLine, viewOf, wordOf } from "./line-record.ts";
import { LinesTable } from "./lines-table.ts";
import { asideOf, byThousands, packedMove } from "./put-aside.ts";
import { partCount } from "./spill.ts";
import type { AccountFacts, BillSource, ReconciliationNeeds, RunView } from "./types.ts";
import { writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: BillSource; moved: bigint };

/**
 * Holds what moved the wallet's account on a day against that day's trades: payments less refunds and fees must make
 * the same sum. Withdrawals must be ours; what is of no known kind is a break of its own. A wallet without
 * such a file is passed over. What must be looked at is put aside in parts, of which memory holds one.
 */
export async function compareFunds(needs: ReconciliationNeeds, scope: Scope): Promise<void> {
  const { run, account, wallet } = scope;
  if (!wallet.fundBill) return;
  const sums = new Map<string, bigint>();
  // No file is right for a day on which nothing moved.
  const aside = await asideOf(wallet.fundBill(run.day), (line) => strange(line, sums), run.lines === 0n);
  try {
    for (let part = 0; part < partCount; part++) {
      const table = new LinesTable(aside.read(part));
      const copies = makeCopies();
      await byThousands(movesOf(table), (some) => nameStrange(needs, scope, some, copies));
    }
  } finally {
    aside.remove();
  }
  const of = (kind: string): bigint => sums.get(kind) ?? 0n;
  const traded = of("payment") + of("refund") + of("fee");
  if (traded !== scope.moved)
    await writeBreaks(needs, run, account, [{ found: totalBreak(scope, traded), class: "amount", resolution: null }]);
  const funds = Object.fromEntries([...sums].map(([kind, sum]) => [kind, sum.toString()]));
  await needs.db.read("update bill_runs set funds = $2 where id = $1 and state = 'imported'", [
    run.id,
    JSON.stringify(funds),
  ]);
}

/** What must be looked at: withdrawals, packed as payments, and movements of no known kind, as refunds. */
function strange(line: FundLine, sums: Map<string, bigint>): PackedLine | null {
  sums.set(line.kind, (sums.get(line.kind) ?? 0n) + line.amount.minor);
  if (line.kind !== "withdrawal" && line.kind !== "other") return null;
  return packedMove(line, line.kind === "withdrawal" ? "payment" : "refund");
}

type Move = LineView & { word: string };

function* movesOf(table: LinesTable): Generator<Move> {
  const moveAt = (at: number): Move => ({ ...viewOf(table.bytes, at), word: wordOf(table.bytes, at) });
  for (const at of table.unmatched()) yield moveAt(at);
  for (const at of table.copies) yield moveAt(at);
}

async function nameStrange(
  needs: ReconciliationNeeds,
  { run, account }: Scope,
  moves: readonly Move[],
  copies: Copies,
): Promise<void> {
  const ownOf = ({ kind, subject }: Move): string | null =>
    kind === "payment" && subject !== null ? withPrefix("wdr", bare(subject)) : null;
  const ids = moves.flatMap((move) => ownOf(move) ?? []);
  const rows = await needs.db.read<{ id: string }>(
    `select d.id from unnest($1::int[], $2::text[]) as w (bucket, id)
     join withdrawals d on d.bucket = w.bucket and d.id = w.id and d.wallet_account = $3`,
    [ids.map((id) => bucketOf(id)), ids, account.id],
  );
  const known = new Set(rows.map((row) => row.id));
  const found = moves.filter((move) => !known.has(ownOf(move) ?? ""));
  const judged = found.map(
    (move) => ({ found: broken(move, copies), class: "theirs_only", resolution: null }) as const,
  );
  await writeBreaks(needs, run, account, judged);
}

function broken(move: Move, copies: Copies): Found {
  return {
    ...{ classes: ["theirs_only"], line: null, kind: "fund", subject: null, wallet_ref: move.walletRef },
    ...{ currency: move.currency, ours: null, theirs: move.amount, fee: null, fee_expected: null },
    ...{ our_state: null, their_state: move.word, at: move.at, near_edge: false },
    movement: copies(move, move.subject),
  };
}

function totalBreak({ run, moved }: Scope, traded: bigint): Found {
  return {
    ...{ classes: ["amount"], line: null, kind: "fund", subject: null, wallet_ref: null, currency: "CNY" },
    ...{ ours: moved, theirs: traded, fee: null, fee_expected: null, our_state: null, their_state: null },
    ...{ at: run.imported_at, near_edge: false },
  };
}
