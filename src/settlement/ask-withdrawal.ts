import { bucketIndex, bucketOf, claimRepeat, findRepeat, type RepeatKey, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, share, toJson } from "#money";
import { recoverOwed } from "./advances.ts";
import { type CardRow, findCard } from "./bank-cards.ts";
import { type BookPlace, storeBalance, withdrawalFees, withdrawalsDue } from "./chart.ts";
import type { SettlementContext } from "./context.ts";
import { postings } from "./postings.ts";
import type { Result, SettlementFault, WithdrawalView } from "./types.ts";
import { findWithdrawal, type WithdrawalRow, withdrawalView } from "./withdrawal-rows.ts";
import { isPerson, rulesAt, withdrawalRules } from "./withdrawal-rules.ts";

const confirmWithinMs = 86_400_000;
const shanghaiMs = 8 * 3_600_000;

export type NewWithdrawal = { marketplace: string; store: string; wallet_account: string; amount: Money };

/**
 * Sets a store's money aside for its bank card; it goes nowhere until somebody else confirms. Guarded by the balance
 * and the day's total in one commit: never more than there is, however many ask at once. The fee is part of the amount.
 */
export async function askWithdrawal(
  context: SettlementContext,
  by: string,
  input: NewWithdrawal,
  repeat: RepeatKey | null,
): Promise<Result<WithdrawalView>> {
  const { needs } = context;
  // First: a rule or a card that changed since does not change the answer to a request that was answered already.
  const before = repeat && (await findRepeat(needs.db.read, bucketOf(input.store), repeat));
  if (before) return await again(needs.db.read, before);
  const { amount } = input;
  const fee = share(amount, withdrawalRules.feeBp, 10_000n, "up");
  if (amount.currency !== "CNY" || amount.minor <= fee.minor) return refuse("amount_invalid");
  const rules = await rulesAt(needs.db.read, input.store, needs.clock.now());
  if (amount.minor > rules.daily_limit.minor) return refuse("withdrawal_limit", told(rules.daily_limit));
  if (rules.two_people && !isPerson(by)) return refuse("second_person_needed", { two_people: true });
  if (!(await needs.wallet(input.wallet_account))?.withdrawals) return refuse("withdrawal_unsupported");
  const card = await findCard(context, input.store, null);
  if (!card) return refuse("bank_card_missing");
  if (card.usable_at > needs.clock.now()) return refuse("bank_card_cooling_off", { usable_at: card.usable_at });
  const place: BookPlace = { ...input, currency: amount.currency };
  await context.accounts.ensure([storeBalance(place), withdrawalsDue(place), withdrawalFees(place)]);
  try {
    return await needs.db.tx((tx) =>
      reserve(context, tx, { by, input, fee, card, place, repeat, limit: rules.daily_limit }),
    );
  } catch (fault) {
    if (fault instanceof Refused) return fault.answer;
    throw fault;
  }
}

const told = (limit: Money) => ({ a_day: toJson(limit) });

function refuse(fault: SettlementFault, detail: Readonly<Record<string, unknown>> = {}): Result<never> {
  return { ok: false, fault, detail };
}

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class Refused extends Error {
  readonly answer: Result<never>;
  constructor(answer: Result<never>) {
    super("withdrawal refused");
    this.answer = answer;
  }
}

type Asked = {
  by: string;
  input: NewWithdrawal;
  fee: Money;
  card: CardRow;
  place: BookPlace;
  repeat: RepeatKey | null;
  /** Of a day. */
  limit: Money;
};

async function reserve(context: SettlementContext, tx: Tx, asked: Asked): Promise<Result<WithdrawalView>> {
  const { clock, ids } = context.needs;
  const { input, place, fee, repeat } = asked;
  const now = clock.now();
  const id = ids.next("wdr", bucketIndex(input.store));
  const bucket = bucketOf(id);
  if (repeat) {
    const claim = await claimRepeat(tx, bucket, repeat, id, now);
    if (!claim.first) return await again(tx.query, claim);
  }
  // What the store owes the platform comes first.
  await recoverOwed(context, tx, { ...place, marketplace: input.marketplace });
  const [posted] = await post(tx, [postings.withdrawalAsked(id, place, input.amount, now)]);
  if (posted !== "posted") throw new Refused(refuse("balance_short"));
  const day = new Date(now.getTime() + shanghaiMs).toISOString().slice(0, 10);
  const counted = await tx.query(
    `insert into withdrawal_days as d (bucket, store, wallet_account, currency, day, total)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (bucket, store, wallet_account, currency, day) do update set total = d.total + excluded.total
       where d.total + excluded.total <= $7 returning 1`,
    [...[bucket, input.store, input.wallet_account, place.currency, day, input.amount.minor], asked.limit.minor],
  );
  if (counted.length === 0) throw new Refused(refuse("withdrawal_limit", told(asked.limit)));
  const [row] = await tx.query<WithdrawalRow>(
    `insert into withdrawals (bucket, id, marketplace, store, wallet_account, card, amount, fee, currency, day, state,
       asked_by, asked_at, sub_merchant)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'asked', $11, $12, $13) returning *`,
    [
      ...[bucket, id, input.marketplace, input.store, input.wallet_account, asked.card.n, input.amount.minor],
      ...[fee.minor, place.currency, day, asked.by, now],
      context.needs.subMerchant(input.store, input.wallet_account),
    ],
  );
  await tx.query("insert into withdrawal_due (bucket, at, withdrawal) values ($1, $2, $3)", [
    ...[bucket, new Date(now.getTime() + confirmWithinMs), id],
  ]);
  const data = { withdrawal: id, store: input.store, amount: toJson(input.amount), fee: toJson(fee), to: "asked" };
  const event = { type: "withdrawal.asked", version: 1, marketplace: input.marketplace, subject: id, data };
  await writeEvent(tx, ids, event, now);
  return { ok: true, value: withdrawalView(row as WithdrawalRow) };
}

async function again(read: Tx["query"], claim: { subject: string; same: boolean }): Promise<Result<WithdrawalView>> {
  const row = await findWithdrawal(read, claim.subject);
  if (!claim.same || !row) return refuse("idempotency_key_reused");
  return { ok: true, value: withdrawalView(row), repeated: true };
}
