import { bucketOf, claimRepeat, type RepeatKey, type Tx, writeEvent } from "#db";
import { answer } from "./check.ts";
import type { LicencesContext } from "./context.ts";
import { readLicences } from "./rows.ts";
import type { LicenceAsked, LicenceUse, Result } from "./types.ts";

/**
 * Begins a stream, re-cut or clip. The work's licences are read and held in the use's own commit: one that was revoked
 * before it lets nothing begin, whatever this process remembers, and a revocation waits for a use under way.
 */
export async function useLicence(
  context: LicencesContext,
  by: string,
  asked: LicenceAsked,
  repeat: RepeatKey | null,
): Promise<Result<LicenceUse>> {
  const { db, clock, ids } = context.needs;
  const { marketplace, host, streamer, scope } = asked;
  const id = ids.next("use");
  return await db
    .tx(async (tx): Promise<Result<LicenceUse>> => {
      const begun_at = clock.now();
      const claim = repeat && (await claimRepeat(tx, bucketOf(marketplace), repeat, id, begun_at));
      if (claim && !claim.first) {
        const before = await readUse(tx, claim.subject, asked);
        if (!claim.same || !before) return { ok: false, fault: "idempotency_key_reused" };
        return { ok: true, value: before, repeated: true };
      }
      const where = "marketplace = $1 and work = $2 and host = $3 order by id for share";
      const held = await readLicences(tx.query, where, [marketplace, asked.work, host]);
      const { open, reasons, licence } = answer(context, held, asked, begun_at);
      const under = held.find((one) => one.id === licence);
      if (!open || !under) throw new Shut(reasons);
      await tx.query(
        `insert into licence_uses (bucket, id, licence, licence_version, marketplace, host, streamer, scope, begun_by,
         begun_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [bucketOf(id), id, under.id, under.version, marketplace, host, streamer, scope, by, begun_at],
      );
      const data = { use: id, licence: under.id, work: asked.work, host, streamer, scope };
      await writeEvent(tx, ids, { type: "licence.used", version: 1, marketplace, subject: id, data }, begun_at);
      return { ok: true, value: { ...asked, id, licence: under.id, begun_at } };
    })
    .catch((fault: unknown): Result<LicenceUse> => {
      if (fault instanceof Shut) return { ok: false, fault: "licence_shut", detail: { reasons: fault.reasons } };
      throw fault;
    });
}

/** Rolls the repeat key back with the rest: what is shut today may be open when it is asked again. */
class Shut extends Error {
  readonly reasons: readonly unknown[];
  constructor(reasons: readonly unknown[]) {
    super("no licence lets it");
    this.reasons = reasons;
  }
}

async function readUse(tx: Tx, id: string, asked: LicenceAsked): Promise<LicenceUse | null> {
  const [row] = await tx.query<{ licence: string; begun_at: Date }>(
    "select licence, begun_at from licence_uses where bucket = $1 and id = $2",
    [bucketOf(id), id],
  );
  return row ? { ...asked, id, ...row } : null;
}
