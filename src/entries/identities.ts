import { bucketFromText, bucketOf, bucketValue, claimRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import type { AnyContext } from "./context.ts";
import { getEntry } from "./register.ts";
import type { IdentityView, NewIdentity, Result } from "./types.ts";

type Row = IdentityView & { bucket: number; buyer: string | null; openid_sealed: string | null; openid_hash: string };

const columns = "bucket, id, entry, marketplace, buyer, openid_sealed, openid_hash, consent, consented_at, revoked_at";

function viewOf({ id, entry, marketplace, consent, consented_at, revoked_at }: Row): IdentityView {
  return { id, entry, marketplace, consent, consented_at, revoked_at };
}

/** Keyed with the entry, so that one buyer's rows in two entries cannot be told to be one's. */
function keyOf({ needs }: AnyContext, entry: string, buyer: string): string {
  return needs.hmac(`entry buyer ${entry} ${buyer}`).toString("base64url");
}

async function living(read: Tx["query"], entry: string, key: string, lock = ""): Promise<Row | null> {
  const bucket = bucketValue(bucketFromText(key));
  const [row] = await read<Row>(
    `select ${columns} from entry_identities where bucket = $1 and entry = $2 and buyer = $3 and revoked_at is null
     ${lock}`,
    [bucket, entry, key],
  );
  return row ?? null;
}

/**
 * Who a buyer is in an entry, told with the buyer's consent. Told again with another openid, the older row ends and a
 * new one begins; the same is answered again. Two at once: the second waits for the first.
 */
export async function mapIdentity(
  context: AnyContext,
  by: string,
  entryId: string,
  input: NewIdentity,
  repeat: RepeatKey | null,
): Promise<Result<IdentityView>> {
  const { db, clock, ids, seal, hmac } = context.needs;
  const entry = await getEntry(context, entryId);
  if (!entry) return { ok: false, fault: "not_found" };
  const key = keyOf(context, entry.id, input.buyer);
  const index = bucketFromText(key);
  const id = ids.next("idn", index);
  const openidHash = hmac(`entry openid ${entry.id} ${input.openid}`).toString("base64url");
  const at = clock.now();
  return await db.tx(async (tx): Promise<Result<IdentityView>> => {
    // One buyer of one entry at a time, also where there is no row yet to lock.
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 44))", [key]);
    const before = await living(tx.query, entry.id, key, "for no key update");
    const same = before?.openid_hash === openidHash ? before : null;
    // The key leads to the row that answers: an older one, where that says the same already.
    const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, same?.id ?? id, at));
    if (claim && !claim.first) {
      const made = await find(tx.query, claim.subject);
      if (!claim.same || !made) return { ok: false, fault: "idempotency_key_reused" };
      return { ok: true, value: viewOf(made), repeated: true };
    }
    if (same) return { ok: true, value: viewOf(same), repeated: true };
    if (before) await forget(tx, before, at);
    const [row] = await tx.query<Row>(
      `insert into entry_identities (bucket, id, entry, marketplace, buyer, openid_sealed, openid_hash, consent,
         consented_at, told_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${columns}`,
      [
        ...[bucketOf(id), id, entry.id, entry.marketplace, key, seal(input.openid, id), openidHash, input.consent],
        ...[at, by],
      ],
    );
    // Who it is stays here: the event names the row alone.
    const about = { type: "identity.mapped", version: 1, marketplace: entry.marketplace, subject: id };
    await writeEvent(tx, ids, { ...about, data: { identity: id, entry: entry.id, host: entry.host } }, at);
    return { ok: true, value: viewOf(row as Row) };
  });
}

async function find(read: Tx["query"], id: string, lock = ""): Promise<Row | null> {
  if (!isId(id, "idn")) return null;
  const sql = `select ${columns} from entry_identities where bucket = $1 and id = $2 ${lock}`;
  return (await read<Row>(sql, [bucketOf(id), id]))[0] ?? null;
}

/** What named the buyer goes; that there was a consent, and when it ended, stays. */
async function forget(tx: Tx, row: Row, at: Date): Promise<void> {
  await tx.query(
    `update entry_identities set buyer = null, openid_sealed = null, openid_hash = null, revoked_at = $3
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, at],
  );
}

export async function getIdentity({ needs }: AnyContext, id: string): Promise<IdentityView | null> {
  const row = await find(needs.db.read, id);
  return row && viewOf(row);
}

/** The buyer takes the consent back: from this commit on nobody can be paid for by it. Twice is once. */
export async function revokeIdentity({ needs }: AnyContext, id: string): Promise<Result<IdentityView>> {
  const { db, clock, ids } = needs;
  const at = clock.now();
  return await db.tx(async (tx): Promise<Result<IdentityView>> => {
    const row = await find(tx.query, id, "for no key update");
    if (!row) return { ok: false, fault: "not_found" };
    if (row.revoked_at !== null) return { ok: true, value: viewOf(row), repeated: true };
    await forget(tx, row, at);
    const about = { type: "identity.revoked", version: 1, marketplace: row.marketplace, subject: id };
    await writeEvent(tx, ids, { ...about, data: { identity: id, entry: row.entry } }, at);
    return { ok: true, value: { ...viewOf(row), revoked_at: at } };
  });
}

/** The buyer's openid in an entry; null where nobody agreed to its use, or took that back. */
export async function openidOf(context: AnyContext, entry: string, buyer: string): Promise<string | null> {
  const row = await living(context.needs.db.read, entry, keyOf(context, entry, buyer));
  return row?.openid_sealed ? context.needs.open(row.openid_sealed, row.id) : null;
}
