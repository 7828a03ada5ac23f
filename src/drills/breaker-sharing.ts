import { type Kept, trim } from "./breaker.ts";
import type { OtherCalls, SharedBreaker } from "./share-health.ts";

export type Sharing = {
  wallets: ReadonlyMap<string, Kept>;
  of(wallet: string): Kept;
  weigh(wallet: string, kept: Kept, now: number): void;
  now(): number;
};

/** The side of a breaker that other processes see and speak to; all of it is memory. */
export function makeSharing({ wallets, of, weigh, now }: Sharing) {
  return {
    /** This process's own calls within the window, for the others. */
    ownCalls(): readonly { wallet: string; at: number; good: boolean }[] {
      const at = now();
      return [...wallets].flatMap(([wallet, kept]) => {
        trim(kept, at);
        return kept.calls.map((call) => ({ wallet, ...call }));
      });
    },
    /** What this process found out and the others do not know yet. */
    toShare(): readonly SharedBreaker[] {
      return [...wallets].flatMap(([wallet, kept]) => (kept.moved ? [sharedOf(wallet, kept)] : []));
    },
    /** Ours stands for all, unless it moved on meanwhile. */
    shared({ shutAt, wallet, wellAt }: SharedBreaker, version: bigint): void {
      const kept = of(wallet);
      kept.version = version;
      kept.moved = kept.shutAt !== (shutAt?.getTime() ?? null) || kept.wellAt !== (wellAt?.getTime() ?? null);
    },
    /** Another process's finding, which came before ours or is news: it stands. No alarm: its finder raised one. */
    adopt(one: SharedBreaker): void {
      const kept = of(one.wallet);
      if (one.version <= kept.version) return;
      const [shutAt, wellAt] = [one.shutAt?.getTime() ?? null, one.wellAt?.getTime() ?? null];
      Object.assign(kept, { version: one.version, moved: false, shutAt, restMs: one.restMs, wellAt, good: 0 });
      kept.since = one.since?.getTime() ?? null;
      if (shutAt !== null || wellAt !== null)
        kept.calls = kept.calls.filter((call) => call.at > (wellAt ?? shutAt ?? 0));
    },
    /** What the other processes met lately; it may be what is missing for shutting. */
    hearOthers(calls: readonly OtherCalls[]): void {
      const at = now();
      const byWallet = Map.groupBy(calls, (one) => one.wallet);
      for (const wallet of new Set([...wallets.keys(), ...byWallet.keys()])) {
        const kept = of(wallet);
        kept.others = byWallet.get(wallet) ?? [];
        if (kept.shutAt === null) weigh(wallet, kept, at);
      }
    },
  };
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

function sharedOf(wallet: string, { version, shutAt, since, restMs, wellAt }: Kept): SharedBreaker {
  return { wallet, version, shutAt: dateOf(shutAt), since: dateOf(since), restMs, wellAt: dateOf(wellAt) };
}
