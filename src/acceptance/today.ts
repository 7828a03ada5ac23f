import { bucketCount, bucketOf, bucketValues, firstIdAt } from "#db";
import { accountId } from "#ledger";
import { fromJson, type Money, type MoneyJson, money } from "#money";
import { dayOf } from "#openings";
import { clearingAccount } from "./book.ts";
import type { AcceptanceContext } from "./moves.ts";
import type { KnownPair } from "./pairs.ts";

const capNames = ["per_payment", "per_buyer_day", "per_store_day", "total_day"] as const;
type Caps = Record<(typeof capNames)[number], Money | null>;

/** A pair as it is today: whether it is open, how much of the day is used, and what one owes the other. */
export type PairToday = KnownPair & {
  /** The wallets' day that this is of. */
  day: string;
  /** The newest opening that opens the pair, drafts left out; null: there is none. */
  opening: string | null;
  state: string | null;
  /** What that opening and its present step limit, the smaller of both. */
  caps: Caps;
  /** Counted into the day's total so far; null where nothing limits it. */
  counted: Money | null;
  /** Of today: begun and not ended unpaid. */
  payments: number;
  amount: Money;
  fees: Money;
  /** On their way back to their payers, whenever they began. */
  returning: number;
  /** What the issuer owes and no window has closed; below zero: the acquirer owes it. */
  owed: Money;
};

type Opening = { id: string; side: string; partner: string; state: string; caps: object; steps: readonly Step[] };
type Step = { started_at?: string | null; paused_at?: string | null; caps?: object };
type Of = Pick<KnownPair, "acquirer" | "issuer">;
type Moved = Of & { payments: bigint; amount: bigint; fees: bigint };

const currency = "CNY";
/** A payment's id keeps its order's time; an order is paid within a day of being made. */
const orderAgeMs = 86_400_000;

/** Every pair, as one looks at it on the desk. */
export async function pairsToday(
  { needs }: AcceptanceContext,
  pairs: readonly KnownPair[],
): Promise<readonly PairToday[]> {
  const now = needs.clock.now();
  const day = dayOf(now, "Asia/Shanghai");
  const midnight = new Date(`${day}T00:00:00+08:00`);
  const openings = await needs.db.read<Opening>(openingsSql, [pairs.map((one) => one.acquirer)]);
  const moved = await needs.db.read<Moved>(movedSql, [
    ...[bucketValues, firstIdAt("acp", new Date(midnight.getTime() - orderAgeMs)), midnight],
  ]);
  const back = await needs.db.read<Of & { n: bigint }>(returningSql, [bucketValues]);
  const counted = await needs.db.read<{ opening: string; used: bigint }>(
    "select opening, sum(used)::bigint as used from cap_leases where bucket = any($1) and day = $2 group by 1",
    [bucketValues, day],
  );
  return await Promise.all(
    pairs.map(async (pair): Promise<PairToday> => {
      const same = (one: Of) => one.acquirer === pair.acquirer && one.issuer === pair.issuer;
      const opening = openings.find((one) => one.side === pair.acquirer && one.partner === pair.issuer);
      const caps = capsNow(opening);
      const now = moved.find(same);
      const used = counted.find((one) => one.opening === opening?.id)?.used ?? 0n;
      return {
        ...{ ...pair, day, opening: opening?.id ?? null, state: opening?.state ?? null, caps },
        counted: caps.total_day === null ? null : money(used, currency),
        payments: Number(now?.payments ?? 0n),
        ...{ amount: money(now?.amount ?? 0n, currency), fees: money(now?.fees ?? 0n, currency) },
        returning: Number(back.find(same)?.n ?? 0n),
        owed: await owedBetween(needs, pair),
      };
    }),
  );
}

const openingsSql = `select distinct on (side, partner) id, side, partner, state, caps,
    case state when 'piloting' then pilots when 'opening' then stages else '[]' end as steps
  from openings cross join lateral unnest(sides) as side
  where sides && $1::text[] and capability = 'acceptance' and state <> 'draft'
  order by side, partner, state = 'withdrawn', id desc`;

const movedSql = `select acquirer, issuer, count(*) as payments, sum(amount)::bigint as amount,
    sum(fee - fee_back) filter (where state = 'accepted')::bigint as fees
  from acceptances where bucket = any($1) and id >= $2 and created_at >= $3 and state not in ('ended', 'returned')
  group by 1, 2`;

const returningSql = `select acquirer, issuer, count(*) as n from acceptances
  where bucket = any($1) and state = 'returning' group by 1, 2`;

/** Of the opening's limits and those of the step that it is at, the smaller. */
function capsNow(opening: Opening | undefined): Caps {
  const step = opening?.steps.findLast((one) => one.started_at && !one.paused_at) ?? opening?.steps[0];
  const sets = [opening?.caps, step?.caps].flatMap((one) => (one ? [one as Record<string, MoneyJson | null>] : []));
  const least = (name: string): Money | null =>
    sets
      .flatMap((caps) => (caps[name] ? [fromJson(caps[name])] : []))
      .reduce<Money | null>((low, one) => (low === null || one.minor < low.minor ? one : low), null);
  return Object.fromEntries(capNames.map((name) => [name, least(name)])) as Caps;
}

/** Over the pair's books of all buckets. */
async function owedBetween(needs: AcceptanceContext["needs"], pair: KnownPair): Promise<Money> {
  const { acquirer, issuer, account: issuer_account } = pair;
  const claims = Array.from({ length: bucketCount }, (_, bucket) =>
    clearingAccount("issuer_claim", { acquirer, issuer, issuer_account, currency }, bucket),
  );
  const [row] = await needs.db.read<{ owed: bigint }>(
    `select coalesce(sum(a.debits - a.credits), 0)::bigint as owed
     from accounts a join unnest($1::int[], $2::uuid[]) as k (bucket, id) on a.bucket = k.bucket and a.id = k.id`,
    [claims.map((one) => bucketOf(one.book)), claims.map(accountId)],
  );
  return money(row?.owed ?? 0n, currency);
}
