import { createHash } from "node:crypto";
import { bucketFromText, bucketOf, bucketValue, isId, type Tx, withPrefix } from "#db";
import type { BillLine } from "#wallets/protocol";
import type { AccountFacts, FeeRate, ReconciliationNeeds, RunView } from "./types.ts";

/** Lines that go into one statement; also all of a bill that is in memory at once. */
const batchSize = 2000;

export type Imported = { run: RunView; isNew: boolean; same: boolean };

/**
 * Brings a bill in, in one transaction: a bill that breaks off, or whose total is wrong, leaves nothing behind. A day
 * that was brought in before is only compared: `same` is false when the wallet tells another story now. Whoever comes
 * second while the first is at work waits for it.
 */
export async function importBill(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  day: string,
  lines: AsyncIterable<BillLine>,
  told: (lines: number) => void,
): Promise<Imported> {
  const batches = inBatches(lines)[Symbol.asyncIterator]();
  // The wallet is asked before the transaction opens.
  const first = await batches.next();
  const digest = createHash("sha256");
  const rate = needs.feeRate?.(account.id) ?? null;
  return await needs.db.tx(async (tx) => {
    const { id, isNew } = await claimRun(needs, tx, account, day);
    const sums = { count: 0, payments: 0n, refunds: 0n, fees: 0n };
    for (let next = first; !next.done; next = await batches.next()) {
      for (const line of next.value) {
        digest.update(canonical(line));
        if (line.state === "done") sums[line.kind === "payment" ? "payments" : "refunds"] += line.amount.minor;
        sums.fees += line.fee.minor;
      }
      if (isNew) await writeLines(tx, id, sums.count, next.value, rate);
      sums.count += next.value.length;
      told(sums.count);
    }
    const hash = digest.digest("hex");
    const totals = { payments: `${sums.payments}`, refunds: `${sums.refunds}`, fees: `${sums.fees}` };
    if (isNew)
      await tx.query("update bill_runs set digest = $2, lines = $3, totals = $4 where id = $1", [
        ...[id, hash, sums.count],
        JSON.stringify(totals),
      ]);
    const [run] = await tx.query<RunView & { digest: string }>("select * from bill_runs where id = $1", [id]);
    if (!run) throw new Error(`Run ${id} must be there after it was claimed.`);
    return { run, isNew, same: run.digest === hash };
  });
}

async function claimRun(needs: ReconciliationNeeds, tx: Tx, account: AccountFacts, day: string) {
  const [made] = await tx.query<{ id: string }>(
    `insert into bill_runs (id, marketplace, wallet, wallet_account, day, state, digest, lines, totals, imported_at)
     values ($1, $2, $3, $4, $5, 'imported', '', 0, '{}', $6)
     on conflict (wallet_account, day) do nothing returning id`,
    [needs.ids.next("rec"), account.marketplace, account.wallet, account.id, day, needs.clock.now()],
  );
  if (made) return { id: made.id, isNew: true };
  const [known] = await tx.query<{ id: string }>("select id from bill_runs where wallet_account = $1 and day = $2", [
    account.id,
    day,
  ]);
  if (!known) throw new Error("A run that stood in the way must be there.");
  return { id: known.id, isNew: false };
}

async function* inBatches(lines: AsyncIterable<BillLine>): AsyncGenerator<BillLine[]> {
  let batch: BillLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function canonical(line: BillLine): string {
  const { kind, walletRef, paymentId, refundId, amount, fee, at, state } = line;
  const cells = [kind, walletRef, paymentId, refundId, amount.minor, amount.currency, fee.minor, at.getTime(), state];
  return `${cells.join("\t")}\n`;
}

/** The id that a line is about; null when its number is none that this house gives. */
function subjectOf(line: BillLine): string | null {
  const wire = line.kind === "payment" ? line.paymentId : (line.refundId ?? "");
  return wire.length === 26 && isId(wire) ? withPrefix(line.kind === "payment" ? "pay" : "ref", wire) : null;
}

/** To the fen, toward zero; a wallet may round its fee either way. Fees of refunds come back. */
function expectedFee(line: BillLine, agreed: FeeRate | null): bigint | null {
  const rate = agreed ?? line.feeRate;
  if (rate === null) return null;
  const exact = line.amount.minor * rate.of * (line.kind === "payment" ? 1n : -1n);
  const off = line.fee.minor * rate.per - exact;
  const roundedSomehow = off < rate.per && -off < rate.per;
  return roundedSomehow ? line.fee.minor : exact / rate.per;
}

async function writeLines(tx: Tx, run: string, from: number, lines: readonly BillLine[], rate: FeeRate | null) {
  const subjects = lines.map(subjectOf);
  await tx.query(
    `insert into bill_lines (bucket, run, n, kind, subject, wallet_ref, amount, currency, fee, fee_expected, state, at)
     select bucket, $1, n, kind, subject, wallet_ref, amount, currency, fee, fee_expected, state, at
     from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[],
       $10::bigint[], $11::text[], $12::timestamptz[])
       as u (bucket, n, kind, subject, wallet_ref, amount, currency, fee, fee_expected, state, at)`,
    [
      run,
      lines.map((line, i) => {
        const subject = subjects[i];
        return subject ? bucketOf(subject) : bucketValue(bucketFromText(line.walletRef));
      }),
      lines.map((_, i) => from + i),
      lines.map((line) => line.kind),
      subjects,
      lines.map((line) => line.walletRef),
      lines.map((line) => line.amount.minor),
      lines.map((line) => line.amount.currency),
      lines.map((line) => line.fee.minor),
      lines.map((line) => expectedFee(line, rate)),
      lines.map((line) => line.state),
      lines.map((line) => line.at),
    ],
  );
}
