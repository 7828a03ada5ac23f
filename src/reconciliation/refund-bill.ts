import { bucketOf, bucketValues } from "#db";
import { money } from "#money";
import type { RefundLine } from "#wallets/protocol";
import { type Found, type Ours as OursOfBill, oursOf, oursOnly } from "./find-breaks.ts";
import { issuerRefunds } from "./issuer-half.ts";
import { field, kinds, type LineView, lineStates, type PackedLine, viewOf } from "./line-record.ts";
import { LinesTable } from "./lines-table.ts";
import { OurRow } from "./our-record.ts";
import { refundDays } from "./placed.ts";
import { asideOf, byThousands } from "./put-aside.ts";
import { copyAside } from "./read-ours.ts";
import { hashAt, partCount, partOf } from "./spill.ts";
import { endByThemselves } from "./take-back.ts";
import type { AccountFacts, BillSource, BreakClass, BreakView, ReconciliationNeeds, RunView } from "./types.ts";
import { type Judged, writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: BillSource; day: { from: Date; to: Date } };
type Ours = { id: string; amount: bigint; state: string; ref: string | null; account: string };

/**
 * A wallet's bill of refunds alone tells when each one arrived, which the trade bill does not: a refund that was asked
 * for days ago and arrived on this one is heard here, if nobody told it before; one of ours that arrived on this day,
 * and that the bill lacks, is ours alone. What the trade bill's run has found of a refund is not found again. Passed
 * over where the wallet has no such bill. Both sides are put aside in parts, of which memory holds one.
 */
export async function compareRefunds(needs: ReconciliationNeeds, scope: Scope): Promise<void> {
  const { run, account, wallet, day } = scope;
  if (!wallet.refundBill) return;
  const lines = await asideOf(wallet.refundBill(run.day), packed, true);
  const [from, to] = [day.from.toISOString(), day.to.toISOString()];
  const ours = copyAside(needs.db, arrived, [`{${bucketValues.join()}}`, account.id, from, to]);
  try {
    const rows = await ours.rows();
    const lacked = await lackedBefore(needs, account, run);
    for (let part = 0; part < partCount; part++) {
      const table = new LinesTable(lines.read(part), done);
      await meetArrived(needs, scope, table, rows.read(part));
      await byThousands(doneLines(table), (some) => judgeLines(needs, scope, some));
      const late = (lacked.get(part) ?? []).filter(({ subject }) => isDone(table, table.findText(subject)));
      await byThousands(late, (some) => endByThemselves(needs, some, "late"));
    }
  } finally {
    lines.remove();
    await ours.drop();
  }
}

/** One that has not arrived moved nothing yet. */
function packed({ walletRef, refundId, amount, askedAt, doneAt }: RefundLine): PackedLine {
  const about = { kind: "refund", walletRef, paymentId: "", refundId, amount, at: doneAt ?? askedAt } as const;
  return { ...about, fee: { ...amount, minor: 0n }, feeRate: null, state: doneAt === null ? "under_way" : "done" };
}

/** Ours that arrived on a day, by the wallet's own time. $1 buckets, $2 account, $3 and $4 the day. */
const arrived = `
select r.id, r.amount, r.currency, r.state, r.wallet_refund_ref, r.refunded_at, null::timestamptz, r.store, null, null
from refunds r join payments p on p.bucket = r.bucket and p.id = r.payment and p.wallet_account = $2
where r.bucket = any($1::int[]) and r.created_at >= $3::timestamptz - make_interval(days => ${refundDays})
  and r.created_at < $4::timestamptz and r.refunded_at >= $3::timestamptz and r.refunded_at < $4::timestamptz
  and r.state = 'refunded'`;

const done = lineStates.indexOf("done");
const isDone = (table: LinesTable, at: number): boolean => at !== -1 && table.bytes[at + field.state] === done;

/** Ours of a part: what has its line at its amount is passed over, what has none is ours alone. */
async function meetArrived(needs: ReconciliationNeeds, scope: Scope, table: LinesTable, rows: Buffer): Promise<void> {
  const row = new OurRow();
  const { bytes } = table;
  const lacking = function* (): Generator<OursOfBill> {
    for (let from = 0; from < rows.length && row.read(rows, from); from = row.end) {
      const at = table.find(kinds.indexOf("refund"), rows, row.id);
      if (at === -1) yield oursOf(row);
      else if (isDone(table, at) && row.sameAmount(bytes, at + field.amount) && hasRef(row, bytes, at)) table.match(at);
    }
  };
  await byThousands(lacking(), (some) => nameLacking(needs, scope, some));
}

