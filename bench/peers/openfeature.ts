import { type EvaluationContext, OpenFeature, TypedInMemoryProvider } from "@openfeature/server-sdk";
import { placeFrom, seedOf } from "#openings";
import { type Asked, now, openings, rules, saltOf, stagesEach } from "../decide-world.ts";

/** The rules of one opening as its owner would write them by hand: the provider has none of its own. */
function evaluatorOf(opening: number): (context: EvaluationContext) => "on" | "off" {
  const stages = Array.from({ length: stagesEach }, (_, i) => ({
    startsAt: i === 0 ? 0 : rules.startsAt(i + 1).getTime(),
    share: rules.share(i + 1),
  })).reverse();
  const [storeSeed, buyerSeed] = [seedOf(saltOf(opening), "store"), seedOf(saltOf(opening), "buyer")];
  const from = rules.appVersionFrom.split(".").map(Number);
  const reaches = (version: string): boolean => {
    const parts = version.split(".").map(Number);
    for (let i = 0; i < from.length; i++) {
      const difference = (parts[i] ?? 0) - (from[i] as number);
      if (difference !== 0) return difference > 0;
    }
    return true;
  };
  return (context) => {
    const at = context["now"] as number;
    const stage = stages.find((one) => one.startsAt <= at);
    const open =
      stage !== undefined &&
      rules.categories.includes(context["category"] as string) &&
      rules.cityTiers.includes(context["cityTier"] as number) &&
      (context["amount"] as number) <= rules.capFen &&
      reaches(context["appVersion"] as string) &&
      placeFrom(storeSeed, context["store"] as string) < stage.share &&
      placeFrom(buyerSeed, context.targetingKey as string) < stage.share;
    return open ? "on" : "off";
  };
}

/** OpenFeature's SDK, unmodified, with its in-memory provider: a flag an opening. */
export async function makeOpenFeature(): Promise<(asked: Asked) => Promise<boolean>> {
  const flags = Object.fromEntries(
    Array.from({ length: openings }, (_, n) => [
      `opening_${n}`,
      {
        ...{ variants: { on: true, off: false }, defaultVariant: "off" as const, disabled: false },
        contextEvaluator: evaluatorOf(n),
      },
    ]),
  );
  await OpenFeature.setProviderAndWait(new TypedInMemoryProvider(flags));
  const client = OpenFeature.getClient();
  return (asked) =>
    client.getBooleanValue(`opening_${asked.opening}`, false, {
      ...{ targetingKey: asked.buyer["reference"] as string, store: asked.store, category: asked.category },
      ...{ appVersion: asked.buyer["app_version"] as string, cityTier: asked.buyer["city_tier"] as number },
      ...{ amount: Number(asked.amount?.minor), now: now.getTime() },
    });
}
