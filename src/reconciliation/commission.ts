import { bare, bucketOf, bucketValues, firstIdAt, withPrefix } from "#db";
import type { FundLine } from "#wallets/protocol";
import { type Copies, makeCopies } from "./copies.ts";
import type { Found } from "./find-breaks.ts";
import { field, kinds, type LineView, type PackedLine, viewOf, wordOf } from "./line-record.ts";
import { LinesTable } from "./lines-table.ts";
import { OurRow } from "./our-record.ts";
import { asideOf, byThousands, packedMove } from "./put-aside.ts";
import { copyAside } from "./read-ours.ts";
import { partCount } from "./spill.ts";
import type { AccountFacts, BillSource, BreakClass, ReconciliationNeeds, RunView } from "./types.ts";
import { writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: BillSource; day: { from: Date; to: Date } };
type Ours = { id: string; amount: bigint; state: string };
/** A line as it was put aside, with the wallet's word for it; `isCopy`: another one has its number already. */
type Move = LineView & { word: string; isCopy: boolean };

const dayMs = 86_400_000;
/** A share's id has the time of its payment, which a wallet holds for half a year at most. */
const oldestDays = 200;

/**
 * Holds the commission that the marketplace took at the wallet, and what it gave back of it there, against our own
 * shares and their returns: each line of its account there must be one of ours, at its amount; what was made and ended
 * on that day must have its line. Passed over where the wallet has no such file. Both sides are put aside in parts, of
 * which memory holds one.
 */
export async function compareCommission(needs: ReconciliationNeeds, scope: Scope): Promise<void> {
  const { run, wallet, day, account } = scope;
  if (!wallet.commissionBill) return;
  const sums = new Map<string, bigint>();
  const lines = await asideOf(wallet.commissionBill(run.day), (line) => packed(line, sums), true);
  const ours = copyAside(needs.db, ofTheDay, parametersOf(account.id, day));
  try {
    const rows = await ours.rows();
    for (let part = 0; part < partCount; part++) {
      const table = new LinesTable(lines.read(part));
      await byThousands(withoutLine(table, rows.read(part)), (some) =>
        write(
          needs,
          scope,
          some.map((one) => oursAlone(one, day.from)),
        ),
      );
      const copies = makeCopies();
      await byThousands(movesOf(table), (some) => judgeMoves(needs, scope, some, copies));
    }
  } finally {
    lines.remove();
    await ours.drop();
  }
  await keepSums(needs, run, sums);
}

async function write(needs: ReconciliationNeeds, { run, account }: Scope, found: readonly Found[]): Promise<void> {
  const judged = found.map((one) => ({ found: one, class: one.classes[0] as BreakClass, resolution: null }));
  await writeBreaks(needs, run, account, judged);
}

/** Shares are packed as payments, and what came back of them as refunds. */
function packed(line: FundLine, sums: Map<string, bigint>): PackedLine | null {
  if (line.kind !== "sharing" && line.kind !== "sharing_return") return null;
  sums.set(line.kind, (sums.get(line.kind) ?? 0n) + line.amount.minor);
  return packedMove(line, line.kind === "sharing" ? "payment" : "refund");
}

async function keepSums(needs: ReconciliationNeeds, run: RunView, sums: ReadonlyMap<string, bigint>): Promise<void> {
  if (sums.size === 0) return;
  const told = Object.fromEntries([...sums].map(([kind, sum]) => [kind, sum.toString()]));
  await needs.db.read(
    "update bill_runs set funds = coalesce(funds, '{}') || $2::jsonb where id = $1 and state = 'imported'",
    [run.id, JSON.stringify(told)],
  );
}

/**
 * Ours that were made and ended on that day, and so are on no other. $1 buckets, $2 account, $3 and $4 the day, $5 to
 * $8 what ids can be.
 */
const ofTheDay = `
select id, amount, currency, state, null::text, ended_at, null::timestamptz, ''::text, null, null from shares
where bucket = any($1::int[]) and id >= $5 and id < $6 and wallet_account = $2
  and state = 'shared' and made_at >= $3::timestamptz and ended_at < $4::timestamptz
union all
select id, amount, currency, state, null, ended_at, null, '', null, null from share_returns
where bucket = any($1::int[]) and id >= $7 and id < $8 and wallet_account = $2
  and state = 'returned' and made_at >= $3::timestamptz and ended_at < $4::timestamptz`;

