import { bucketOf, bucketValues, isId, withPrefix } from "#db";
import { BillFault, type RefundLine } from "#wallets/protocol";
import { type Found, oursOnly } from "./find-breaks.ts";
import { issuerRefunds } from "./issuer-half.ts";
import { refundDays } from "./placed.ts";
import { endByThemselves } from "./take-back.ts";
import type { AccountFacts, BillSource, BreakClass, BreakView, ReconciliationNeeds, RunView } from "./types.ts";
import { type Judged, writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: BillSource; day: { from: Date; to: Date } };
type Ours = { id: string; amount: bigint; state: string; ref: string | null; account: string };

/**
 * A wallet's bill of refunds alone tells when each one arrived, which the trade bill does not: a refund that was asked
 * for days ago and arrived on this one is heard here, if nobody told it before; one of ours that arrived on this day,
 * and that the bill lacks, is ours alone. What the trade bill's run has found of a refund is not found again. Passed
 * over where the wallet has no such bill.
 */
export async function compareRefunds(needs: ReconciliationNeeds, scope: Scope): Promise<void> {
  const { run, account, wallet } = scope;
  if (!wallet.refundBill) return;
  const seen = new Set<string>();
  try {
    for await (const batch of wallet.refundBill(run.day)) {
      for (const line of batch) seen.add(idOf(line) ?? line.walletRef);
      const done = batch.filter((line) => line.doneAt !== null);
      const ours = await ourRefunds(needs, account, done);
      const told = await toldBefore(needs, run, done);
      const judged: Judged[] = [];
      for (const line of done) {
        const id = idOf(line);
        if (!told.has(id ?? line.walletRef)) judged.push(...(await judge(needs, account, line, ours.get(id ?? ""))));
      }
      await writeBreaks(needs, run, account, judged);
      await endByThemselves(needs, await lackedBefore(needs, account, run, done), "late");
    }
  } catch (error) {
    // No file is right for a day on which nothing went back; what we have on it is then ours alone.
    if (!(error instanceof BillFault && error.code === "bill_missing")) throw error;
  }
  await nameLacking(needs, scope, seen);
}

/** Ours that arrived on this day, by the wallet's own time, and that its bill of refunds does not have. */
async function nameLacking(needs: ReconciliationNeeds, scope: Scope, seen: ReadonlySet<string>): Promise<void> {
  const { run, account, day } = scope;
  const rows = await needs.db.read<Arrived>(
    `select r.id, r.amount, r.currency, r.state, r.wallet_refund_ref as ref, r.refunded_at, r.store
     from refunds r join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet_account = $2
     where r.bucket = any($1) and r.created_at >= $3::timestamptz - make_interval(days => ${refundDays})
       and r.created_at < $4 and r.refunded_at >= $3 and r.refunded_at < $4 and r.state = 'refunded'`,
    [bucketValues, account.id, day.from, day.to],
  );
  const lacking = rows.filter((row) => !seen.has(row.id));
  const told = await toldBefore(needs, run, lacking);
  const judged = lacking
    .filter((row) => !told.has(row.id))
    .map(({ refunded_at: at, ...row }): Judged => {
      const found = oursOnly({ ...row, dayOne: at.getTime(), dayTwo: null, method: null, paidAt: null }, day);
      return { found, class: found.classes[0] as BreakClass, resolution: null };
    });
  await writeBreaks(needs, run, account, judged);
}

type Arrived = { id: string; amount: bigint; currency: string; state: string; ref: string | null } & {
  refunded_at: Date;
  store: string;
};

/** Breaks of earlier days about refunds that this day's bill has. */
async function lackedBefore(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  run: RunView,
  lines: readonly RefundLine[],
): Promise<{ bucket: number; id: string }[]> {
  const ids = lines.flatMap((line) => idOf(line) ?? []);
  if (ids.length === 0) return [];
  return await needs.db.read<{ bucket: number; id: string }>(
    `select b.bucket, b.id from unnest($1::int[], $2::text[]) as w (bucket, id)
     join bill_breaks b on b.bucket = w.bucket and b.subject = w.id and b.wallet_account = $3 and b.run <> $4
       and b.kind = 'refund' and b.class in ('ours_only', 'day_boundary')
       and (b.state <> 'closed' or b.entry is not null and b.taken_back_at is null)`,
    [ids.map((id) => bucketOf(id)), ids, account.id, run.id],
  );
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
     join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet = $3
     union all ${issuerRefunds}`,
    [ids.map((id) => bucketOf(id)), ids, account.wallet],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Refunds of which this run has a break by now. */
async function toldBefore(
  needs: ReconciliationNeeds,
  run: RunView,
  about: readonly (RefundLine | Arrived)[],
): Promise<ReadonlySet<string>> {
  const ids = about.flatMap((one) => ("id" in one ? one.id : (idOf(one) ?? [])));
  const refs = about.flatMap((one) => ("id" in one ? [] : one.walletRef));
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
