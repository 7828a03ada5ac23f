import { bucketFromText, bucketOf, bucketValue, bucketValues } from "#db";
import { dayText } from "./day.ts";
import type { LineView } from "./line-record.ts";
import { field, lineStates } from "./line-record.ts";
import type { LinesTable } from "./lines-table.ts";
import type { PartScope } from "./match-part.ts";
import { hashAt, partOf } from "./spill.ts";
import { endByThemselves } from "./take-back.ts";
import type { ReconciliationNeeds } from "./types.ts";

const dayMs = 86_400_000;
const failed = lineStates.indexOf("failed");

/**
 * What an earlier day had and its bill had not is in this one: closed by itself, or, where two people had entered it as
 * lost, its entry is taken back. Looks at the breaks of the account whose lines would lie in this part.
 */
export async function closeLate(
  needs: ReconciliationNeeds,
  scope: PartScope,
  table: LinesTable,
  part: number,
): Promise<void> {
  const open = (await openBreaks(needs, scope)).get(part) ?? [];
  const late = open.filter(({ subject }) => {
    const at = table.findText(subject);
    return at !== -1 && table.bytes[at + field.state] !== failed;
  });
  await endByThemselves(needs, late, "late");
}

type Open = { bucket: number; id: string; subject: string };

const known = new WeakMap<PartScope, Map<number, Open[]>>();

/** Read once a run: breaks are few beside lines. */
async function openBreaks(needs: ReconciliationNeeds, scope: PartScope): Promise<Map<number, Open[]>> {
  const found = known.get(scope);
  if (found) return found;
  const rows = await needs.db.read<Open>(
    `select bucket, id, subject from bill_breaks
     where bucket = any($1) and wallet_account = $2 and run <> $3 and state <> 'closed' and subject is not null
       and class in ('ours_only', 'day_boundary')
     union all
     select bucket, id, subject from bill_breaks
     where bucket = any($1) and wallet_account = $2 and run <> $3 and entry is not null and taken_back_at is null
       and kind <> 'fund' and (class = 'ours_only' or class = 'state' and their_state = 'failed')`,
    [bucketValues, scope.account.id, scope.run.id],
  );
  const parts = new Map<number, Open[]>();
  for (const row of rows) {
    const part = partOf(hashAt(Buffer.from(row.subject.slice(4), "latin1"), 0));
    const some = parts.get(part);
    if (some) some.push(row);
    else parts.set(part, [row]);
  }
  known.set(scope, parts);
  return parts;
}

/** What this day's bill should have had from the day before, and has not, is ours alone. */
export async function turnOverdue(needs: ReconciliationNeeds, scope: PartScope): Promise<void> {
  await needs.db.read(
    `update bill_breaks b set class = 'ours_only', advice = 'enter',
       says = 'We have this; neither its day''s bill nor the next one has it.'
     where b.bucket = any($1) and b.wallet_account = $2 and b.day = $3 and b.class = 'day_boundary'
       and b.advice = 'wait' and b.state <> 'closed'`,
    [bucketValues, scope.account.id, dayText(new Date(scope.day.from.getTime() - dayMs))],
  );
}

/** Keeps the lines that somebody will ask for again; a run that is repeated writes nothing twice. */
export async function keepLines(needs: ReconciliationNeeds, run: string, lines: readonly LineView[]): Promise<void> {
  if (lines.length === 0) return;
  await needs.db.read(
    `insert into bill_lines (bucket, run, n, kind, subject, wallet_ref, amount, currency, fee, fee_expected, state, at)
     select bucket, $1, n, kind, subject, wallet_ref, amount, currency, fee, fee_expected, state, at
     from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[],
       $10::bigint[], $11::text[], $12::timestamptz[])
       as u (bucket, n, kind, subject, wallet_ref, amount, currency, fee, fee_expected, state, at)
     on conflict do nothing`,
    [
      run,
      lines.map((line) => bucketOfLine(line)),
      lines.map((line) => line.n),
      lines.map((line) => line.kind),
      lines.map((line) => line.subject),
      lines.map((line) => line.walletRef),
      lines.map((line) => line.amount),
      lines.map((line) => line.currency),
      lines.map((line) => line.fee),
      lines.map((line) => line.feeExpected),
      lines.map((line) => line.state),
      lines.map((line) => line.at),
    ],
  );
}

/** A line that is none of ours lies where its wallet's number leads. */
export function bucketOfLine(line: { subject: string | null; walletRef: string }): number {
  return line.subject ? bucketOf(line.subject) : bucketValue(bucketFromText(line.walletRef));
}
