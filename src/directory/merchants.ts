import type { Tx } from "#db";
import { create, type House, list, mustFind, only, refused, within } from "./house.ts";
import { type MerchantRow, merchantView } from "./rows.ts";
import type { Caller, MerchantView, NewMerchant, Page, Paged, Reach, RepeatKey, Result } from "./types.ts";

const byId = "select * from merchants where id = $1";
const again = async (tx: Tx, id: string) => merchantView(await mustFind<MerchantRow>(tx, byId, id, "not_found"));

export async function createMerchant(
  house: House,
  caller: Caller,
  input: NewMerchant,
  repeat: RepeatKey | null,
): Promise<Result<MerchantView>> {
  if (!mayWriteIn(caller, input.marketplace)) return refused("forbidden");
  const id = house.ids.next("mer");
  return await create(house, { id, repeat, again }, async ({ tx, version, now }) => {
    await mustFind(tx, "select id from marketplaces where id = $1", input.marketplace, "parent_unknown");
    const rows = await tx.query<MerchantRow>(
      `insert into merchants (id, marketplace, name_zh, name_en, created_at, version)
       values ($1, $2, $3, $4, $5, $6) returning *`,
      [id, input.marketplace, input.name.zh, input.name.en, now, version],
    );
    return merchantView(only(rows));
  });
}

/** Whoever acts for the whole marketplace (or house); a store's key or person does not. */
export function mayWriteIn(caller: Caller, marketplace: string): boolean {
  return caller.store === null && (caller.marketplace === null || caller.marketplace === marketplace);
}

export async function getMerchant(house: House, id: string): Promise<MerchantView | null> {
  const [row] = await house.db.read<MerchantRow>(byId, [id]);
  return row ? merchantView(row) : null;
}

/** With a store in the reach: only the merchant whose store it is. */
export async function listMerchants(house: House, reach: Reach, page: Page): Promise<Paged<MerchantView>> {
  const { where, parameters } = within({ marketplace: reach.marketplace });
  if (reach.store !== null)
    where.push(`id = (select merchant from stores where stores.id = $${parameters.push(reach.store)})`);
  return await list(house.db, { table: "merchants", where, parameters, page }, merchantView);
}
