import type { Directory } from "#directory";

export function marketplaceOf({ snapshot }: Pick<Directory, "snapshot">) {
  return (store: string): string | null => snapshot.store(store)?.marketplace ?? null;
}

/** Where a store's money lies at a wallet account: also of a store that is closed, whose balance is still its own. */
export function subMerchantOf({ snapshot }: Pick<Directory, "snapshot">) {
  return (store: string, account: string): string | null => snapshot.subMerchantAt(store, account);
}
