import type { Tx } from "#db";
import { type WalletKind, WalletSettingsFault } from "#wallets/protocol";
import { create, type House, list, mustFind, only, Refusal, refused, within, write } from "./house.ts";
import { mayWriteIn } from "./merchants.ts";
import { type WalletAccountRow, walletAccountView } from "./rows.ts";
import { raiseStartVersion } from "./start-version.ts";
import type { Caller, NewWalletAccount, Page, Paged, Reach, RepeatKey, Result, WalletAccountView } from "./types.ts";

type Settings = Readonly<Record<string, string>>;

const byId = "select * from wallet_accounts where id = $1";
const again = async (tx: Tx, id: string) =>
  walletAccountView(await mustFind<WalletAccountRow>(tx, byId, id, "not_found"));

/** Every fault of the settings at once, in words of the wallet's folder; none when they are right. */
function settingsFaults(kind: WalletKind, settings: Settings): readonly string[] {
  const known = new Set(kind.settings.map((field) => field.name));
  const unknown = Object.keys(settings).filter((name) => !known.has(name));
  const faults = unknown.map((name) => `${name}: ${kind.id} has no such setting`);
  try {
    kind.readSettings(settings);
    return faults;
  } catch (error) {
    if (error instanceof WalletSettingsFault) return [...faults, ...error.faults];
    throw error;
  }
}

/** Parted into what a view may show and what is sealed. */
function part(kind: WalletKind, settings: Settings): { open: Record<string, string>; secret: Record<string, string> } {
  const secrets = new Set(kind.settings.filter((field) => field.secret).map((field) => field.name));
  const entries = Object.entries(settings);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !secrets.has(name))),
    secret: Object.fromEntries(entries.filter(([name]) => secrets.has(name))),
  };
}

/** What is stored of a set of settings. The row's id is sealed in, so a secret does not open in another row. */
function sealedColumns(house: House, kind: WalletKind, id: string, settings: Settings): unknown[] {
  const { open, secret } = part(kind, settings);
  const sealed = house.sealer.seal(JSON.stringify(secret), id);
  return [JSON.stringify(open), sealed, Object.keys(secret).sort(), house.sealer.keyId];
}

export async function createWalletAccount(
  house: House,
  caller: Caller,
  input: NewWalletAccount,
  repeat: RepeatKey | null,
): Promise<Result<WalletAccountView>> {
  if (!mayWriteIn(caller, input.marketplace)) return refused("forbidden");
  const kind = house.walletKinds.find((candidate) => candidate.id === input.wallet);
  if (!kind) return refused("wallet_unknown", { wallet: input.wallet });
  const faults = settingsFaults(kind, input.settings);
  if (faults.length > 0) return refused("settings_wrong", { faults });
  const id = house.ids.next("wac");
  const columns = sealedColumns(house, kind, id, input.settings);
  return await create(house, { id, repeat, again }, async ({ tx, version, now }) => {
    await mustFind(tx, "select id from marketplaces where id = $1", input.marketplace, "parent_unknown");
    const rows = await tx.query<WalletAccountRow>(
      `insert into wallet_accounts (id, marketplace, wallet, title, public_settings, secret_settings, secret_names,
         key_id, state, created_at, version)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'enabled', $9, $10) returning *`,
      [id, input.marketplace, input.wallet, input.title, ...columns, now, version],
    );
    return walletAccountView(only(rows));
  });
}

/** What is left out stays as it is; settings are laid over those that are there, then checked as a whole. */
export type WalletAccountChange = { title?: string; state?: WalletAccountView["state"]; settings?: Settings };

export async function changeWalletAccount(
  house: House,
  caller: Caller,
  id: string,
  change: WalletAccountChange,
): Promise<Result<WalletAccountView>> {
  return await write(house, async ({ tx, version }) => {
    const row = await mustFind<WalletAccountRow>(tx, byId, id, "not_found");
    if (!mayWriteIn(caller, row.marketplace)) throw new Refusal("not_found", { id });
    const kind = house.walletKinds.find((candidate) => candidate.id === row.wallet);
    if (!kind) throw new Refusal("wallet_unknown", { wallet: row.wallet });
    const settings = { ...openSettings(house, row), ...change.settings };
    const faults = change.settings ? settingsFaults(kind, settings) : [];
    if (faults.length > 0) throw new Refusal("settings_wrong", { faults });
    const columns = sealedColumns(house, kind, id, settings);
    const disabled = change.state === "disabled" && row.state !== "disabled";
    if (disabled || change.settings) await raiseStartVersion(tx, row.marketplace);
    const rows = await tx.query<WalletAccountRow>(
      `update wallet_accounts set title = $2, state = $3, public_settings = $4, secret_settings = $5,
         secret_names = $6, key_id = $7, version = $8 where id = $1 returning *`,
      [id, change.title ?? row.title, change.state ?? row.state, ...columns, version],
    );
    return walletAccountView(only(rows));
  });
}

function openSettings(house: House, row: WalletAccountRow): Record<string, string> {
  const secret = JSON.parse(house.sealer.open(row.secret_settings, row.id)) as Record<string, string>;
  return { ...row.public_settings, ...secret };
}

/**
 * All settings in plain text, for connecting the wallet and for nothing else, from the snapshot. `version` rises when
 * the account changes: connect anew then. Null when there is no such account.
 */
export function walletSettings(house: House, id: string): { settings: Settings; version: bigint } | null {
  const row = house.snapshot.rows.accounts.get(id);
  return row ? { settings: openSettings(house, row), version: row.version } : null;
}

/** Rises when the account changes; null when there is none. Opens nothing, so it may be asked at every call. */
export function walletVersion(house: House, id: string): bigint | null {
  return house.snapshot.rows.accounts.get(id)?.version ?? null;
}

/** After a change of the master key: wraps what an older key sealed with the current one. Answers how many rows. */
export async function rewrapSecrets(house: House): Promise<number> {
  const result = await write(house, async ({ tx, version }) => {
    const rows = await tx.query<WalletAccountRow>("select * from wallet_accounts where key_id <> $1 order by id", [
      house.sealer.keyId,
    ]);
    for (const row of rows)
      await tx.query("update wallet_accounts set secret_settings = $2, key_id = $3, version = $4 where id = $1", [
        row.id,
        house.sealer.rewrap(row.secret_settings, row.id),
        house.sealer.keyId,
        version,
      ]);
    return rows.length;
  });
  return result.ok ? result.value : 0;
}

export async function getWalletAccount(house: House, id: string): Promise<WalletAccountView | null> {
  const [row] = await house.db.read<WalletAccountRow>(byId, [id]);
  return row ? walletAccountView(row) : null;
}

/** A store reaches none: accounts are the marketplace's. */
export async function listWalletAccounts(
  house: House,
  filter: Reach & { wallet?: string },
  page: Page,
): Promise<Paged<WalletAccountView>> {
  if (filter.store !== null) return { data: [], next: null };
  const kept = within({ marketplace: filter.marketplace, wallet: filter.wallet });
  return await list(house.db, { table: "wallet_accounts", ...kept, page }, walletAccountView);
}
