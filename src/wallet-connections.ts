import type { Outside, Wallet, WalletKind } from "#wallets/protocol";

/** What the directory tells of an account: opened settings, and a version that rises when they change. */
export type AccountSettings = { wallet: string; settings: Readonly<Record<string, string>>; version: bigint };

export type WalletConnections = {
  /** The wallet behind an account, connected once per version of its settings; null when there is no such account. */
  connect(account: string): Promise<Wallet | null>;
  /** The wallets' own chores (certificate rotation), for every account in use. */
  refresh(): Promise<void>;
};

export function makeWalletConnections(
  kinds: readonly WalletKind[],
  outside: Outside,
  settingsOf: (account: string) => AccountSettings | null,
): WalletConnections {
  const connected = new Map<string, { version: bigint; wallet: Promise<Wallet> }>();

  async function open(found: AccountSettings): Promise<Wallet> {
    const kind = kinds.find((one) => one.id === found.wallet);
    if (!kind) throw new Error(`This house has no wallet ${found.wallet}.`);
    const wallet = kind.connect(kind.readSettings(found.settings), outside);
    await wallet.refresh?.();
    return wallet;
  }

  return {
    async connect(account) {
      const found = settingsOf(account);
      if (!found) return null;
      const known = connected.get(account);
      if (known?.version === found.version) return await known.wallet;
      const wallet = open(found);
      connected.set(account, { version: found.version, wallet });
      // A connection that failed is tried anew by the next caller.
      wallet.catch(() => connected.delete(account));
      return await wallet;
    },
    async refresh() {
      await Promise.allSettled([...connected.values()].map(async (one) => (await one.wallet).refresh?.()));
    },
  };
}
