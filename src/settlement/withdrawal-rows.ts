import { bucketOf, isId, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { WithdrawalView } from "./types.ts";
import type { WithdrawalState } from "./withdrawal-states.ts";

export type WithdrawalRow = {
  bucket: number;
  id: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  card: number;
  amount: bigint;
  fee: bigint;
  currency: Currency;
  state: WithdrawalState;
  asked_by: string;
  confirmed_by: string | null;
  says: string | null;
  sub_merchant: string | null;
  looks: number;
  card_last4: string | null;
  asked_at: Date;
  ended_at: Date | null;
};

export async function findWithdrawal(read: Tx["query"], id: string, lock = false): Promise<WithdrawalRow | null> {
  if (!isId(id, "wdr")) return null;
  const [row] = await read<WithdrawalRow>(
    `select * from withdrawals where bucket = $1 and id = $2 ${lock ? "for no key update" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}

export function withdrawalView(row: WithdrawalRow): WithdrawalView {
  const { id, marketplace, store, wallet_account, state, asked_by, confirmed_by, says, asked_at, ended_at } = row;
  return {
    ...{ id, marketplace, store, wallet_account, state, asked_by, confirmed_by, says, asked_at, ended_at },
    card_last4: row.card_last4,
    amount: money(row.amount, row.currency),
    fee: money(row.fee, row.currency),
  };
}
