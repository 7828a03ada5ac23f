import { bucketOf, isId, type Tx } from "#db";
import { fen, type Money, money, toJson } from "#money";
import { tellStore } from "./bank-cards.ts";
import type { SettlementContext } from "./context.ts";

/** The house's own rules: 0.1 % rounded up, and 50,000 yuan a day (of Asia/Shanghai) from one wallet account. */
export const withdrawalRules = { feeBp: 10n, dailyLimit: fen(5_000_000) };

const coolingOffMs = 86_400_000;

export type WithdrawalRulesView = {
  store: string;
  /** Whoever asks and whoever confirms are two different people; keys do neither. */
  two_people: boolean;
  /** From one wallet account, of a day in Asia/Shanghai. */
  daily_limit: Money;
};

/** `daily_limit: null`: the house's own. */
export type NewWithdrawalRules = { two_people: boolean; daily_limit: Money | null };

type Row = { n: number; two_people: boolean; daily_limit: bigint | null };

export const isPerson = (caller: string): boolean => isId(caller, "per");

/** What holds for a store at an instant. */
export async function rulesAt(read: Tx["query"], store: string, at: Date): Promise<WithdrawalRulesView> {
  const [row] = await read<Row>(
    `select n, two_people, daily_limit from withdrawal_rules where bucket = $1 and store = $2 and holds_from <= $3
     order by n desc limit 1`,
    [bucketOf(store), store, at],
  );
  const limit = row?.daily_limit ?? withdrawalRules.dailyLimit.minor;
  return { store, two_people: row?.two_people ?? false, daily_limit: money(least(limit), "CNY") };
}

const least = (limit: bigint): bigint =>
  limit < withdrawalRules.dailyLimit.minor ? limit : withdrawalRules.dailyLimit.minor;

export const readWithdrawalRules = (context: SettlementContext, store: string): Promise<WithdrawalRulesView> =>
  rulesAt(context.needs.db.read, store, context.needs.clock.now());

/**
 * Sets a store's rules. What makes taking money away harder holds at once; whatever makes it easier, a day later, so
 * that the store can notice a stranger's. Answers what holds, and from when the new rules do.
 */
export async function setWithdrawalRules(
  context: SettlementContext,
  by: string,
  store: string,
  rules: NewWithdrawalRules,
): Promise<WithdrawalRulesView & { new_rules_hold_from: Date }> {
  const { db, clock } = context.needs;
  const now = clock.now();
  const bucket = bucketOf(store);
  const holdsFrom = await db.tx(async (tx) => {
    // One setter at a time: two who read the same rules must not both find theirs the stricter.
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 26))", [store]);
    const held = await rulesAt(tx.query, store, now);
    const limit = least(rules.daily_limit?.minor ?? withdrawalRules.dailyLimit.minor);
    const easier = (held.two_people && !rules.two_people) || limit > held.daily_limit.minor;
    const from = easier ? new Date(now.getTime() + coolingOffMs) : now;
    await tx.query(
      `insert into withdrawal_rules (bucket, store, n, two_people, daily_limit, set_by, set_at, holds_from)
       select $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, $7 from withdrawal_rules
       where bucket = $1 and store = $2`,
      [bucket, store, rules.two_people, rules.daily_limit?.minor ?? null, by, now, from],
    );
    const told = { two_people: rules.two_people, daily_limit: rules.daily_limit && toJson(rules.daily_limit) };
    await tellStore(context, tx, store, { type: "withdrawal_rules.set", ...told, from: from.toISOString() });
    return from;
  });
  return { ...(await rulesAt(db.read, store, now)), new_rules_hold_from: holdsFrom };
}
