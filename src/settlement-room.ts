import type { Directory } from "#directory";

export function marketplaceOf({ snapshot }: Pick<Directory, "snapshot">) {
  return (store: string): string | null => snapshot.store(store)?.marketplace ?? null;
}

/** The store's own number at a wallet account, if it is joined to that very account: where its money lies there. */
export function subMerchantOf({ snapshot }: Pick<Directory, "snapshot">) {
  return (store: string, account: string): string | null => {
    const wallet = snapshot.walletAccount(account)?.wallet;
    const found = wallet === undefined ? null : snapshot.accountFor(store, wallet);
    if (!found || "missing" in found || found.account.id !== account) return null;
    return found.activation.sub_merchant;
  };
}
