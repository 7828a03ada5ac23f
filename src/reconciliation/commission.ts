import { bucketOf, bucketValues, firstIdAt, isId, withPrefix } from "#db";
import { BillFault, type FundLine } from "#wallets/protocol";
import type { Found } from "./find-breaks.ts";
import type { AccountFacts, BillSource, BreakClass, ReconciliationNeeds, RunView } from "./types.ts";
import { writeBreaks } from "./write-breaks.ts";

type Scope = { run: RunView; account: AccountFacts; wallet: BillSource; day: { from: Date; to: Date } };
type Ours = { id: string; amount: bigint; state: string };

const dayMs = 86_400_000;
/** A share's id has the time of its payment, which a wallet holds for half a year at most. */
const oldestDays = 200;

/**
 * Holds the commission that the marketplace took at the wallet, and what it gave back of it there, against our own
 * shares and their returns: each line of its account there must be one of ours, at its amount; what was made and ended
 * on that day must have its line. Passed over where the wallet has no such file.
 */
export async function compareCommission(needs: ReconciliationNeeds, scope: Scope): Promise<void> {
  const { run, account, wallet } = scope;
  if (!wallet.commissionBill) return;
  const seen = new Set<string>();
  const breaks: Found[] = [];
  const sums = new Map<string, bigint>();
  try {
    for await (const batch of wallet.commissionBill(run.day)) {
      const lines = batch.filter((line) => line.kind === "sharing" || line.kind === "sharing_return");
      for (const line of lines) sums.set(line.kind, (sums.get(line.kind) ?? 0n) + line.amount.minor);
      const known = await ourEffects(needs, account, lines);
      for (const line of lines) breaks.push(...judge(line, known, seen));
    }
  } catch (error) {
    // No file is right for a day on which nothing moved; what we have on it is then ours alone.
    if (!(error instanceof BillFault && error.code === "bill_missing")) throw error;
  }
  for (const one of await ofTheDay(needs, scope)) if (!seen.has(one.id)) breaks.push(oursAlone(one, scope.day.from));
  const judged = breaks.map((found) => ({ found, class: found.classes[0] as BreakClass, resolution: null }));
  await writeBreaks(needs, run, account, judged);
  if (sums.size === 0) return;
  const told = Object.fromEntries([...sums].map(([kind, sum]) => [kind, sum.toString()]));
  await needs.db.read(
    "update bill_runs set funds = coalesce(funds, '{}') || $2::jsonb where id = $1 and state = 'imported'",
    [run.id, JSON.stringify(told)],
  );
}

const idOf = (line: FundLine): string | null => {
  if (line.ownRef?.length !== 26 || !isId(line.ownRef)) return null;
  return withPrefix(line.kind === "sharing" ? "shr" : "srt", line.ownRef);
};

function judge(line: FundLine, known: ReadonlyMap<string, Ours>, seen: Set<string>): Found[] {
  const ours = known.get(idOf(line) ?? "");
  const { minor } = line.amount;
  // A second line under the same number is the wallet's alone, as is one of what never was, or was refused.
  if (!ours || ours.state === "refused" || seen.has(ours.id)) return [broken("theirs_only", line, null)];
  seen.add(ours.id);
  return (minor < 0n ? -minor : minor) === ours.amount ? [] : [broken("amount", line, ours)];
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
  lines: readonly FundLine[],
): Promise<Map<string, Ours>> {
  const ids = [...new Set(lines.flatMap((line) => idOf(line) ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await needs.db.read<Ours>(effects, [ids.map((id) => bucketOf(id)), ids, account.id]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ours that were made and ended on that day, and so are on no other. */
async function ofTheDay(needs: ReconciliationNeeds, { account, day }: Scope): Promise<Ours[]> {
  const idAt = (prefix: "shr" | "srt", ms: number): string => firstIdAt(prefix, new Date(ms));
  const [oldest, newest] = [day.from.getTime() - oldestDays * dayMs, day.to.getTime() + dayMs];
  return await needs.db.read<Ours>(
    `select id, amount, state from shares where bucket = any($1) and id >= $5 and id < $6 and wallet_account = $2
       and state = 'shared' and made_at >= $3 and ended_at < $4
     union all
     select id, amount, state from share_returns where bucket = any($1) and id >= $7 and id < $8 and wallet_account = $2
       and state = 'returned' and made_at >= $3 and ended_at < $4`,
    [
      ...[bucketValues, account.id, day.from, day.to],
      ...[idAt("shr", oldest), idAt("shr", newest), idAt("srt", oldest), idAt("srt", newest)],
    ],
  );
}

function broken(name: BreakClass, line: FundLine, ours: Ours | null): Found {
  return {
    ...{ classes: [name], line: null, kind: "fund", subject: ours?.id ?? null, wallet_ref: line.walletRef },
    ...{ currency: line.amount.currency, ours: ours?.amount ?? null, theirs: line.amount.minor, fee: null },
    ...{ fee_expected: null, our_state: ours?.state ?? null, their_state: line.word, at: line.at, near_edge: false },
  };
}

function oursAlone(ours: Ours, at: Date): Found {
  return {
    ...{ classes: ["ours_only"], line: null, kind: "fund", subject: ours.id, wallet_ref: null, currency: "CNY" },
    ...{ ours: ours.amount, theirs: null, fee: null, fee_expected: null, our_state: ours.state, their_state: null },
    ...{ at, near_edge: false },
  };
}
