import { makeSharing } from "./breaker-sharing.ts";
import type { OtherCalls } from "./share-health.ts";

/**
 * Whether a wallet does well, from our own calls to it. Enough calls without a proven answer shut it for buyers; after
 * a rest it is probed with questions that cost nobody anything, and some good answers in a row open it again. All of it
 * is memory, so that no payment waits for it; what other processes met comes in beside (share-health.ts).
 */
export type Breaker = ReturnType<typeof makeBreaker>;

export type WalletState = {
  wallet: string;
  /** `resting`: shut, not probed yet. `probing`: shut, but asked. */
  state: "well" | "resting" | "probing";
  /** Calls within the window, and those without a proven answer. */
  calls: number;
  bad: number;
  since: Date | null;
};

export const rules = {
  windowMs: 60_000,
  /** How finely other processes tell what they met. */
  slotMs: 5_000,
  /** Fewer calls than this say nothing. */
  fewest: 10,
  /** Shut when at least half of them are bad. */
  badOf: 2,
  restMs: 15_000,
  restMostMs: 300_000,
  /** Good answers in a row that open it again. */
  goodInRow: 3,
};

export type Kept = {
  calls: { at: number; good: boolean }[];
  /** What other processes met. */
  others: readonly OtherCalls[];
  shutAt: number | null;
  /** When it was shut first, over failed probes. */
  since: number | null;
  restMs: number;
  good: number;
  /** Open again since; calls before count no more. */
  wellAt: number | null;
  /** The version that all processes know, and whether this one has gone beyond it. */
  version: bigint;
  moved: boolean;
};

export function makeBreaker(clock: { now(): Date }, told: (what: string, wallet: string) => void = () => {}) {
  const wallets = new Map<string, Kept>();
  const of = (wallet: string): Kept => {
    const known = wallets.get(wallet);
    if (known) return known;
    const made = fresh();
    wallets.set(wallet, made);
    return made;
  };

  function shut(kept: Kept, now: number): void {
    kept.restMs = kept.shutAt === null ? rules.restMs : Math.min(kept.restMs * 2, rules.restMostMs);
    kept.since ??= now;
    kept.shutAt = now;
    kept.good = 0;
    kept.moved = true;
  }

  function heardWhileShut(wallet: string, kept: Kept, good: boolean, now: number): void {
    // What was sent before the rest was over says nothing about afterwards.
    if (kept.shutAt === null || now < kept.shutAt + kept.restMs) return;
    if (!good) {
      shut(kept, now);
      return;
    }
    kept.good += 1;
    if (kept.good < rules.goodInRow) return;
    wallets.set(wallet, { ...fresh(), wellAt: now, version: kept.version, moved: true });
    told("wallet_recovered", wallet);
  }

  /** Shut as soon as enough calls of all processes were bad; also when the others' part comes in. */
  function weigh(wallet: string, kept: Kept, now: number): void {
    const { calls, bad } = counted(kept, now);
    if (calls < rules.fewest || bad * rules.badOf < calls) return;
    shut(kept, now);
    told("wallet_degraded", wallet);
  }

  return {
    /** One call's end: good is any proven answer, a refusal too. */
    heard(wallet: string, good: boolean): void {
      const now = clock.now().getTime();
      const kept = of(wallet);
      if (kept.shutAt !== null) {
        heardWhileShut(wallet, kept, good, now);
        return;
      }
      kept.calls.push({ at: now, good });
      trim(kept, now);
      weigh(wallet, kept, now);
    },
    /** `degraded` until enough probes were answered: no buyer is sent to find out. */
    healthOf: (wallet: string): "well" | "degraded" =>
      (wallets.get(wallet)?.shutAt ?? null) === null ? "well" : "degraded",
    /** Wallets whose rest is over: somebody should ask them something. */
    toProbe(): readonly string[] {
      const now = clock.now().getTime();
      return [...wallets].flatMap(([wallet, { shutAt, restMs }]) =>
        shutAt !== null && now >= shutAt + restMs ? [wallet] : [],
      );
    },
    states: (): readonly WalletState[] => statesOf(wallets, clock.now().getTime()),
    ...makeSharing({ wallets, of, weigh, now: () => clock.now().getTime() }),
  };
}

const fresh = (): Kept => ({
  ...{ calls: [], others: [], shutAt: null, since: null, restMs: rules.restMs, good: 0 },
  ...{ wellAt: null, version: 0n, moved: false },
});

function statesOf(wallets: ReadonlyMap<string, Kept>, now: number): readonly WalletState[] {
  return [...wallets].map(([wallet, kept]) => {
    trim(kept, now);
    const over = kept.shutAt !== null && now >= kept.shutAt + kept.restMs;
    return {
      ...{ wallet, state: kept.shutAt === null ? "well" : over ? "probing" : "resting" },
      ...counted(kept, now),
      since: kept.since === null ? null : new Date(kept.since),
    };
  });
}

/** Own calls and the others' that are young enough, and after it was well again. */
function counted(kept: Kept, now: number): { calls: number; bad: number } {
  const from = Math.max(now - rules.windowMs, (kept.wellAt ?? 0) + rules.slotMs);
  const others = kept.others.filter((one) => one.slot.getTime() > from);
  const sum = (name: "calls" | "bad") => others.reduce((total, one) => total + one[name], 0);
  return {
    calls: kept.calls.length + sum("calls"),
    bad: kept.calls.filter((call) => !call.good).length + sum("bad"),
  };
}

/** More calls than this within the window decide like as many. */
const keptMost = 500;

export function trim(kept: Kept, now: number): void {
  const young = kept.calls.findIndex((call) => call.at > now - rules.windowMs);
  kept.calls.splice(0, young < 0 ? kept.calls.length : young);
  if (kept.calls.length > keptMost) kept.calls.splice(0, kept.calls.length - keptMost);
}
