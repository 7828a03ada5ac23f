import { bucketOf, isId, withPrefix } from "#db";
import { BillFault, type RefundLine, type Wallet } from "#wallets/protocol";
import type { Found } from "./find-breaks.ts";
import type { AccountFacts, BreakClass, BreakView, ReconciliationNeeds, RunView } from "./types.ts";
import { type Judged, writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: Wallet };
type Ours = { id: string; amount: bigint; state: string; ref: string | null; account: string };

/**
 * A wallet's bill of refunds alone tells when each one arrived, which the trade bill does not: a refund that was asked
 * for days ago and arrived on this one is heard here, if nobody told it before. What the trade bill's run has found of
 * a refund is not found again. Passed over where the wallet has no such bill.
 */
export async function compareRefunds(needs: ReconciliationNeeds, { run, account, wallet }: Scope): Promise<void> {
  if (!wallet.refundBill) return;
  try {
    for await (const batch of wallet.refundBill(run.day)) {
      const done = batch.filter((line) => line.doneAt !== null);
      const ours = await ourRefunds(needs, account, done);
      const told = await toldBefore(needs, run, done);
      const judged: Judged[] = [];
      for (const line of done) {
        const id = idOf(line);
        if (!told.has(id ?? line.walletRef)) judged.push(...(await judge(needs, account, line, ours.get(id ?? ""))));
      }
      await writeBreaks(needs, run, account, judged);
    }
  } catch (error) {
    // No file is right for a day on which nothing went back.
    if (!(error instanceof BillFault && error.code === "bill_missing")) throw error;
  }
}

const idOf = ({ refundId }: RefundLine): string | null =>
  refundId?.length === 26 && isId(refundId) ? withPrefix("ref", refundId) : null;

async function ourRefunds(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  lines: readonly RefundLine[],
): Promise<Map<string, Ours>> {
  const ids = lines.flatMap((line) => idOf(line) ?? []);
  if (ids.length === 0) return new Map();
  const rows = await needs.db.read<Ours>(
    `select r.id, r.amount, r.state, r.wallet_refund_ref as ref, p.wallet_account as account
     from unnest($1::int[], $2::text[]) as w (bucket, id) join refunds r on r.bucket = w.bucket and r.id = w.id
     join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet = $3`,
    [ids.map((id) => bucketOf(id)), ids, account.wallet],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Refunds of which this run has a break by now. */
async function toldBefore(
  needs: ReconciliationNeeds,
  run: RunView,
  lines: readonly RefundLine[],
): Promise<ReadonlySet<string>> {
  const ids = lines.flatMap((line) => idOf(line) ?? []);
  const refs = lines.map((line) => line.walletRef);
  const rows = await needs.db.read<Pick<BreakView, "subject" | "wallet_ref">>(
    `select subject, wallet_ref from bill_breaks
     where run = $1 and kind = 'refund' and (subject = any($2) or subject is null and wallet_ref = any($3))`,
    [run.id, ids, refs],
  );
  return new Set(rows.map((row) => row.subject ?? (row.wallet_ref as string)));
}

async function judge(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  line: RefundLine,
  ours: Ours | undefined,
): Promise<Judged[]> {
  // Another account of ours at the same merchant number has the same bill: its own run looks after it.
  if (ours && ours.account !== account.id) return [];
  const { amount, walletRef, doneAt } = line;
  const as = (name: BreakClass, resolution: Judged["resolution"] = null): Judged[] => [
    { found: broken(name, line, ours), class: name, resolution },
  ];
  if (!ours || (ours.ref !== null && ours.ref !== walletRef)) return as("theirs_only");
  if (ours.amount !== amount.minor) return as("amount");
  if (ours.state === "refunded" || doneAt === null) return [];
  const heard = await needs.hear(account.id, ours.id, { kind: "refund", walletRef, amount, at: doneAt });
  return as("state", heard ? "heard" : null);
}

function broken(name: BreakClass, line: RefundLine, ours: Ours | undefined): Found {
  return {
    ...{ classes: [name], line: null, kind: "refund", subject: ours?.id ?? null, wallet_ref: line.walletRef },
    ...{ currency: line.amount.currency, ours: ours?.amount ?? null, theirs: line.amount.minor, fee: null },
    ...{ fee_expected: null, our_state: ours?.state ?? null, their_state: "done", near_edge: false },
    at: line.doneAt ?? line.askedAt,
  };
}
