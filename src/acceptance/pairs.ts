import { type Currency, money } from "#money";
import type { AcceptanceContext } from "./moves.ts";
import type { AcceptanceNeeds, Pair, RateCard } from "./types.ts";

type Fault = "acceptance_pair_invalid" | "acceptance_pair_exists" | "rate_card_invalid" | "rate_card_taken";
type Result<T> = { ok: true; value: T } | { ok: false; fault: Fault };

/** Pairs in memory, since every page of a code asks for them. */
export type Pairs = { all(): readonly KnownPair[]; refresh(): Promise<void> };

/** `late`: the wallet that owes the other has not settled a closed window in time, so nothing new is accepted. */
export type KnownPair = Pair & { late: boolean };

const lateSql = `exists (select 1 from acceptance_settlements s where s.acquirer = p.acquirer and s.issuer = p.issuer
  and s.state in ('open', 'paying') and s.due_at <= $1)`;

/** Whether the pair is late at this moment: asked again when a payment begins. */
export async function isLate(
  { needs }: AcceptanceContext,
  { acquirer, issuer }: Pick<Pair, "acquirer" | "issuer">,
): Promise<boolean> {
  const [row] = await needs.db.read<{ late: boolean }>(
    `select ${lateSql} as late from acceptance_pairs p where p.acquirer = $2 and p.issuer = $3`,
    [needs.clock.now(), acquirer, issuer],
  );
  return row?.late === true;
}

export function lateReason(needs: Pick<AcceptanceNeeds, "titleOf">, pair: Pick<Pair, "acquirer" | "issuer">) {
  const [ours, theirs] = [needs.titleOf(pair.acquirer), needs.titleOf(pair.issuer)];
  return {
    code: "clearing_late",
    zh: `${ours?.zh ?? pair.acquirer}与${theirs?.zh ?? pair.issuer}之间的清算款逾期未付，暂停受理。`,
    en:
      `A settlement between ${ours?.en ?? pair.acquirer} and ${theirs?.en ?? pair.issuer} is overdue: ` +
      "until it is paid, nothing is accepted.",
  };
}

export function rememberPairs({ needs }: AcceptanceContext): Pairs {
  let known: readonly KnownPair[] = [];
  return {
    all: () => known,
    async refresh() {
      known = await needs.db.read<KnownPair>(
        `select p.acquirer, p.issuer, p.account, ${lateSql} as late from acceptance_pairs p order by 1, 2`,
        [needs.clock.now()],
      );
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
