import { type Calls, type CallsParts, createCalls } from "#calls";
import type { Config } from "#config";
import type { Metrics } from "#http";
import type { Wallet } from "#wallets/protocol";
import type { WalletConnections } from "./wallet-connections.ts";
import type { Chore } from "./worker.ts";

type Parts = Pick<CallsParts, "db" | "clock" | "ids"> & {
  metrics: Pick<Metrics, "callsGathered">;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  config: Pick<Config, "callsKeptDays">;
};

const minute = 60_000;

/** What went over the wire with wallets. What could not be kept is counted, and said at most once a minute. */
export function openCalls({ metrics, alarm, config, ...parts }: Parts): Calls & { keptDays: number } {
  const keptDays = config.callsKeptDays;
  let saidAt = 0;
  const counted = (kept: number, dropped: number): void => {
    metrics.callsGathered(kept, dropped);
    const now = parts.clock.now().getTime();
    if (dropped === 0 || now - saidAt < minute) return;
    saidAt = now;
    alarm("wire_calls_dropped", {});
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const calls = createCalls({ ...parts, counted, turn, keep: keptDays > 0, monotonicMs: () => performance.now() });
  return { ...calls, keptDays };
}

/** Every wallet that is handed out tells what goes over its wire. Wrapped once a connection. */
export function watchedCalls(
  connections: WalletConnections,
  calls: Pick<Calls, "watch">,
  walletOf: (account: string) => string | null,
): WalletConnections {
  const watched = new WeakMap<Wallet, Wallet>();
  return {
    ...connections,
    async connect(account) {
      const wallet = await connections.connect(account);
      const name = walletOf(account);
      if (!wallet || name === null) return wallet;
      const known = watched.get(wallet) ?? calls.watch(wallet, { wallet: name, account });
      watched.set(wallet, known);
      return known;
    },
  };
}

export const callChores = ({ calls }: { calls: Calls }): Chore[] => [
  { name: "wallet calls", everyMs: 500, run: calls.write },
];
