/**
 * Whether a wallet does well, from our own calls to it. Enough calls without a proven answer shut it for buyers; after
 * a rest it is probed with questions that cost nobody anything, and some good answers in a row open it again. Each
 * process knows what it met itself.
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
  /** Fewer calls than this say nothing. */
  fewest: 10,
  /** Shut when at least half of them are bad. */
  badOf: 2,
  restMs: 15_000,
  restMostMs: 300_000,
  /** Good answers in a row that open it again. */
  goodInRow: 3,
};

type Kept = {
  calls: { at: number; good: boolean }[];
  shutAt: number | null;
  /** When it was shut first, over failed probes. */
  since: number | null;
  restMs: number;
  good: number;
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
    wallets.set(wallet, fresh());
    told("wallet_recovered", wallet);
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
      const bad = kept.calls.filter((call) => !call.good).length;
      if (kept.calls.length < rules.fewest || bad * rules.badOf < kept.calls.length) return;
      shut(kept, now);
      told("wallet_degraded", wallet);
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
    states(): readonly WalletState[] {
      const now = clock.now().getTime();
      return [...wallets].map(([wallet, kept]) => {
        trim(kept, now);
        const over = kept.shutAt !== null && now >= kept.shutAt + kept.restMs;
        return {
          ...{ wallet, state: kept.shutAt === null ? "well" : over ? "probing" : "resting" },
          ...{ calls: kept.calls.length, bad: kept.calls.filter((call) => !call.good).length },
          since: kept.since === null ? null : new Date(kept.since),
        };
      });
    },
  };
}

const fresh = (): Kept => ({ calls: [], shutAt: null, since: null, restMs: rules.restMs, good: 0 });

/** More calls than this within the window decide like as many. */
const keptMost = 500;

function trim(kept: Kept, now: number): void {
  const young = kept.calls.findIndex((call) => call.at > now - rules.windowMs);
  kept.calls.splice(0, young < 0 ? kept.calls.length : young);
  if (kept.calls.length > keptMost) kept.calls.splice(0, kept.calls.length - keptMost);
}
