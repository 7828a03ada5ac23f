import type { Alliance, ContractView, DatasetView, RunView } from "#alliance";
import { fen } from "#money";
import { type EffectReportView, effectOf, type Reach } from "#reach";
import { page, repeats } from "./payments.ts";
import { east, id } from "./people.ts";
import { start } from "./views.ts";

const contract: ContractView = {
  ...{ id: id("alc", 1), marketplace: east, partner: "xiaohongshu", title: "种草", purposes: ["conversion"] },
  ...{ modes: ["size", "sum"], agreement: null, clip: fen(100_000), crowd: 50, epsilon_milli: 1000, padding: 20 },
  ...{ budget: 10, used: 1, starts_at: start, ends_at: new Date(start.getTime() + 1000), created_at: start },
};
const dataset: DatasetView = {
  ...{ id: id("ald", 1), marketplace: east, title: "买家", purposes: ["conversion"], basis: "用户协议" },
  ...{ withdrawn_at: null, created_at: start },
};
const run: RunView = {
  ...{ id: id("alr", 1), contract: contract.id, dataset: dataset.id, marketplace: east, partner: "xiaohongshu" },
  ...{ purpose: "conversion", mode: "sum", state: "done", step: "ended", steps_done: 2, steps_of: 2, people: 420 },
  ...{ total: fen(5_376_000), why: null, opening: id("opn", 1), created_at: start, changed_at: start },
};

/** The alliance room, in memory. */
export function fakeAlliance(): Alliance {
  const once = repeats();
  const mine = (marketplace: string | null) => marketplace === null || marketplace === east;
  const asked = async <T>(repeat: Parameters<typeof once>[0], make: () => T) => {
    const result = await once(repeat, make);
    return result.ok ? result : { ok: false as const, fault: "idempotency_key_reused" as const };
  };
  return {
    createContract: (_who, input, repeat) => asked(repeat, () => ({ ...contract, ...input })),
    getContract: async (wanted) => (wanted === contract.id ? contract : null),
    listContracts: async ({ marketplace }, at) => page(mine(marketplace) ? [contract] : [], at),
    readLog: async (_id, at) =>
      page(
        [{ id: id("alg", 1), contract: contract.id, event: "run_began", run: run.id, by: "x", about: {}, at: start }],
        at,
      ),
    createDataset: (_who, input, repeat) => asked(repeat, () => ({ ...dataset, ...input })),
    listDatasets: async ({ marketplace }, at) => page(mine(marketplace) ? [dataset] : [], at),
    getDataset: async (wanted) => (wanted === dataset.id ? dataset : null),
    withdrawDataset: async () => ({ ok: true, value: { ...dataset, withdrawn_at: start } }),
    createRun: (_who, input, repeat) => asked(repeat, () => ({ ...run, ...input })),
    getRun: async (wanted) => (wanted === run.id ? run : null),
    listRuns: async ({ marketplace }, at) => page(mine(marketplace) ? [run] : [], at),
    tellProgress: async () => ({ ok: true, value: run }),
    endRun: async () => ({ ok: true, value: run }),
  };
}

const report: EffectReportView = {
  ...{ id: id("efr", 1), marketplace: east, opening: id("opn", 1), created_at: start },
  asked: {
    ...{ opening: id("opn", 1), kind: "stage", n: 1, incumbent: "alipay", start: start.toISOString() },
    ...{ before_days: 28, after_days: 28 },
  },
  report: effectOf(
    [
      { buyer: "b", group: "in", period: "after", city_tier: 3, age_band: "55+", wallet: "alipay", amount: 1 },
      { buyer: "c", group: "out", period: "after", city_tier: 3, age_band: null, wallet: null, amount: 1 },
    ],
    "alipay",
    () => 0,
  ),
};

/** Effect reports, in memory. */
export function fakeReach(): Reach {
  const once = repeats();
  return {
    getReport: async (wanted) => (wanted === report.id ? report : null),
    listReports: async ({ marketplace }, at) => page(marketplace === null || marketplace === east ? [report] : [], at),
    makeReport: async (_who, _asked, repeat) => {
      const result = await once(repeat, () => report);
      return result.ok ? result : { ok: false, fault: "idempotency_key_reused" };
    },
  };
}
