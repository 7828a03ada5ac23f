import { isUniqueViolation, type Tx } from "#db";
import { defaultCost, hashPassword, isWeak } from "./passwords.ts";
import { endSessions, sessionHash, startSession } from "./sessions.ts";
import { type FreshSession, type From, type Parts, type Result, refused } from "./types.ts";

const validMs = 3 * 86_400_000;
const firstValidMs = 86_400_000;

export type InvitationKind = "first" | "invite" | "reset";
export type InvitationView = { kind: InvitationKind; name: string; login: string | null; expires_at: Date };

/** A one-time link: its id and secret, whose holder chooses the person's password. The person's older ones stop. */
export async function invite(
  parts: Parts,
  input: { person: string; kind: InvitationKind; by: string },
): Promise<{ id: string; token: string; expires_at: Date }> {
  const { db, ids, clock, random } = parts;
  const now = clock.now();
  const id = ids.next("inv");
  const token = `iv_${random(24).toString("base64url")}`;
  const expires = new Date(now.getTime() + (input.kind === "first" ? firstValidMs : validMs));
  await db.tx(async (tx) => {
    await tx.query("update invitations set used_at = $2 where person = $1 and used_at is null", [input.person, now]);
    await tx.query(
      `insert into invitations (id, person, kind, hash, created_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, input.person, input.kind, sessionHash(token), input.by, now, expires],
    );
  });
  return { id, token, expires_at: expires };
}

type Row = { id: string; person: string; kind: InvitationKind; expires_at: Date };

export async function readInvitation(parts: Parts, token: string): Promise<Result<InvitationView>> {
  const [row] = await parts.db.read<Row & { login: string | null }>(
    `select i.id, i.person, i.kind, i.expires_at, c.login from invitations i
     left join credentials c on c.person = i.person where i.hash = $1 and i.used_at is null and i.expires_at > $2`,
    [sessionHash(token), parts.clock.now()],
  );
  const person = row ? await parts.directory.getPerson(row.person) : null;
  if (!row || person?.state !== "active") return refused("invitation_spent");
  return { ok: true, value: { kind: row.kind, name: person.name, login: row.login, expires_at: row.expires_at } };
}

export type Acceptance = { login: string; password: string; from: From };

/**
 * Spends the link and sets the password, in one commit; then the person is signed in. A login that is taken leaves the
 * link good. A reset keeps the login, takes the second step away (its owner has lost it) and ends all sessions.
 */
export async function acceptInvitation(parts: Parts, token: string, given: Acceptance): Promise<Result<FreshSession>> {
  const login = given.login.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9._@+-]{2,63}$/.test(login)) return refused("login_invalid");
  if (isWeak(given.password, login)) return refused("password_weak");
  const stored = await hashPassword(given.password, parts.random, parts.cost ?? defaultCost);
  const now = parts.clock.now();
  let person: string | null;
  try {
    person = await parts.db.tx(async (tx) => {
      const [row] = await tx.query<Row>(
        `update invitations set used_at = $2 where hash = $1 and used_at is null and expires_at > $2 returning *`,
        [sessionHash(token), now],
      );
      if (!row) return null;
      const changed = await tx.query(
        `update credentials set password = $2, password_set_at = $3, totp = null, totp_next = null, totp_since = null,
           recovery = '{}' where person = $1 returning person`,
        [row.person, stored, now],
      );
      await forgetOtherWays(tx, row.person, now);
      if (changed.length === 0)
        await tx.query(
          `insert into credentials (person, login, password, password_set_at, created_at) values ($1, $2, $3, $4, $4)`,
          [row.person, login, stored, now],
        );
      return row.person;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refused("login_taken");
    throw error;
  }
  if (person === null) return refused("invitation_spent");
  await endSessions(parts, person, { why: "password_set" });
  return await startSession(parts, person, { second_step: false, began: "link" }, given.from);
}

/** Whoever holds the link is the person from now on: no passkey and no provider's word lets anybody else in. */
async function forgetOtherWays(tx: Tx, person: string, now: Date): Promise<void> {
  await tx.query("update passkeys set removed_at = $2 where person = $1 and removed_at is null", [person, now]);
  await tx.query("update identities set ended_at = $2 where person = $1 and ended_at is null", [person, now]);
}
