import type { Tx } from "#db";
import { type Currency, money } from "#money";
import type { AcceptanceContext } from "./moves.ts";
import type { AcceptanceNeeds, Pair, RateCard } from "./types.ts";

type Fault = "acceptance_pair_invalid" | "acceptance_pair_exists" | "rate_card_invalid" | "rate_card_taken";

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

type Read = Pick<Tx, "query">["query"];
type Faces = Pick<AcceptanceNeeds, "titleOf" | "walletOf" | "acquires">;

/** Why two wallets cannot be a pair like that; null: they can. */
export async function whyNoPair(needs: Faces, read: Read, pair: Pair): Promise<Fault | null> {
  const { acquirer, issuer, account } = pair;
  const isKnown = needs.titleOf(acquirer) !== null && needs.titleOf(issuer) !== null;
  if (!isKnown || acquirer === issuer || !needs.acquires(acquirer) || needs.walletOf(account) !== issuer)
    return "acceptance_pair_invalid";
  const stands = await read<Pair>("select account from acceptance_pairs where acquirer = $1 and issuer = $2", [
    ...[acquirer, issuer],
  ]);
  return stands.some((one) => one.account !== account) ? "acceptance_pair_exists" : null;
}

type CardRow = Omit<RateCard, "fixed"> & { fixed: bigint };
const currency: Currency = "CNY";
const cardView = (row: CardRow): RateCard => ({ ...row, fixed: money(row.fixed, currency) });
const columns = "acquirer, issuer, starts_at, rate, fixed, bearer, on_refund, set_by";

/** `starts_at` null: now. */
export type NewCard = Omit<RateCard, "starts_at" | "set_by"> & { starts_at: Date | null };

/** Why a card cannot be; null: it can. It may begin later, never earlier than now. */
export async function whyNoCard(read: Read, card: NewCard, now: Date): Promise<Fault | null> {
  const { fixed, rate, starts_at } = card;
  const wrong = fixed.currency !== currency || fixed.minor < 0n || rate < 0 || rate > 10_000;
  const [pair] = await read("select 1 from acceptance_pairs where acquirer = $1 and issuer = $2", [
    ...[card.acquirer, card.issuer],
  ]);
  if (!pair || wrong || (starts_at !== null && starts_at < now)) return "rate_card_invalid";
  const taken = await read("select 1 from acceptance_rates where acquirer = $1 and issuer = $2 and starts_at = $3", [
    card.acquirer,
    card.issuer,
    starts_at ?? now,
  ]);
  return taken.length > 0 ? "rate_card_taken" : null;
}

/** Every card, the newest first. */
export async function listRates({ needs }: AcceptanceContext): Promise<RateCard[]> {
  const rows = await needs.db.read<CardRow>(
    `select ${columns} from acceptance_rates order by starts_at desc, acquirer, issuer limit 1000`,
  );
  return rows.map(cardView);
}
