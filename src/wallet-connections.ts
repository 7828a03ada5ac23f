import type { Outside, Wallet, WalletKind } from "#wallets/protocol";

/** What the directory tells of wallet accounts. */
export type AccountsSource = {
  /** Rises when the account's settings change; null when there is no such account. Asked at every call. */
  version(account: string): bigint | null;
  /** The opened settings: asked once a version, since opening them costs. */
  settings(account: string): { wallet: string; settings: Readonly<Record<string, string>> } | null;
};

export type WalletConnections = {
  /** The wallet behind an account, connected once per version of its settings; null when there is no such account. */
  connect(account: string): Promise<Wallet | null>;
  /** The wallets' own chores (certificate rotation), for every account in use. */
  refresh(): Promise<void>;
};

export function makeWalletConnections(
  kinds: readonly WalletKind[],
  outside: Outside,
  accounts: AccountsSource,
): WalletConnections {
  const connected = new Map<string, { version: bigint; wallet: Promise<Wallet> }>();

  async function open(account: string): Promise<Wallet> {
    const found = accounts.settings(account);
    if (!found) throw new Error(`Wallet account ${account} has gone while it was connected.`);
    const kind = kinds.find((one) => one.id === found.wallet);
    if (!kind) throw new Error(`This house has no wallet ${found.wallet}.`);
    const wallet = kind.connect(kind.readSettings(found.settings), outside);
    await wallet.refresh?.();
    return wallet;
  }

  return {
    async connect(account) {
      const version = accounts.version(account);
      if (version === null) return null;
      const known = connected.get(account);
      if (known?.version === version) return await known.wallet;
      const wallet = open(account);
      connected.set(account, { version, wallet });
      // A connection that failed is tried anew by the next caller.
      wallet.catch(() => connected.delete(account));
      return await wallet;
    },
    async refresh() {
      await Promise.allSettled([...connected.values()].map(async (one) => (await one.wallet).refresh?.()));
    },
  };
}