function parametersOf(account: string, day: { from: Date; to: Date }): string[] {
  const idAt = (prefix: "shr" | "srt", ms: number): string => firstIdAt(prefix, new Date(ms));
  const [oldest, newest] = [day.from.getTime() - oldestDays * dayMs, day.to.getTime() + dayMs];
  return [
    ...[`{${bucketValues.join()}}`, account, day.from.toISOString(), day.to.toISOString()],
    ...[idAt("shr", oldest), idAt("shr", newest), idAt("srt", oldest), idAt("srt", newest)],
  ];
}

const letterT = 0x74;

/** Ours of a part that have no line; what has one at its amount is marked, and nobody looks at it again. */
function* withoutLine(table: LinesTable, rows: Buffer): Generator<Ours> {
  const row = new OurRow();
  const { bytes } = table;
  for (let from = 0; from < rows.length && row.read(rows, from); from = row.end) {
    // "shr_" or "srt_": the letter before the last sign tells.
    const isReturn = rows[row.id - 2] === letterT;
    const at = table.find(kinds.indexOf(isReturn ? "refund" : "payment"), rows, row.id);
    if (at === -1) yield { id: row.idText, amount: row.amount, state: row.state };
    else if (sizeOf(bytes.readBigInt64BE(at + field.amount)) === row.amount) table.match(at);
  }
}

const sizeOf = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

function* movesOf(table: LinesTable): Generator<Move> {
  const moveAt = (at: number, isCopy: boolean): Move => {
    const view = viewOf(table.bytes, at);
    const { subject, kind } = view;
    const own = subject === null ? null : withPrefix(kind === "payment" ? "shr" : "srt", bare(subject));
    return { ...view, subject: own, word: wordOf(table.bytes, at), isCopy };
  };
  for (const at of table.unmatched()) yield moveAt(at, false);
  for (const at of table.copies) yield moveAt(at, true);
}

async function judgeMoves(
  needs: ReconciliationNeeds,
  scope: Scope,
  moves: readonly Move[],
  copies: Copies,
): Promise<void> {
  const known = await ourEffects(needs, scope.account, moves);
  await write(
    needs,
    scope,
    moves.flatMap((move) => judge(move, known, copies)),
  );
}

function judge(move: Move, known: ReadonlyMap<string, Ours>, copies: Copies): Found[] {
  const ours = known.get(move.subject ?? "");
  // A second line under the same number is the wallet's alone, as is one of what never was, or was refused.
  if (!ours || ours.state === "refused" || move.isCopy)
    return [{ ...broken("theirs_only", move, null), movement: copies(move, move.subject) }];
  return sizeOf(move.amount) === ours.amount ? [] : [broken("amount", move, ours)];
}

const effects = `
select s.id, s.amount, s.state from unnest($1::int[], $2::text[]) as w (bucket, id)
join shares s on s.bucket = w.bucket and s.id = w.id and s.wallet_account = $3
union all
select r.id, r.amount, r.state from unnest($1::int[], $2::text[]) as w (bucket, id)
join share_returns r on r.bucket = w.bucket and r.id = w.id and r.wallet_account = $3`;

async function ourEffects(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  moves: readonly Move[],
): Promise<Map<string, Ours>> {
  const ids = [...new Set(moves.flatMap(({ subject }) => subject ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await needs.db.read<Ours>(effects, [ids.map((id) => bucketOf(id)), ids, account.id]);
  return new Map(rows.map((row) => [row.id, row]));
}

function broken(name: BreakClass, move: Move, ours: Ours | null): Found {
  return {
    ...{ classes: [name], line: null, kind: "fund", subject: ours?.id ?? null, wallet_ref: move.walletRef },
    ...{ currency: move.currency, ours: ours?.amount ?? null, theirs: move.amount, fee: null, fee_expected: null },
    ...{ our_state: ours?.state ?? null, their_state: move.word, at: move.at, near_edge: false },
  };
}

function oursAlone(ours: Ours, at: Date): Found {
  return {
    ...{ classes: ["ours_only"], line: null, kind: "fund", subject: ours.id, wallet_ref: null, currency: "CNY" },
    ...{ ours: ours.amount, theirs: null, fee: null, fee_expected: null, our_state: ours.state, their_state: null },
    ...{ at, near_edge: false },
  };
}
