import type { Wire } from "#http";
import type { ChangeView, SettlementView } from "#transfers";

type Calls = { post<T>(path: string, body?: unknown): Promise<T> };
type Line = { participant: string; how: "paid" | "covered" | "received"; why?: string };

/** The calls of the public API about the hub between wallets. */
export function hubCalls({ post }: Calls) {
  return {
    closeHubWindow: (body: { currency: string }) => post<Wire<SettlementView>>("/v1/hub/settlements", body),
    settleHubLine: (id: string, line: Line) => post<Wire<SettlementView>>(`/v1/hub/settlements/${id}/lines`, line),
    approveHubChange: (id: string, why: string) =>
      post<Wire<ChangeView>>(`/v1/hub/changes/${id}/decide`, { approve: true, why }),
  };
}
