import { bucketOf, claimRepeat, isId, type RepeatKey, writeEvent } from "#db";
import type { LicencesContext } from "./context.ts";
import { raiseVersion, readLicences } from "./rows.ts";
import type { LicenceView, NewLicence, Result } from "./types.ts";

export async function grantLicence(
  { needs, snapshot }: LicencesContext,
  by: string,
  input: NewLicence,
  repeat: RepeatKey | null,
): Promise<Result<LicenceView>> {
  const { db, clock, ids } = needs;
  const { marketplace, work, title, host, streamer, starts_at, ends_at } = input;
  if (ends_at !== null && ends_at <= starts_at)
    return { ok: false, fault: "licence_invalid", detail: { why: "ends_at" } };
  const id = ids.next("lic");
  const at = clock.now();
  const done = await db.tx(async (tx): Promise<Result<LicenceView>> => {
    // The key's bucket follows from the owner, so that a repeat finds it.
    const claim = repeat && (await claimRepeat(tx, bucketOf(marketplace), repeat, id, at));
    if (claim && !claim.first) {
      const [before] = await readLicences(tx.query, "id = $1", [claim.subject]);
      if (!claim.same || !before) return { ok: false, fault: "idempotency_key_reused" };
      return { ok: true, value: before, repeated: true };
    }
    await tx.query(
      `insert into licences (id, marketplace, work, title_zh, title_en, host, streamer, scopes, starts_at, ends_at,
         version, granted_by, granted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)`,
      [
        id,
        marketplace,
        work,
        title.zh,
        title.en,
        host,
        streamer,
        [...new Set(input.scopes)],
        starts_at,
        ends_at,
        by,
        at,
      ],
    );
    await raiseVersion(tx);
    const data = { licence: id, work, host, streamer, scopes: input.scopes };
    await writeEvent(tx, ids, { type: "licence.granted", version: 1, marketplace, subject: id, data }, at);
    const [made] = await readLicences(tx.query, "id = $1", [id]);
    return { ok: true, value: made as LicenceView };
  });
  await snapshot.refresh();
  return done;
}

/** From this commit on nothing begins under it; every process says so within a second. Twice is once. */
export async function revokeLicence(
  { needs, snapshot }: LicencesContext,
  by: string,
  id: string,
  why: string,
): Promise<Result<LicenceView>> {
  const { db, clock, ids } = needs;
  if (!isId(id, "lic")) return { ok: false, fault: "not_found" };
  const at = clock.now();
  const done = await db.tx(async (tx): Promise<Result<LicenceView>> => {
    const [before] = await readLicences(tx.query, "id = $1 for no key update", [id]);
    if (!before) return { ok: false, fault: "not_found" };
    if (before.revoked_at !== null) return { ok: true, value: before, repeated: true };
    await tx.query(
      "update licences set version = version + 1, revoked_by = $2, revoked_why = $3, revoked_at = $4 where id = $1",
      [id, by, why, at],
    );
    await raiseVersion(tx);
    const { marketplace, work, host, streamer } = before;
    const data = { licence: id, work, host, streamer, why };
    await writeEvent(tx, ids, { type: "licence.revoked", version: 1, marketplace, subject: id, data }, at);
    const [now] = await readLicences(tx.query, "id = $1", [id]);
    return { ok: true, value: now as LicenceView };
  });
  await snapshot.refresh();
  return done;
}

export async function getLicence({ needs }: LicencesContext, id: string): Promise<LicenceView | null> {
  if (!isId(id, "lic")) return null;
  return (await readLicences(needs.db.read, "id = $1", [id]))[0] ?? null;
}

/** Newest first; of one owner, or (null) of all. */
export async function listLicences(
  { needs }: LicencesContext,
  filter: { marketplace: string | null },
  page: { after: string | null; limit: number },
): Promise<{ data: readonly LicenceView[]; next: string | null }> {
  const rows = await readLicences(
    needs.db.read,
    "($1::text is null or marketplace = $1) and ($2::text is null or id < $2) order by id desc limit $3",
    [filter.marketplace, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
