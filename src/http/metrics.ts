import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type OnboardingMetrics, onboardingMetrics } from "./onboarding-metrics.ts";

/** What the house counts. Handed to whoever has something to count; kept in memory, read at /metrics. */
export type Metrics = OnboardingMetrics & {
  httpDone(route: string, method: string, status: number, seconds: number): void;
  /** A payment reached a state. */
  paymentMoved(wallet: string, state: string): void;
  /** A call to a wallet's server ended. */
  walletCalled(wallet: string, operation: string, outcome: string, seconds: number): void;
  webhookSent(outcome: "delivered" | "failed", seconds: number): void;
  /** What went over the wire with wallets: how much of it was kept, and how much could not be. */
  callsGathered(kept: number, dropped: number): void;
  /** What the watch found, by name: `unplaced`, `work_overdue` and `days_overdue` must be 0. */
  watched(figures: Readonly<Record<string, number>>): void;
  text(): Promise<string>;
  contentType: string;
};

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const http = new Histogram({
    name: "hutong_http_request_seconds",
    help: "Time to answer, by route.",
    labelNames: ["route", "method", "status"],
    buckets: seconds,
    registers,
  });
  const payments = new Counter({
    name: "hutong_payments_total",
    help: "Payments that reached a state, by wallet.",
    labelNames: ["wallet", "state"],
    registers,
  });
  const wallets = new Histogram({
    name: "hutong_wallet_call_seconds",
    help: "Time that a wallet's server took, by operation and outcome.",
    labelNames: ["wallet", "operation", "outcome"],
    buckets: seconds,
    registers,
  });
  const webhooks = new Histogram({
    name: "hutong_webhook_seconds",
    help: "Time that a webhook's receiver took.",
    labelNames: ["outcome"],
    buckets: seconds,
    registers,
  });
  const gathered = new Counter({
    name: "hutong_wallet_calls_gathered_total",
    help: "Calls and notices of wallets, kept to be looked at or dropped for want of room or of a database.",
    labelNames: ["outcome"],
    registers,
  });
  const httpSeries = remembered<Histogram.Internal<string>>();
  const walletSeries = remembered<Histogram.Internal<string>>();
  const watch = new Gauge({
    name: "hutong_watch",
    help: "What the watch found: unplaced wallet successes, overdue work and days must be 0; open breaks by class.",
    labelNames: ["what"],
    registers,
  });
  return {
    ...onboardingMetrics(registry),
    watched(figures) {
      watch.reset();
      for (const [what, count] of Object.entries(figures)) watch.set({ what }, count);
    },
    httpDone: (route, method, status, took) =>
      httpSeries(`${status} ${method} ${route}`, () => http.labels({ route, method, status: `${status}` })).observe(
        took,
      ),
    paymentMoved: (wallet, state) => payments.inc({ wallet, state }),
    walletCalled: (wallet, operation, outcome, took) =>
      walletSeries(`${wallet} ${operation} ${outcome}`, () => wallets.labels({ wallet, operation, outcome })).observe(
        took,
      ),
    callsGathered(kept, dropped) {
      gathered.inc({ outcome: "kept" }, kept);
      gathered.inc({ outcome: "dropped" }, dropped);
    },
    webhookSent: (outcome, took) => webhooks.observe({ outcome }, took),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** A series by its labels in one text: finding it by the labels themselves costs more than counting. */
function remembered<Series>(): (labels: string, make: () => Series) => Series {
  const known = new Map<string, Series>();
  return (labels, make) => {
    const found = known.get(labels) ?? make();
    known.set(labels, found);
    return found;
  };
}

/** By the route's pattern, never the path: ids and tokens make no labels. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "(none)";
    metrics.httpDone(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}
