import type { DisputeView, Evidence, Proposed, StepView } from "#disputes";
import type { Wire } from "#http";
import type { MoneyJson } from "#money";
import type { FundsMoveView, NewTerms, PlatformBookView, ReleaseLimitView, ReleaseView } from "#settlement";

type Calls = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
};
type Said = { why: string; evidence?: readonly Evidence[] };
type NewDispute = {
  order: string;
  kind: "refund_only" | "dispute";
  amount: MoneyJson;
  reason: string;
  evidence?: readonly Evidence[];
};
export type Dispute = Wire<DisputeView>;

/** The calls of the public API about what comes after the payment: receipt, disputes, the platform's funds. */
export function disputeCalls({ get, post, put }: Calls) {
  const of = (id: string, verb: string): string => `/v1/disputes/${id}/${verb}`;
  return {
    confirmReceipt: (order: string) => post<Wire<ReleaseView>>(`/v1/orders/${order}/receipt`),
    extendReceipt: (order: string) => post<{ until: string }>(`/v1/orders/${order}/receipt/extend`),
    releaseLimit: (order: string) => get<Wire<ReleaseLimitView>>(`/v1/orders/${order}/release-limit`),
    setSettlementTerms: (marketplace: string, terms: NewTerms) =>
      put<object>(`/v1/marketplaces/${marketplace}/settlement-terms`, terms),
    addRateCard: (marketplace: string, body: { commission_bp: number; store?: string }) =>
      post<object>(`/v1/marketplaces/${marketplace}/rate-cards`, body),
    setRefundOnlyRules: (marketplace: string, body: object) =>
      put<object>(`/v1/marketplaces/${marketplace}/refund-only-rules`, body),
    setStoreRating: (store: string, rating: number) => put<object>(`/v1/stores/${store}/rating`, { rating }),
    openDispute: (body: NewDispute) => post<Dispute>("/v1/disputes", body),
    getDispute: (id: string) => get<Dispute>(`/v1/disputes/${id}`),
    disputeSteps: async (id: string) => (await get<{ data: Wire<StepView>[] }>(of(id, "steps"))).data,
    answerDispute: (id: string, body: Said & { agree: boolean }) => post<Dispute>(of(id, "answer"), body),
    appealDispute: (id: string, body: Said) => post<Dispute>(of(id, "appeal"), body),
    proposeVerdict: (id: string, verdict: Proposed, why: string) => post<Dispute>(of(id, "propose"), { verdict, why }),
    decideVerdict: (id: string, body: { approve: boolean; verdict: string; why: string }) =>
      post<Dispute>(of(id, "decide"), body),
    platformBook: (account: string) => get<Wire<PlatformBookView>>(`/v1/wallet-accounts/${account}/funds`),
    proposeFunds: (account: string, body: { act: "add"; amount: MoneyJson; why: string }) =>
      post<Wire<FundsMoveView>>(`/v1/wallet-accounts/${account}/funds`, body),
    decideFunds: (id: string) => post<Wire<FundsMoveView>>(`/v1/funds/${id}/decide`, { approve: true }),
    walletAccounts: async () =>
      (await get<{ data: { id: string; marketplace: string; wallet: string }[] }>("/v1/wallet-accounts?limit=100"))
        .data,
    statement: (store: string, account: string) => `/v1/stores/${store}/statements/${account}`,
  };
}
