import { once } from "node:events";
import { InMemStorageProvider, Strategy, Unleash } from "unleash-client";
import { placeFrom, seedOf } from "#openings";
import { type Asked, now, openings, rules, saltOf, stagesEach } from "../decide-world.ts";

type Context = { userId: string; currentTime: Date; properties: Record<string, string> };
type Shares = { opening: number; share: number };

/** Two shares at once, which Unleash's own strategies do not have; our hash, so that both let the same ones in. */
class TwoShares extends Strategy {
  private readonly seeds = Array.from({ length: openings }, (_, n) => ({
    store: seedOf(saltOf(n), "store"),
    buyer: seedOf(saltOf(n), "buyer"),
  }));
  constructor() {
    super("twoShares");
  }
  override isEnabled(parameters: Shares, context: Context): boolean {
    const seed = this.seeds[parameters.opening];
    if (!seed) return false;
    const store = context.properties["store"] as string;
    return placeFrom(seed.store, store) < parameters.share && placeFrom(seed.buyer, context.userId) < parameters.share;
  }
}

const texts = (values: readonly (string | number)[]) => values.map(String);

function strategyOf(opening: number, stage: number) {
  const constraint = (contextName: string, operator: string, value: { value: string } | { values: string[] }) => ({
    ...{ contextName, operator, inverted: false, caseInsensitive: false, values: [] as string[] },
    ...value,
  });
  const dates = [
    ...(stage === 1 ? [] : [constraint("currentTime", "DATE_AFTER", { value: rules.startsAt(stage).toISOString() })]),
    ...(stage === stagesEach
      ? []
      : [constraint("currentTime", "DATE_BEFORE", { value: rules.startsAt(stage + 1).toISOString() })]),
  ];
  return {
    name: "twoShares",
    parameters: { opening, share: rules.share(stage) },
    constraints: [
      ...dates,
      constraint("category", "IN", { values: rules.categories }),
      constraint("cityTier", "IN", { values: texts(rules.cityTiers) }),
      constraint("appVersion", "SEMVER_GTE", { value: rules.appVersionFrom }),
      constraint("amount", "NUM_LTE", { value: String(rules.capFen) }),
    ],
  };
}

/**
 * Unleash's client, unmodified, fed from memory: a flag an opening, a strategy a stage. `stages` says which of the ten
 * it holds: all, or only the one that runs today, as if somebody had rewritten the flag each midnight.
 */
export async function makeUnleash(stages: readonly number[]): Promise<(asked: Asked) => boolean> {
  const features = Array.from({ length: openings }, (_, n) => ({
    ...{ name: `opening_${n}`, type: "release", enabled: true, stale: false, impressionData: false, variants: [] },
    ...{ project: "default", strategies: stages.map((stage) => strategyOf(n, stage)) },
  }));
  const unleash = new Unleash({
    ...{ appName: "bench", url: "http://127.0.0.1:9/", disableMetrics: true, refreshInterval: 0 },
    ...{ disableAutoStart: true, skipInstanceCountWarning: true, strategies: [new TwoShares()] },
    storageProvider: new InMemStorageProvider(),
    bootstrap: { data: features as never },
  });
  // There is no server to fetch from; the flags are those that it was given.
  unleash.on("error", () => {});
  unleash.on("warn", () => {});
  const ready = once(unleash, "ready");
  await unleash.start();
  await ready;
  return (asked) =>
    unleash.isEnabled(`opening_${asked.opening}`, {
      userId: asked.buyer["reference"] as string,
      currentTime: now,
      properties: {
        ...{ store: asked.store, category: asked.category, appVersion: asked.buyer["app_version"] as string },
        ...{ cityTier: String(asked.buyer["city_tier"]), amount: String(asked.amount?.minor) },
      },
    });
}
