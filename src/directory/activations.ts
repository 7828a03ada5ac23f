import type { Tx } from "#db";
import { type ActivationState, mayFollow } from "./activation-states.ts";
import { type House, mustFind, only, Refusal, type Write, write } from "./house.ts";
import { type ActivationRow, activationView, type StoreRow } from "./rows.ts";
import { raiseStartVersion } from "./start-version.ts";
import type { ActivationMove, ActivationView, Caller, Result, SetActivation } from "./types.ts";

/**
 * Says how a store stands with a wallet. Saying the same twice changes nothing. The merchant itself may apply, switch
 * off, and show to buyers what the wallet has made ready; the rest is the marketplace's word.
 */
export async function setActivation(
  house: House,
  caller: Caller,
  storeId: string,
  wallet: string,
  input: SetActivation,
): Promise<Result<ActivationView>> {
  return await write(house, async (given) => {
    const store = await mustReachStore(given.tx, caller, storeId);
    if (!house.walletKinds.some((kind) => kind.id === wallet)) throw new Refusal("wallet_unknown", { wallet });
    const joined = await given.tx.query<ActivationRow>(
      "select * from activations where store = $1 and wallet = $2 order by id",
      [storeId, wallet],
    );
    const account = await chooseAccount(given.tx, store.marketplace, wallet, input.wallet_account, joined);
    const before = joined.find((row) => row.wallet_account === account) ?? null;
    const subMerchant = input.sub_merchant === undefined ? (before?.sub_merchant ?? null) : input.sub_merchant;
    const same = before?.state === input.state && before.sub_merchant === subMerchant;
    if (before && same) return activationView(before);
    if (caller.store !== null) mustBeMerchants(before, input);
    if (before?.state !== input.state && !mayFollow(before?.state ?? null, input.state))
      throw new Refusal("activation_wrong_state", { from: before?.state ?? "none", to: input.state });
    const other = joined.find((row) => row.state === "active" && row.wallet_account !== account);
    if (input.state === "active" && other) throw new Refusal("activation_taken", { activation: other.id });
    // It was active and is no more, or is paid under another number from now on.
    if (before?.state === "active") await raiseStartVersion(given.tx, store.marketplace);
    const next = nextRow({ before, given, state: input.state, subMerchant });
    const row = before
      ? await updateRow(given, before.id, next)
      : await insertRow(given, { id: house.ids.next("act"), store, wallet, account }, next);
    await keepMove(given, row, { from: before?.state ?? null, by: caller.id, why: input.why ?? "" });
    return activationView(row);
  });
}

async function mustReachStore(tx: Tx, caller: Caller, id: string): Promise<StoreRow> {
  const store = await mustFind<StoreRow>(tx, "select * from stores where id = $1", id, "not_found");
  const reached = caller.marketplace === null || caller.marketplace === store.marketplace;
  if (!reached || (caller.store !== null && caller.store !== id)) throw new Refusal("not_found", { id });
  return store;
}

/** The one that was named; else the store's own, an active one first; else the marketplace's only enabled one. */
async function chooseAccount(
  tx: Tx,
  marketplace: string,
  wallet: string,
  named: string | undefined,
  joined: readonly ActivationRow[],
): Promise<string> {
  const enabled = await tx.query<{ id: string }>(
    "select id from wallet_accounts where marketplace = $1 and wallet = $2 and state = 'enabled' order by id",
    [marketplace, wallet],
  );
  const ids = enabled.map((row) => row.id);
  if (named !== undefined) {
    if (!ids.includes(named)) throw new Refusal("wallet_account_missing", { wallet_account: named });
    return named;
  }
  const active = joined.find((row) => row.state === "active");
  const chosen = active ?? (joined.length === 1 ? joined[0] : undefined);
  if (chosen) return chosen.wallet_account;
  const [first] = ids;
  if (first === undefined || ids.length > 1) throw new Refusal("wallet_account_missing", { wallet, accounts: ids });
  return first;
}

function mustBeMerchants(before: ActivationRow | null, input: SetActivation): void {
  const changesNumber = input.sub_merchant !== undefined && input.sub_merchant !== (before?.sub_merchant ?? null);
  const apply = before === null && input.state === "applied";
  const show = input.state === "active" && (before?.merchant_ready_at ?? null) !== null;
  if (changesNumber || !(apply || show || input.state === "switched_off")) throw new Refusal("forbidden");
}

type Next = Pick<ActivationRow, "state" | "sub_merchant" | "merchant_ready_at" | "visible_at">;

function nextRow(parts: {
  before: ActivationRow | null;
  given: Write;
  state: ActivationState;
  subMerchant: string | null;
}): Next {
  const { before, given, state, subMerchant } = parts;
  const ready = before?.merchant_ready_at ?? (state === "merchant_ready" || state === "active" ? given.now : null);
  const visible = before?.state === "active" ? before.visible_at : given.now;
  return {
    state,
    sub_merchant: subMerchant,
    merchant_ready_at: ready,
    visible_at: state === "active" ? visible : null,
  };
}

async function insertRow(
  given: Write,
  row: { id: string; store: StoreRow; wallet: string; account: string },
  next: Next,
): Promise<ActivationRow> {
  const { id, store, wallet, account } = row;
  return only(
    await given.tx.query<ActivationRow>(
      `insert into activations (id, marketplace, store, wallet_account, wallet, sub_merchant, state, applied_at,
         merchant_ready_at, visible_at, changed_at, moves, version)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8, 1, $11) returning *`,
      [
        id,
        store.marketplace,
        store.id,
        account,
        wallet,
        next.sub_merchant,
        next.state,
        given.now,
        next.merchant_ready_at,
        next.visible_at,
        given.version,
      ],
    ),
  );
}

async function updateRow(given: Write, id: string, next: Next): Promise<ActivationRow> {
  return only(
    await given.tx.query<ActivationRow>(
      `update activations set sub_merchant = $2, state = $3, merchant_ready_at = $4, visible_at = $5,
         changed_at = $6, moves = moves + 1, version = $7 where id = $1 returning *`,
      [id, next.sub_merchant, next.state, next.merchant_ready_at, next.visible_at, given.now, given.version],
    ),
  );
}

async function keepMove(
  given: Write,
  row: ActivationRow,
  move: { from: ActivationState | null; by: string; why: string },
): Promise<void> {
  await given.tx.query(
    `insert into activation_moves (activation, n, marketplace, from_state, to_state, sub_merchant, by_whom, why, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.moves, row.marketplace, move.from, row.state, row.sub_merchant, move.by, move.why, given.now],
  );
}

export async function listActivations(house: House, store: string): Promise<readonly ActivationView[]> {
  const rows = await house.db.read<ActivationRow>("select * from activations where store = $1 order by id", [store]);
  return rows.map(activationView);
}

/** Every move of an activation, oldest first. */
export async function activationMoves(house: House, id: string): Promise<readonly ActivationMove[]> {
  return await house.db.read<ActivationMove>(
    `select n, from_state as "from", to_state as "to", sub_merchant, by_whom as "by", why, at
     from activation_moves where activation = $1 order by n`,
    [id],
  );
}
