import { Histogram, type Registry } from "prom-client";

export type OnboardingMetrics = {
  /** The wallet decided on a store's application, or it was withdrawn; seconds since it was submitted. */
  applicationDecided(wallet: string, outcome: string, seconds: number): void;
  /** A store that could be paid became visible to buyers; seconds between the two. */
  activationShown(wallet: string, seconds: number): void;
};

/** A minute, an hour, a day, a week, a month, and between. */
const buckets = [60, 600, 3600, 21_600, 86_400, 259_200, 604_800, 2_592_000];

export function onboardingMetrics(registry: Registry): OnboardingMetrics {
  const registers = [registry];
  const applications = new Histogram({
    name: "hutong_application_seconds",
    help: "Time from a store's application to its end, by wallet and outcome.",
    labelNames: ["wallet", "outcome"],
    ...{ buckets, registers },
  });
  const lag = new Histogram({
    name: "hutong_activation_lag_seconds",
    help: "Time between merchant-ready and buyer-visible, by wallet.",
    labelNames: ["wallet"],
    ...{ buckets, registers },
  });
  return {
    applicationDecided: (wallet, outcome, seconds) => applications.observe({ wallet, outcome }, seconds),
    activationShown: (wallet, seconds) => lag.observe({ wallet }, seconds),
  };
}
