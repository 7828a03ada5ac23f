import type { Tx } from "#db";
import { create, type House, list, mustFind, only, Refusal, refused, within, write } from "./house.ts";
import { mayWriteIn } from "./merchants.ts";
import { type MarketplaceRow, marketplaceView } from "./rows.ts";
import { raiseStartVersion } from "./start-version.ts";
import { isTimeZone } from "./time-zone.ts";
import type { Caller, MarketplaceView, NewMarketplace, Page, Paged, Reach, RepeatKey, Result } from "./types.ts";

const byId = "select * from marketplaces where id = $1";
const again = async (tx: Tx, id: string) => marketplaceView(await mustFind<MarketplaceRow>(tx, byId, id, "not_found"));

/** Only the whole house's operator makes a marketplace: a tenant cannot make another tenant. */
export async function createMarketplace(
  house: House,
  caller: Caller,
  input: NewMarketplace,
  repeat: RepeatKey | null,
): Promise<Result<MarketplaceView>> {
  if (caller.marketplace !== null) return refused("forbidden", { scope: "house:write" });
  if (!isTimeZone(input.time_zone)) return refused("time_zone_unknown", { time_zone: input.time_zone });
  const id = house.ids.next("mkt");
  return await create(house, { id, repeat, again }, async ({ tx, version, now }) => {
    const rows = await tx.query<MarketplaceRow>(
      `insert into marketplaces (id, name_zh, name_en, time_zone, shop_url, state, created_at, version)
       values ($1, $2, $3, $4, $5, 'open', $6, $7) returning *`,
      [id, input.name.zh, input.name.en, input.time_zone, input.shop_url, now, version],
    );
    return marketplaceView(only(rows));
  });
}

export async function getMarketplace(house: House, id: string): Promise<MarketplaceView | null> {
  const [row] = await house.db.read<MarketplaceRow>(byId, [id]);
  return row ? marketplaceView(row) : null;
}

export async function listMarketplaces(house: House, reach: Reach, page: Page): Promise<Paged<MarketplaceView>> {
  const query = { table: "marketplaces", ...within({ id: reach.marketplace }), page };
  return await list(house.db, query, marketplaceView);
}

/** What is left out stays as it is. The time zone stays: caps and announcements have been counted in it. */
export type MarketplaceChange = Partial<Pick<MarketplaceView, "name" | "shop_url" | "state">>;

/**
 * A suspended marketplace offers no wallet; payments that are under way end as they would. Only the house's operator
 * suspends one or lets it go on.
 */
export async function changeMarketplace(
  house: House,
  caller: Caller,
  id: string,
  change: MarketplaceChange,
): Promise<Result<MarketplaceView>> {
  return await write(house, async ({ tx, version }) => {
    const now = marketplaceView(await mustFind<MarketplaceRow>(tx, byId, id, "not_found"));
    if (!mayWriteIn(caller, id)) throw new Refusal("not_found", { id });
    if (change.state !== undefined && caller.marketplace !== null)
      throw new Refusal("forbidden", { scope: "house:write" });
    const { name, shop_url, state } = { ...now, ...change };
    if (state !== "open" && state !== now.state) await raiseStartVersion(tx, id);
    const rows = await tx.query<MarketplaceRow>(
      `update marketplaces set name_zh = $2, name_en = $3, shop_url = $4, state = $5, version = $6
       where id = $1 returning *`,
      [id, name.zh, name.en, shop_url, state, version],
    );
    return marketplaceView(only(rows));
  });
}
