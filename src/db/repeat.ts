import type { Tx } from "./database.ts";

/** A caller's Idempotency-Key, scoped to who calls and which route, with a hash of what was asked. */
export type RepeatKey = { caller: string; route: string; key: string; requestHash: string };

export type Claim = { first: true } | { first: false; subject: string; same: boolean };

export function repeatScope(repeat: RepeatKey): string {
  return `${repeat.caller} ${repeat.route}`;
}

/** What a repeat key has made, and whether the same was asked; null when it is new. Claims nothing. */
export async function findRepeat(
  read: Tx["query"],
  bucket: number,
  repeat: RepeatKey,
): Promise<{ subject: string; same: boolean } | null> {
  const [found] = await read<{ subject: string; request_hash: string }>(
    "select subject, request_hash from repeat_keys where bucket = $1 and scope = $2 and key = $3",
    [bucket, repeatScope(repeat), repeat.key],
  );
  return found ? { subject: found.subject, same: found.request_hash === repeat.requestHash } : null;
}

/**
 * Claims a repeat key in the effect's own commit. The first call records the subject that it makes; a later one gets
 * that subject back, and whether it asked the same. A second call at the same time waits for the first one's commit.
 */
export async function claimRepeat(
  tx: Tx,
  bucket: number,
  repeat: RepeatKey,
  subject: string,
  now: Date,
): Promise<Claim> {
  const made = await tx.query(
    `insert into repeat_keys (bucket, scope, key, request_hash, subject, at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning subject`,
    [bucket, repeatScope(repeat), repeat.key, repeat.requestHash, subject, now],
  );
  if (made.length > 0) return { first: true };
  const [found] = await tx.query<{ subject: string; request_hash: string }>(
    "select subject, request_hash from repeat_keys where bucket = $1 and scope = $2 and key = $3",
    [bucket, repeatScope(repeat), repeat.key],
  );
  if (!found) throw new Error("A repeat key that was refused must be there to be read.");
  return { first: false, subject: found.subject, same: found.request_hash === repeat.requestHash };
}
