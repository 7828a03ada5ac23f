import { fen } from "#money";
import type { Facts, Programme, Stage } from "#openings";

export const openings = 200;
export const stagesEach = 10;
export const now = new Date("2026-11-22T08:00:00Z");
export const dayMs = 86_400_000;
const noCaps = { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: null };

/** One opening's rules as plain data: ours and the peers' are made from the same. */
export const rules = {
  categories: ["tea", "cloth"],
  cityTiers: [1, 2, 3],
  appVersionFrom: "10.9.0",
  capFen: 30_000,
  /** 10,000ths of stores and of buyers. */
  share: (stage: number) => 1000 * stage,
  /** A stage a day at the same hour; half of them are behind us. */
  startsAt: (stage: number) => new Date(now.getTime() + (stage - 6.5) * dayMs),
};

/** Listed facts said again in CEL, so that both forms decide the same. */
const condition =
  'store.tags.category in ["tea", "cloth"] && buyer.city_tier in [1, 2, 3] && payment.amount <= 1000000 && ' +
  'buyer.app_version != ""';

export function programmeOf(n: number, cel: boolean): Programme {
  const stages = Array.from({ length: stagesEach }, (_, i): Stage => {
    const share = rules.share(i + 1);
    const listed = { buyers: { share, city_tiers: rules.cityTiers }, stores: { share, categories: rules.categories } };
    const { buyers, stores } = cel ? { buyers: { share }, stores: { share } } : listed;
    return {
      ...{ n: i + 1, title: null, methods: null, started_at: null, paused_at: null, guards: [] },
      ...{ starts_at: i === 0 ? null : rules.startsAt(i + 1), stores, condition: cel ? condition : null },
      buyers: { ...buyers, app_version_from: rules.appVersionFrom },
      caps: { ...noCaps, per_payment: fen(rules.capFen) },
    };
  });
  return {
    ...{ id: `opn_${n}`, version: 1, capability: "payment", partner: `wallet_${n}`, methods: null, state: "opening" },
    ...{ effectiveAt: new Date("2026-11-01T00:00:00Z"), caps: noCaps, pilots: [], stages, salt: saltOf(n) },
  };
}

export const saltOf = (n: number): string => `salt${n}`;

/** A small generator with a seed: the same facts in every run and on every machine. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export type Asked = Facts & { opening: number; category: string };

export function randomFacts(count: number): Asked[] {
  const random = makeRandom(7);
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  return Array.from({ length: count }, (): Asked => {
    const [opening, category] = [random(openings), pick(["tea", "cloth", "books"])];
    return {
      ...{ opening, category, marketplace: "mkt_1", capability: "payment", partner: `wallet_${opening}`, method: "qr" },
      ...{ store: `sto_${random(100_000)}`, amount: fen(random(40_000) + 1), standing: "ready", health: "well" },
      storeFacts: { tags: { category }, signedUpAt: null },
      buyer: {
        ...{ reference: `b${random(1_000_000)}`, city_tier: random(4) + 1 },
        app_version: pick(["10.38.0", "9.1.0", "11.0.0"]),
      },
    };
  });
}
