import { bucketOf, writeEvent } from "#db";
import type { House } from "./house.ts";
import { type LinkRow, linkColumns, viewOf } from "./rows.ts";
import { type Caller, type LinkView, type Result, refused } from "./types.ts";

/** Takes a link back, with its QR code and share code; for good. Asked again it answers the same. */
export async function revokeLink(house: House, _caller: Caller, id: string, why: string): Promise<Result<LinkView>> {
  const now = house.clock.now();
  return await house.db.tx(async (tx): Promise<Result<LinkView>> => {
    const [before] = await tx.query<LinkRow>(
      `select ${linkColumns} from links where bucket = $1 and id = $2 for update`,
      [bucketOf(id), id],
    );
    if (!before) return refused("not_found");
    if (before.revoked_at !== null) return { ok: true, value: viewOf(before, now) };
    await tx.query("update links set revoked_at = $3, revoked_why = $4 where bucket = $1 and id = $2", [
      ...[bucketOf(id), id, now, why],
    ]);
    const event = { type: "link.revoked", version: 1, marketplace: before.marketplace, subject: id };
    await writeEvent(tx, house.ids, { ...event, data: { link: id, store: before.store, why } }, now);
    return { ok: true, value: viewOf({ ...before, revoked_at: now }, now) };
  });
}
