import type { Wire } from "#http";
import type { MoneyJson } from "#money";
import type { CardView, ReleaseView, ShareView, WithdrawalRulesView, WithdrawalView } from "#settlement";

type Calls = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
};

export type Withdrawal = Wire<WithdrawalView>;

/** The calls of the public API about a store's money at a wallet: release, shares, the bank card, withdrawals. */
export function withdrawalCalls({ get, post, put }: Calls) {
  return {
    getRelease: (payment: string) => get<Wire<ReleaseView>>(`/v1/payments/${payment}/release`),
    listShares: async () => (await get<{ data: Wire<ShareView>[] }>("/v1/shares?limit=100")).data,
    setBankCard: (store: string, card: { holder: string; bank: string; number: string }) =>
      put<Wire<CardView>>(`/v1/stores/${store}/bank-card`, card),
    setWithdrawalRules: (store: string, rules: { two_people: boolean; daily_limit: MoneyJson | null }) =>
      put<Wire<WithdrawalRulesView>>(`/v1/stores/${store}/withdrawal-rules`, rules),
    askWithdrawal: (body: { store: string; wallet_account: string; amount: MoneyJson }) =>
      post<Withdrawal>("/v1/withdrawals", body),
    confirmWithdrawal: (id: string) => post<Withdrawal>(`/v1/withdrawals/${id}/confirm`),
    getWithdrawal: (id: string) => get<Withdrawal>(`/v1/withdrawals/${id}`),
    listWithdrawals: async () => (await get<{ data: Withdrawal[] }>("/v1/withdrawals?limit=100")).data,
  };
}
