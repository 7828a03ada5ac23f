import type { Wire } from "#http";
import type { SettlementView } from "#transfers";

type Calls = { post<T>(path: string, body?: unknown): Promise<T> };
type Line = { participant: string; how: "paid" | "covered" | "received" };

/** The calls of the public API about the hub between wallets. */
export function hubCalls({ post }: Calls) {
  return {
    closeHubWindow: (body: { currency: string }) => post<Wire<SettlementView>>("/v1/hub/settlements", body),
    settleHubLine: (id: string, line: Line) => post<Wire<SettlementView>>(`/v1/hub/settlements/${id}/lines`, line),
  };
}
