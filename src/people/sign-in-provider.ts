import { createHash } from "node:crypto";
import { isUniqueViolation } from "#db";
import { readInvitation } from "./invitations.ts";
import { passwordFits } from "./passwords.ts";
import { type FlowSecrets, type Proven, type Provider, ProviderRefusal } from "./provider.ts";
import { freshMs } from "./register-passkey.ts";
import { sessionHash, startSession } from "./sessions.ts";
import { credentialOf, keepTry, showedTheirs, waysOf } from "./sign-in.ts";
import { type FreshSession, type From, type Parts, type Result, refused, type SessionView } from "./types.ts";

const flowMs = 10 * 60_000;

/** Everything about one way there and back follows from what the browser alone holds; the house keeps a hash. */
function secretsOf(secret: string): FlowSecrets {
  const of = (what: string) => createHash("sha256").update(`${what} ${secret}`).digest("base64url");
  return { state: of("state"), nonce: of("nonce"), verifier: of("verifier") };
}

/** For whom the way is: a one-time link's person, whoever signed in and links, or (neither) whoever is known there. */
export type FlowFor = { invitation: string } | { session: SessionView; password: string | null } | null;

export async function beginProvider(parts: Parts, whom: FlowFor): Promise<Result<{ secret: string; url: string }>> {
  const { provider, db, clock } = parts;
  if (!provider) return refused("provider_missing");
  const allowed = await mayBegin(parts, whom);
  if (!allowed.ok) return allowed;
  const secret = `pf_${parts.random(32).toString("base64url")}`;
  let url: string;
  try {
    url = await provider.urlFor(secretsOf(secret));
  } catch {
    return refused("provider_unreachable");
  }
  const now = clock.now();
  await db.read("delete from provider_flows where expires_at <= $1", [now]);
  await db.read("insert into provider_flows (hash, invitation, person, expires_at) values ($1, $2, $3, $4)", [
    sessionHash(secret),
    whom && "invitation" in whom ? sessionHash(whom.invitation) : null,
    whom && "session" in whom ? whom.session.person : null,
    new Date(now.getTime() + flowMs),
  ]);
  return { ok: true, value: { secret, url } };
}

async function mayBegin(parts: Parts, whom: FlowFor): Promise<Result<null>> {
  if (whom && "invitation" in whom) {
    const read = await readInvitation(parts, whom.invitation);
    if (!read.ok) return read;
    // Whoever lost their ways in chooses a password; a provider's word is linked afterwards.
    return read.value.kind === "reset" ? refused("invitation_spent") : { ok: true, value: null };
  }
  if (whom && !(await showedTheirs(parts, whom.session))) return refused("second_step_due");
  const known = whom && (await credentialOf(parts, { person: whom.session.person }));
  if (whom && known && !(await passwordFits(whom.password ?? "", known.password))) return refused("sign_in_refused");
  const since = whom ? parts.clock.now().getTime() - whom.session.created_at.getTime() : 0;
  return known === null && since > freshMs ? refused("sign_in_old") : { ok: true, value: null };
}

type Flow = { invitation: Buffer | null; person: string | null; expires_at: Date };
export type Returned = { linked: true } | { linked: false; fresh: FreshSession };

/** The browser came back. Its way is used up, whatever comes of it. */
export async function finishProvider(
  parts: Parts,
  given: { secret: string; query: string; from: From },
): Promise<Result<Returned>> {
  const { provider, db, clock } = parts;
  if (!provider) return refused("provider_missing");
  const [flow] = await db.read<Flow>(
    "delete from provider_flows where hash = $1 and expires_at > $2 returning invitation, person, expires_at",
    [sessionHash(given.secret), clock.now()],
  );
  if (!flow) return refused("provider_refused", { why: "this browser is on no way there" });
  let proven: Proven;
  try {
    proven = await provider.prove(given.query, secretsOf(given.secret));
  } catch (fault) {
    const no = fault instanceof ProviderRefusal;
    await keepTry(parts, "", null, no ? "provider_refused" : "provider_unreachable", given.from);
    return no ? refused("provider_refused", { why: fault.message }) : refused("provider_unreachable");
  }
  const met = { provider, proven, from: given.from };
  const begun = new Date(flow.expires_at.getTime() - flowMs);
  if (flow.person !== null) return await link(parts, met, { person: flow.person, begun });
  return flow.invitation === null ? await enter(parts, met) : await accept(parts, met, flow.invitation);
}

