import { bucketFromText, bucketOf, bucketValue, claimRepeat, isUniqueViolation, repeatScope, writeEvent } from "#db";
import type { House } from "./house.ts";
import { bucketIndexOfCode, bucketOfCode, type LinkRow, linkColumns, viewOf } from "./rows.ts";
import { isAllowed, screenUrl } from "./screen-url.ts";
import { makeShareCode } from "./share-code.ts";
import { type Caller, type LinkView, type NewLink, type RepeatKey, type Result, refused } from "./types.ts";

/**
 * Makes a link. It leads to one of the marketplace's hosts (or to this house's own pages) and nowhere else:
 * `link_target_refused` says why not.
 */
export async function makeLink(
  house: House,
  caller: Caller,
  input: NewLink,
  repeat: RepeatKey | null,
): Promise<Result<LinkView>> {
  const reasons = faultsOfTarget(house, input);
  if (reasons.length > 0) return refused("link_target_refused", { reasons });
  for (let turn = 0; ; turn += 1) {
    try {
      return await write(house, caller, input, repeat);
    } catch (error) {
      // Another link has drawn the same forty bits.
      if (turn === 3 || !isUniqueViolation(error)) throw error;
    }
  }
}

/** Whether a link still leads to one of its marketplace's hosts: they change, and hosts are blocked. From memory. */
export const leadsOn = (house: House, link: Pick<NewLink, "marketplace" | "target">): boolean =>
  faultsOfTarget(house, link).length === 0;

function faultsOfTarget(house: House, { marketplace, target }: Pick<NewLink, "marketplace" | "target">) {
  const lists = house.snapshot.listsOf(marketplace);
  const allowed = [...lists.allowed, new URL(house.publicUrl).hostname];
  const { verdict, reasons } = screenUrl(target, { ...lists, allowed });
  // An odd port of this very house is no reason; nor of any marketplace's that chose it.
  if (verdict === "refused") return reasons;
  if (isAllowed(target, { allowed })) return [];
  const zh = "链接只能指向平台登记的域名。";
  return [{ code: "host_not_allowed", zh, en: "A link leads only to hosts that the marketplace has registered." }];
}

async function write(
  house: House,
  caller: Caller,
  input: NewLink,
  repeat: RepeatKey | null,
): Promise<Result<LinkView>> {
  const now = house.clock.now();
  const code = makeShareCode((bytes) => Buffer.from(house.random(bytes)), house.hash);
  const id = house.ids.next("lnk", bucketIndexOfCode(code));
  return await house.db.tx(async (tx): Promise<Result<LinkView>> => {
    if (repeat) {
      // The key's home follows from the caller, since the link's bucket is drawn anew each time.
      const home = bucketValue(bucketFromText(repeatScope(repeat) + repeat.key));
      const claim = await claimRepeat(tx, home, repeat, id, now);
      if (!claim.first) {
        if (!claim.same) return refused("idempotency_key_reused");
        const before = await findLink(tx.query, claim.subject);
        return before ? { ok: true, value: viewOf(before, now), repeated: true } : refused("not_found");
      }
    }
    const [row] = await tx.query<LinkRow>(
      `insert into links (bucket, id, code, marketplace, store, kind, target, title, picture, price, currency, made_by,
         made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       returning ${linkColumns}`,
      [
        ...[bucketOfCode(code), id, code, input.marketplace, input.store, input.kind, input.target, input.title],
        ...[input.picture, input.price?.minor ?? null, input.price?.currency ?? null, caller.id, now, input.expires_at],
      ],
    );
    const value = viewOf(row as LinkRow, now);
    const data = { link: id, kind: input.kind, store: input.store, code: value.code };
    await writeEvent(
      tx,
      house.ids,
      { type: "link.made", version: 1, marketplace: input.marketplace, subject: id, data },
      now,
    );
    return { ok: true, value };
  });
}

/** Whatever its state. */
export async function findLink(
  read: <Row extends object>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>,
  id: string,
): Promise<LinkRow | null> {
  const [row] = await read<LinkRow>(`select ${linkColumns} from links where bucket = $1 and id = $2`, [
    bucketOf(id),
    id,
  ]);
  return row ?? null;
}
