import type { ContractView, DatasetView, RunView } from "#alliance";
import type { Wire } from "#http";
import type { MoneyJson } from "#money";
import type { ReachReport } from "#reach";
import type { Words } from "#wallets/protocol";

type Calls = { get<T>(path: string): Promise<T>; post<T>(path: string, body?: unknown): Promise<T> };

type Contract = {
  marketplace: string;
  partner: string;
  title: string;
  purposes: string[];
  modes: ("size" | "sum")[];
  clip: MoneyJson;
  crowd: number;
  epsilon_milli: number;
  padding: number;
  budget: number;
  starts_at: string;
  ends_at: string;
};
type Dataset = { marketplace: string; title: string; purposes: string[]; basis: string };
type Run = { contract: string; dataset: string; purpose: string; mode: "size" | "sum" };
type End = { outcome: "done" | "below_crowd"; people: number | null; total: string | null };
type Segment = { city_tier: number; age_band?: string; a: number; b: number; overlap?: number; run?: string };

/** The calls of the public API about data alliances and reach. */
export function allianceCalls({ get, post }: Calls) {
  return {
    createAllianceContract: (body: Contract) => post<Wire<ContractView>>("/v1/alliance-contracts", body),
    createAllianceDataset: (body: Dataset) => post<Wire<DatasetView>>("/v1/alliance-datasets", body),
    createAllianceRun: (body: Run) => post<Wire<RunView>>("/v1/alliance-runs", body),
    endAllianceRun: (id: string, body: End) => post<Wire<RunView>>(`/v1/alliance-runs/${id}/end`, body),
    readAllianceLog: async (contract: string) =>
      (await get<{ data: { event: string }[] }>(`/v1/alliance-contracts/${contract}/log`)).data,
    askReach: (body: { segments: Segment[]; names: { a: Words; b: Words } }) =>
      post<Wire<ReachReport> & { words: Words; svg: Words }>("/v1/reach", body),
  };
}