type Met = { provider: Provider; proven: Proven; from: From };

const identity = "insert into identities (id, issuer, subject, person, linked_by, linked_at)";
const keepIdentity = `${identity} values ($1, $2, $3, $4, $5, $6)`;

/**
 * Somebody who signed in says who they are over there. Whose sessions were ended meanwhile (by a reset, a new password,
 * the person from elsewhere) may be somebody else than who began, and begins again.
 */
async function link(
  parts: Parts,
  { provider, proven }: Met,
  { person, begun }: { person: string; begun: Date },
): Promise<Result<Returned>> {
  try {
    const kept = await parts.db.read(
      `${identity} select $1, $2, $3, $4, $5, $6
       where not exists (select from sessions where person = $4 and ended_at > $7) returning id`,
      [...[parts.ids.next("sbj"), provider.issuer, proven.subject, person, "session", parts.clock.now()], begun],
    );
    if (kept.length === 0) return refused("provider_refused", { why: "a session of this person ended meanwhile" });
  } catch (fault) {
    if (isUniqueViolation(fault)) return refused("identity_taken");
    throw fault;
  }
  return { ok: true, value: { linked: true } };
}

/** A one-time link is used by whoever the provider names: no password is chosen. A taken identity leaves it good. */
async function accept(parts: Parts, met: Met, invitation: Buffer): Promise<Result<Returned>> {
  const { provider, proven } = met;
  const now = parts.clock.now();
  try {
    const person = await parts.db.tx(async (tx) => {
      const [row] = await tx.query<{ person: string }>(
        `update invitations set used_at = $2 where hash = $1 and used_at is null and expires_at > $2
           and kind <> 'reset' returning person`,
        [invitation, now],
      );
      const id = parts.ids.next("sbj");
      if (row) await tx.query(keepIdentity, [id, provider.issuer, proven.subject, row.person, "invitation", now]);
      return row?.person ?? null;
    });
    if (person === null) return refused("invitation_spent");
    return await start(parts, met, person);
  } catch (fault) {
    if (isUniqueViolation(fault)) return refused("identity_taken");
    throw fault;
  }
}

/** Only a subject that was linked signs in. An address of mail, whatever the provider says of it, is nobody's proof. */
async function enter(parts: Parts, met: Met): Promise<Result<Returned>> {
  const [known] = await parts.db.read<{ person: string }>(
    "select person from identities where issuer = $1 and subject = $2 and ended_at is null",
    [met.provider.issuer, met.proven.subject],
  );
  if (known) return await start(parts, met, known.person);
  await keepTry(parts, "", null, "identity_unknown", met.from);
  return refused("identity_unknown");
}

async function start(parts: Parts, { proven, from }: Met, person: string): Promise<Result<Returned>> {
  const known = await credentialOf(parts, { person });
  const login = known?.login ?? "";
  if ((await parts.directory.getPerson(person))?.state !== "active") {
    await keepTry(parts, login, person, "disabled", from);
    return refused("sign_in_refused");
  }
  // A second step of one's own is not gone round by a provider that asked for one thing alone.
  const step_due = !proven.mfa && (await waysOf(parts, { person, totp_since: known?.totp_since ?? null })).length > 0;
  const how = { second_step: proven.mfa, step_due, began: "provider", stepped_at: proven.at } as const;
  const started = await startSession(parts, person, how, from);
  await keepTry(parts, login, person, started.ok ? "signed_in" : "no_membership", from);
  return started.ok ? { ok: true, value: { linked: false, fresh: started.value } } : started;
}

/** The provider's word for this person counts no more; who has no password keeps it, or nothing would let them in. */
export async function unlinkProvider(parts: Parts, session: SessionView): Promise<Result<{ ended: number }>> {
  if (!(await credentialOf(parts, { person: session.person }))) return refused("sign_in_last");
  if (!(await showedTheirs(parts, session))) return refused("second_step_due");
  const rows = await parts.db.read(
    "update identities set ended_at = $2 where person = $1 and ended_at is null returning id",
    [session.person, parts.clock.now()],
  );
  return { ok: true, value: { ended: rows.length } };
}

/** Where to go on to after signing out, for a session that a provider began; null when there is nowhere to go. */
export async function signOutUrl(parts: Parts, session: SessionView): Promise<string | null> {
  if (session.began !== "provider" || !parts.provider) return null;
  return await parts.provider.signOutUrl().catch(() => null);
}
