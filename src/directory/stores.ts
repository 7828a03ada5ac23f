import { bucketOf, type Tx } from "#db";
import { create, type House, list, mustFind, only, Refusal, refused, within, write } from "./house.ts";
import { mayWriteIn } from "./merchants.ts";
import { type StoreRow, storeView } from "./rows.ts";
import { raiseStartVersion } from "./start-version.ts";
import type { Caller, NewStore, Page, Paged, Reach, RepeatKey, Result, StoreView } from "./types.ts";

const byId = "select * from stores where id = $1";
const again = async (tx: Tx, id: string) => storeView(await mustFind<StoreRow>(tx, byId, id, "not_found"));

/** The id carries the store's bucket, drawn at random and fixed for ever: its book and orders live there. */
export async function createStore(
  house: House,
  caller: Caller,
  input: NewStore,
  repeat: RepeatKey | null,
): Promise<Result<StoreView>> {
  if (!mayWriteIn(caller, input.marketplace)) return refused("forbidden");
  const id = house.ids.next("sto");
  return await create(house, { id, repeat, again }, async ({ tx, version, now }) => {
    // A merchant of another marketplace does not exist for this one.
    const [merchant] = await tx.query("select id from merchants where id = $1 and marketplace = $2", [
      input.merchant,
      input.marketplace,
    ]);
    if (!merchant) throw new Refusal("parent_unknown", { merchant: input.merchant });
    const rows = await tx.query<StoreRow>(
      `insert into stores (id, bucket, marketplace, merchant, name_zh, name_en, tags, state, created_at, version)
       values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9) returning *`,
      [
        id,
        bucketOf(id),
        input.marketplace,
        input.merchant,
        input.name.zh,
        input.name.en,
        JSON.stringify(input.tags),
        now,
        version,
      ],
    );
    return storeView(only(rows));
  });
}

export async function getStore(house: House, id: string): Promise<StoreView | null> {
  const [row] = await house.db.read<StoreRow>(byId, [id]);
  return row ? storeView(row) : null;
}

export async function listStores(
  house: House,
  reach: Reach & { merchant?: string },
  page: Page,
): Promise<Paged<StoreView>> {
  const kept = within({ marketplace: reach.marketplace, id: reach.store, merchant: reach.merchant });
  return await list(house.db, { table: "stores", ...kept, page }, storeView);
}

/** What is left out stays as it is; tags are replaced as a whole. */
export type StoreChange = Partial<Pick<StoreView, "name" | "tags" | "state">>;

/** Suspended and closed stores are offered no wallet; refunds go on. A closed store stays closed. */
export async function changeStore(
  house: House,
  caller: Caller,
  id: string,
  change: StoreChange,
): Promise<Result<StoreView>> {
  return await write(house, async ({ tx, version }) => {
    const now = storeView(await mustFind<StoreRow>(tx, byId, id, "not_found"));
    if (!mayWriteIn(caller, now.marketplace)) throw new Refusal("not_found", { id });
    if (now.state === "closed") throw new Refusal("store_closed", { id });
    const { name, tags, state } = { ...now, ...change };
    // Openings pick stores by their tags: one that changes may leave a stage.
    const closes = state !== now.state ? state !== "open" : change.tags !== undefined;
    if (closes) await raiseStartVersion(tx, now.marketplace);
    const rows = await tx.query<StoreRow>(
      `update stores set name_zh = $2, name_en = $3, tags = $4, state = $5, version = $6 where id = $1 returning *`,
      [id, name.zh, name.en, JSON.stringify(tags), state, version],
    );
    return storeView(only(rows));
  });
}