const hasRef = (row: OurRow, bytes: Buffer, at: number): boolean =>
  row.sameRef(bytes, at + field.ref + 1, bytes[at + field.ref] as number);

/** Lines that met no row of ours: all of them again, one by one. */
function* doneLines(table: LinesTable): Generator<LineView> {
  for (const at of table.unmatched()) if (isDone(table, at)) yield viewOf(table.bytes, at);
  for (const at of table.copies) if (isDone(table, at)) yield viewOf(table.bytes, at);
}

async function nameLacking(needs: ReconciliationNeeds, scope: Scope, lacking: readonly OursOfBill[]): Promise<void> {
  const { run, account, day } = scope;
  const told = await toldBefore(needs, run, { ids: lacking.map(({ id }) => id), refs: [] });
  const judged = lacking
    .filter(({ id }) => !told.has(id))
    .map((row): Judged => {
      const found = oursOnly(row, day);
      return { found, class: found.classes[0] as BreakClass, resolution: null };
    });
  await writeBreaks(needs, run, account, judged);
}

async function judgeLines(needs: ReconciliationNeeds, scope: Scope, lines: readonly LineView[]): Promise<void> {
  const { run, account } = scope;
  const ids = lines.flatMap((line) => line.subject ?? []);
  const ours = await ourRefunds(needs, account, ids);
  const told = await toldBefore(needs, run, { ids, refs: lines.map((line) => line.walletRef) });
  const judged: Judged[] = [];
  for (const line of lines)
    if (!told.has(line.subject ?? line.walletRef))
      judged.push(...(await judge(needs, scope, line, ours.get(line.subject ?? ""))));
  await writeBreaks(needs, run, account, judged);
}

type Lacked = { bucket: number; id: string; subject: string };

/** Breaks of earlier days about refunds that no bill had, by part: they are few beside lines. */
async function lackedBefore(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  run: RunView,
): Promise<Map<number, Lacked[]>> {
  const of = `select bucket, id, subject from bill_breaks where bucket = any($1) and wallet_account = $2 and run <> $3
    and kind = 'refund' and class in ('ours_only', 'day_boundary')`;
  const rows = await needs.db.read<Lacked>(
    `${of} and state <> 'closed' union all ${of} and entry is not null and taken_back_at is null`,
    [bucketValues, account.id, run.id],
  );
  return Map.groupBy(rows, ({ subject }) => partOf(hashAt(Buffer.from(subject.slice(4), "latin1"), 0)));
}

async function ourRefunds(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  ids: readonly string[],
): Promise<Map<string, Ours>> {
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
  { ids, refs }: { ids: readonly string[]; refs: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await needs.db.read<Pick<BreakView, "subject" | "wallet_ref">>(
    `select subject, wallet_ref from bill_breaks
     where run = $1 and kind = 'refund' and (subject = any($2) or subject is null and wallet_ref = any($3))`,
    [run.id, ids, refs],
  );
  return new Set(rows.map((row) => row.subject ?? (row.wallet_ref as string)));
}

async function judge(
  needs: ReconciliationNeeds,
  { account, run }: Scope,
  line: LineView,
  ours: Ours | undefined,
): Promise<Judged[]> {
  // Another account of ours at the same merchant number has the same bill: its own run looks after it.
  if (ours && ours.account !== account.id) return [];
  const { walletRef, at } = line;
  const as = (name: BreakClass, resolution: Judged["resolution"] = null): Judged[] => [
    { found: broken(name, line, ours), class: name, resolution },
  ];
  if (!ours || (ours.ref !== null && ours.ref !== walletRef)) return as("theirs_only");
  if (ours.amount !== line.amount) return as("amount");
  if (ours.state === "refunded") return [];
  const amount = money(line.amount, line.currency);
  const heard = await needs.hear(account.id, ours.id, {
    ...{ kind: "refund", walletRef, amount, at, brought: run.files !== null },
  });
  return as("state", heard ? "heard" : null);
}

function broken(name: BreakClass, line: LineView, ours: Ours | undefined): Found {
  return {
    ...{ classes: [name], line: null, kind: "refund", subject: ours?.id ?? null, wallet_ref: line.walletRef },
    ...{ currency: line.currency, ours: ours?.amount ?? null, theirs: line.amount, fee: null },
    ...{ fee_expected: null, our_state: ours?.state ?? null, their_state: "done", at: line.at, near_edge: false },
  };
}
