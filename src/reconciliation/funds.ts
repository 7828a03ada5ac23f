import { bucketOf, isId, withPrefix } from "#db";
import { BillFault, type FundLine } from "#wallets/protocol";
import type { Found } from "./find-breaks.ts";
import type { AccountFacts, BillSource, BreakClass, ReconciliationNeeds, RunView } from "./types.ts";
import { writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: BillSource; moved: bigint };

/**
 * Holds what moved the wallet's account on a day against that day's trades: payments less refunds and fees must make
 * the same sum. Withdrawals must be ours; what is of no known kind is a break of its own. A wallet without
 * such a file is passed over.
 */
export async function compareFunds(needs: ReconciliationNeeds, scope: Scope): Promise<void> {
  const { run, account, wallet } = scope;
  if (!wallet.fundBill) return;
  const sums = new Map<string, bigint>();
  const strange: Found[] = [];
  try {
    for await (const batch of wallet.fundBill(run.day)) {
      for (const line of batch) sums.set(line.kind, (sums.get(line.kind) ?? 0n) + line.amount.minor);
      const withdrawals = batch.filter((line) => line.kind === "withdrawal");
      strange.push(...(await notOurs(needs, account, withdrawals)));
      strange.push(...batch.filter((line) => line.kind === "other").map((line) => fundBreak("theirs_only", line)));
    }
  } catch (error) {
    // No file is right for a day on which nothing moved.
    const empty = error instanceof BillFault && error.code === "bill_missing" && run.lines === 0n;
    if (!empty) throw error;
  }
  const of = (kind: string): bigint => sums.get(kind) ?? 0n;
  const traded = of("payment") + of("refund") + of("fee");
  const found = strange.map((one) => ({ found: one, class: "theirs_only" as BreakClass, resolution: null }));
  if (traded !== scope.moved) found.push({ found: totalBreak(scope, traded), class: "amount", resolution: null });
  await writeBreaks(needs, run, account, found);
  const funds = Object.fromEntries([...sums].map(([kind, sum]) => [kind, sum.toString()]));
  await needs.db.read("update bill_runs set funds = $2 where id = $1 and state = 'imported'", [
    run.id,
    JSON.stringify(funds),
  ]);
}

async function notOurs(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  lines: readonly FundLine[],
): Promise<Found[]> {
  if (lines.length === 0) return [];
  const idOf = (line: FundLine): string | null =>
    line.ownRef?.length === 26 && isId(line.ownRef) ? withPrefix("wdr", line.ownRef) : null;
  const ids = lines.flatMap((line) => idOf(line) ?? []);
  const rows = await needs.db.read<{ id: string }>(
    `select d.id from unnest($1::int[], $2::text[]) as w (bucket, id)
     join withdrawals d on d.bucket = w.bucket and d.id = w.id and d.wallet_account = $3`,
    [ids.map((id) => bucketOf(id)), ids, account.id],
  );
  const known = new Set(rows.map((row) => row.id));
  return lines.filter((line) => !known.has(idOf(line) ?? "")).map((line) => fundBreak("theirs_only", line));
}

function fundBreak(name: BreakClass, line: FundLine): Found {
  return {
    ...{ classes: [name], line: null, kind: "fund", subject: null, wallet_ref: line.walletRef },
    ...{ currency: line.amount.currency, ours: null, theirs: line.amount.minor, fee: null, fee_expected: null },
    ...{ our_state: null, their_state: line.word, at: line.at, near_edge: false },
  };
}

function totalBreak({ run, moved }: Scope, traded: bigint): Found {
  return {
    ...{ classes: ["amount"], line: null, kind: "fund", subject: null, wallet_ref: null, currency: "CNY" },
    ...{ ours: moved, theirs: traded, fee: null, fee_expected: null, our_state: null, their_state: null },
    ...{ at: run.imported_at, near_edge: false },
  };
}
