import type { Wire } from "#http";
import type { BreakView, DayView, RunView } from "#reconciliation";

type List<T> = { data: T[]; next_cursor: string | null };
type Calls = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
};

/** The calls about the wallets' bills. */
export function reconciliationCalls({ get, post }: Calls) {
  const list = async <T>(path: string): Promise<T[]> => (await get<List<T>>(path)).data;
  return {
    listWalletAccounts: async (marketplace: string) =>
      (await list<{ id: string; wallet: string; marketplace: string }>("/v1/wallet-accounts?limit=100")).filter(
        (account) => account.marketplace === marketplace,
      ),
    addAgreedRate: (account: string, body: { rate: number; rounding: "half_even"; starts_at: string }) =>
      post<{ method: string; rate: number | null }>(`/v1/wallet-accounts/${account}/agreed-rates`, body),
    askForReconciliation: (body: { wallet_account: string; day: string }) =>
      post<Wire<DayView>>("/v1/reconciliations", body),
    listReconciliations: (account: string) =>
      list<Wire<DayView>>(`/v1/reconciliations?limit=100&wallet_account=${account}`),
    getReconciliationRun: (id: string) => get<Wire<RunView>>(`/v1/reconciliation-runs/${id}`),
    listBreaks: (run: string) => list<Wire<BreakView>>(`/v1/reconciliation-breaks?limit=100&run=${run}`),
    proposeBreakEnd: (
      id: string,
      body: { act: "hear" | "accept" | "enter"; entry?: "suspense" | "bear"; why: string },
    ) => post<Wire<BreakView>>(`/v1/reconciliation-breaks/${id}/propose`, body),
    decideBreakEnd: (id: string, body: { approve: boolean; why: string; proposed_at: string }) =>
      post<Wire<BreakView>>(`/v1/reconciliation-breaks/${id}/decide`, body),
  };
}
