import { type Currency, money } from "#money";
import type { AcceptanceContext } from "./moves.ts";
import type { Pair, RateCard } from "./types.ts";

type Fault = "acceptance_pair_invalid" | "acceptance_pair_exists" | "rate_card_invalid" | "rate_card_taken";
type Result<T> = { ok: true; value: T } | { ok: false; fault: Fault };

/** Pairs in memory, since every page of a code asks for them. */
export type Pairs = { all(): readonly Pair[]; refresh(): Promise<void> };

export function rememberPairs({ needs }: AcceptanceContext): Pairs {
  let known: readonly Pair[] = [];
  return {
    all: () => known,
    async refresh() {
      known = await needs.db.read<Pair>("select acquirer, issuer, account from acceptance_pairs order by 1, 2");
    },
  };
}

/** Says through which account an acquirer reaches an issuer. Once: money may lie there from then on. */
export async function putPair({ needs }: AcceptanceContext, pair: Pair, by: string): Promise<Result<Pair>> {
  const { acquirer, issuer, account } = pair;
  const isKnown = needs.titleOf(acquirer) !== null && needs.titleOf(issuer) !== null;
  if (!isKnown || acquirer === issuer || needs.walletOf(account) !== issuer)
    return { ok: false, fault: "acceptance_pair_invalid" };
  await needs.db.read(
    `insert into acceptance_pairs (acquirer, issuer, account, made_by, made_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [acquirer, issuer, account, by, needs.clock.now()],
  );
  const [stands] = await needs.db.read<Pair>(
    "select acquirer, issuer, account from acceptance_pairs where acquirer = $1 and issuer = $2",
    [acquirer, issuer],
  );
  return stands?.account === account ? { ok: true, value: stands } : { ok: false, fault: "acceptance_pair_exists" };
}

type CardRow = Omit<RateCard, "fixed"> & { fixed: bigint };
const currency: Currency = "CNY";
const cardView = (row: CardRow): RateCard => ({ ...row, fixed: money(row.fixed, currency) });
const columns = "acquirer, issuer, starts_at, rate, fixed, bearer, on_refund, set_by";

/** Adds a card. It may begin later, never earlier than now: what was begun keeps the card that held then. */
export async function setRates(
  { needs }: AcceptanceContext,
  card: Omit<RateCard, "starts_at" | "set_by"> & { starts_at: Date | null },
  by: string,
): Promise<Result<RateCard>> {
  const now = needs.clock.now();
  const starts = card.starts_at ?? now;
  const wrong = card.fixed.currency !== currency || card.fixed.minor < 0n || card.rate < 0 || card.rate > 10_000;
  const [pair] = await needs.db.read("select 1 from acceptance_pairs where acquirer = $1 and issuer = $2", [
    ...[card.acquirer, card.issuer],
  ]);
  if (!pair || wrong || starts < now) return { ok: false, fault: "rate_card_invalid" };
  const [row] = await needs.db.read<CardRow>(
    `insert into acceptance_rates (acquirer, issuer, starts_at, rate, fixed, bearer, on_refund, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning ${columns}`,
    [
      ...[card.acquirer, card.issuer, starts, card.rate, card.fixed.minor.toString(), card.bearer, card.on_refund],
      ...[by, now],
    ],
  );
  return row ? { ok: true, value: cardView(row) } : { ok: false, fault: "rate_card_taken" };
}

/** Every card, the newest first. */
export async function listRates({ needs }: AcceptanceContext): Promise<RateCard[]> {
  const rows = await needs.db.read<CardRow>(
    `select ${columns} from acceptance_rates order by starts_at desc, acquirer, issuer limit 1000`,
  );
  return rows.map(cardView);
}
