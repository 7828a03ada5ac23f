import type { Db } from "#db";
import type { ActivationState } from "./activation-states.ts";
import { type Mirror, mirror } from "./mirror.ts";
import {
  type ActivationRow,
  type ApiKeyRow,
  activationView,
  type MarketplaceRow,
  type MembershipRow,
  marketplaceView,
  type PersonRow,
  type StoreRow,
  storeView,
  type TokenRow,
  type WalletAccountRow,
  walletAccountView,
} from "./rows.ts";
import type { ActivationView, MarketplaceView, StoreView, WalletAccountView } from "./types.ts";

/** Why a store cannot be paid with a wallet, as far as the directory knows. Openings put these into words. */
export type MissingReason =
  | "store_unknown"
  | "marketplace_suspended"
  | "store_suspended"
  | "store_closed"
  | "account_missing"
  | "store_not_activated"
  | "activation_applied"
  | "activation_not_visible"
  | "store_switched_off";

export type AccountFound = { account: WalletAccountView; activation: ActivationView } | { missing: MissingReason };

/**
 * The directory in memory, for the hot path: look-ups answer at once and never touch the database. A write of this
 * process is in it when the write returns; another's when `refresh` has run.
 */
export type Snapshot = {
  /** The directory's version that this snapshot holds at least. */
  version(): bigint;
  /**
   * The version that the commit of a start compares, as this snapshot knows it: what is read here is at least as new.
   * 0: nothing was ever opened or closed there.
   */
  startVersion(marketplace: string): bigint;
  marketplace(id: string): MarketplaceView | null;
  store(id: string): StoreView | null;
  /** Every store of a marketplace. Walks them all: for rare work only. */
  storesOf(marketplace: string): readonly StoreView[];
  walletAccount(id: string): WalletAccountView | null;
  /** Without a marketplace: of the whole house. */
  walletAccounts(marketplace?: string): readonly WalletAccountView[];
  /** The account through which this store is paid with this wallet, or why there is none. */
  accountFor(store: string, wallet: string): AccountFound;
  /**
   * The store's own number at a wallet account, whatever has become of either: money that lies there is found by it
   * also when the store is closed, suspended or switched off. Null where it has none there.
   */
  subMerchantAt(store: string, account: string): string | null;
};

/** The rows behind the snapshot, for this room only. */
export type Rows = {
  marketplaces: Mirror<MarketplaceRow>;
  stores: Mirror<StoreRow>;
  people: Mirror<PersonRow>;
  memberships: Mirror<MembershipRow>;
  tokens: Mirror<TokenRow>;
  keys: Mirror<ApiKeyRow>;
  accounts: Mirror<WalletAccountRow>;
  activations: Mirror<ActivationRow>;
};

export type LiveSnapshot = Snapshot & {
  rows: Rows;
  /** Takes in what has changed; true when something had. Runs at once share one reading. */
  refresh(): Promise<boolean>;
};

const hex = (row: { hash: Buffer }) => row.hash.toString("hex");

function emptyRows(): Rows {
  return {
    marketplaces: mirror("marketplaces", {}),
    stores: mirror("stores", {}),
    people: mirror("people", {}),
    memberships: mirror("memberships", { person: (row) => row.person }),
    tokens: mirror<TokenRow>("personal_tokens", { hash: hex }),
    keys: mirror<ApiKeyRow>("api_keys", { hash: hex }),
    accounts: mirror("wallet_accounts", { marketplace: (row) => row.marketplace }),
    activations: mirror("activations", { store: (row) => row.store }),
  };
}

export function createSnapshot(db: Db): LiveSnapshot {
  const rows = emptyRows();
  let version = -1n;
  let startVersions: ReadonlyMap<string, bigint> = new Map();

  async function load(): Promise<boolean> {
    // The counters are read first: whatever commits after them is read again next time, so nothing is ever missed.
    const heads = await db.read<{ version: bigint; side: string | null; start: bigint }>(
      `select d.version, v.marketplace as side, v.version as start
       from directory_version d left join opening_versions v on true`,
    );
    const [head] = heads;
    if (!head) throw new Error("The table directory_version has lost its row: the migrations did not run whole.");
    const moved = head.version !== version;
    const above = version;
    const changed = moved ? await Promise.all(Object.values(rows).map((table) => table.read(db, above))) : [];
    for (const apply of changed) apply();
    version = head.version;
    startVersions = new Map(heads.flatMap(({ side, start }) => (side === null ? [] : [[side, start] as const])));
    return moved;
  }

  const refresh = shareRuns(load);
  const one = <Row, View>(row: Row | undefined, view: (row: Row) => View) => (row ? view(row) : null);
  return {
    rows,
    refresh,
    version: () => version,
    startVersion: (marketplace) => startVersions.get(marketplace) ?? 0n,
    marketplace: (id) => one(rows.marketplaces.get(id), marketplaceView),
    store: (id) => one(rows.stores.get(id), storeView),
    storesOf: (marketplace) => [...rows.stores.all()].filter((row) => row.marketplace === marketplace).map(storeView),
    walletAccount: (id) => one(rows.accounts.get(id), walletAccountView),
    walletAccounts: (marketplace) =>
      (marketplace === undefined ? [...rows.accounts.all()] : rows.accounts.by("marketplace", marketplace)).map(
        walletAccountView,
      ),
    accountFor: (store, wallet) => accountFor(rows, store, wallet),
    subMerchantAt: (store, account) =>
      [...rows.activations.by("store", store)].find((row) => row.wallet_account === account)?.sub_merchant ?? null,
  };
}

/**
 * Callers while a run is under way wait for it and then share the next one: its reading began after they asked, so a
 * write that they have just committed is in it.
 */
function shareRuns(work: () => Promise<boolean>): () => Promise<boolean> {
  let running: Promise<boolean> | null = null;
  let waiting: Promise<boolean> | null = null;
  const run = (): Promise<boolean> => {
    running = work().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (!running) return run();
    waiting ??= running
      .catch(() => false)
      .then(() => {
        waiting = null;
        return run();
      });
    return waiting;
  };
}

const reasonOf: Record<Exclude<ActivationState, "active">, MissingReason> = {
  merchant_ready: "activation_not_visible",
  applied: "activation_applied",
  switched_off: "store_switched_off",
};
/** The nearest to being open speaks for the store. */
const nearest = ["merchant_ready", "applied", "switched_off"] as const;

function accountFor(rows: Rows, storeId: string, wallet: string): AccountFound {
  const store = rows.stores.get(storeId);
  if (!store) return { missing: "store_unknown" };
  if (rows.marketplaces.get(store.marketplace)?.state !== "open") return { missing: "marketplace_suspended" };
  if (store.state !== "open") return { missing: `store_${store.state}` };
  const accounts = rows.accounts.by("marketplace", store.marketplace);
  const enabled = accounts.filter((account) => account.wallet === wallet && account.state === "enabled");
  if (enabled.length === 0) return { missing: "account_missing" };
  const joined = rows.activations.by("store", storeId).filter((row) => row.wallet === wallet);
  const active = joined.find((row) => row.state === "active");
  if (active) {
    const account = enabled.find((row) => row.id === active.wallet_account);
    if (!account) return { missing: "account_missing" };
    return { account: walletAccountView(account), activation: activationView(active) };
  }
  const state = nearest.find((candidate) => joined.some((row) => row.state === candidate));
  return { missing: state ? reasonOf[state] : "store_not_activated" };
}
