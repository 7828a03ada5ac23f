import { firstIdAt } from "#db";
import { count } from "./figures.ts";
import { bucketsOf } from "./reach.ts";
import type { Parts, Reach, WalletHealth } from "./types.ts";
import { walletErrors } from "./wallet-errors.ts";

const hourMs = 3_600_000;
const windowMs = 15 * 60_000;
const fewest = 5;

type Row = { wallet: string; at: Date; started: bigint; paid: bigint; refused: bigint; unknown: bigint };
type Now = Row & { p50: number | null; p95: number | null };

const counts = `count(*) as started, count(*) filter (where p.paid_at is not null) as paid,
  count(*) filter (where p.state = 'refused') as refused,
  count(*) filter (where p.state = 'starting' or p.state = 'abandoned') as unknown`;
const seconds = "greatest(extract(epoch from p.paid_at - p.created_at), 0)";
const within = `p.bucket = any($1) and p.id >= $2 and p.created_at >= $3
  and ($4::text is null or p.marketplace = $4) and ($5::text is null or p.store = $5)`;

/**
 * How each wallet does, from the payments themselves: what buyers met, not what a ping says. A wallet tells
 * whole seconds, so a payment may look older than its start: that counts as no time at all.
 */
export async function walletHealth({ db, clock }: Parts, reach: Reach): Promise<readonly WalletHealth[]> {
  const now = clock.now().getTime();
  const since = (ms: number) => {
    const from = new Date(now - ms);
    return [bucketsOf(reach), firstIdAt("pay", new Date(now - ms - 24 * hourMs)), from, reach.marketplace, reach.store];
  };
  const [hours, lately, errors] = await Promise.all([
    db.read<Row>(
      `select p.wallet, date_trunc('hour', p.created_at) as at, ${counts} from payments p where ${within}
       group by 1, 2 order by 1, 2`,
      since(24 * hourMs),
    ),
    db.read<Now>(
      `select p.wallet, ${counts},
         percentile_disc(0.5) within group (order by ${seconds})::float8 as p50,
         percentile_disc(0.95) within group (order by ${seconds})::float8 as p95
       from payments p where ${within} group by 1`,
      since(windowMs),
    ),
    walletErrors(db, within, since(24 * hourMs)),
  ]);
  const wallets = [...new Set([...hours, ...lately].map((row) => row.wallet))].sort();
  return wallets.map((wallet) => {
    const found = lately.find((row) => row.wallet === wallet);
    const figures = figuresOf(found);
    return {
      ...{ wallet, state: stateOf(figures), ...figures },
      ...{ p50_seconds: found?.p50 ?? null, p95_seconds: found?.p95 ?? null },
      hours: hours.filter((row) => row.wallet === wallet).map((row) => ({ at: row.at, ...figuresOf(row) })),
      errors: errors(wallet),
    };
  });
}

type Figures = { started: number; paid: number; refused: number; unknown: number };

function figuresOf(row: Row | undefined): Figures {
  if (!row) return { started: 0, paid: 0, refused: 0, unknown: 0 };
  return {
    started: count(row.started),
    paid: count(row.paid),
    refused: count(row.refused),
    unknown: count(row.unknown),
  };
}

/** Refused and unknown are the wallet's; a buyer who walks away is not. A tenth is degraded, half is failing. */
export function stateOf({ started, refused, unknown }: Figures): WalletHealth["state"] {
  if (started < fewest) return "idle";
  const bad = refused + unknown;
  if (bad * 2 >= started) return "failing";
  return bad * 10 >= started ? "degraded" : "healthy";
}
