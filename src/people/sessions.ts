import { createHash } from "node:crypto";
import type { MembershipView } from "#directory";
import { scopesOf } from "#directory";
import { mustHaveSecondStep } from "./second-steps.ts";
import {
  type Began,
  type FreshSession,
  type From,
  type Parts,
  type Result,
  refused,
  type SessionView,
  type SignedIn,
} from "./types.ts";

/** Gone after two hours without a request, and after twelve in any case. */
const idleMs = 2 * 3_600_000;
const longestMs = 12 * 3_600_000;
const seenEveryMs = 60_000;

type Row = SessionView & { membership: string; store: string | null; step_due: boolean; ended_at: Date | null };
const columns = `id, person, membership, store, second_step, stepped_at, step_due, began, agent, address, created_at,
  seen_at, expires_at, ended_at`;

export const sessionHash = (token: string): Buffer => createHash("sha256").update(token).digest();

function viewOf(row: Row): SessionView {
  const { id, person, second_step, stepped_at, began, agent, address, created_at, seen_at, expires_at } = row;
  return { id, person, second_step, stepped_at, began, agent, address, created_at, seen_at, expires_at };
}

/** The memberships that stand, the widest first. */
export async function placesOf({ directory }: Parts, person: string): Promise<readonly MembershipView[]> {
  const width = (one: MembershipView): number => (one.marketplace === null ? 0 : one.merchant === null ? 1 : 2);
  const all = await directory.membershipsOf(person);
  return all.filter((one) => one.ended_at === null).toSorted((a, b) => width(a) - width(b));
}

/** The stores that a merchant's membership reaches. */
export function storesOf({ directory }: Parts, place: MembershipView): readonly { id: string; name: object }[] {
  if (place.merchant === null || place.marketplace === null) return [];
  return directory.snapshot
    .storesOf(place.marketplace)
    .filter((store) => store.merchant === place.merchant && (place.store === null || place.store === store.id))
    .map(({ id, name }) => ({ id, name }));
}

type Chosen = { store: string | null; second_step: boolean; step_due?: boolean };

/** The caller that a membership makes; null when its merchant has no store, since the API has no reach for that. */
function enterPlace(
  parts: Parts,
  place: MembershipView,
  { store: chosen, second_step, step_due = false }: Chosen,
): Pick<SignedIn, "due" | "bearer"> | null {
  const { person, marketplace, merchant, role } = place;
  const stores = storesOf(parts, place);
  const store = merchant === null ? null : (stores.find((one) => one.id === chosen) ?? stores[0])?.id;
  if (store === undefined) return null;
  const due = !second_step && (step_due || (parts.strict && mustHaveSecondStep(role)));
  const scopes = due ? [] : scopesOf(role, marketplace === null);
  return { due, bearer: { kind: "person", id: person, marketplace, store, scopes, role } };
}

export async function startSession(
  parts: Parts,
  person: string,
  how: { second_step: boolean; step_due?: boolean; began: Began; stepped_at?: Date | null },
  from: From,
): Promise<Result<FreshSession>> {
  const now = parts.clock.now();
  const places = await placesOf(parts, person);
  const { second_step, step_due = false, began } = how;
  // Where it was shown before, as a provider says: never later than now.
  const stepped = how.stepped_at && how.stepped_at < now ? how.stepped_at : now;
  const chosen = { store: null, second_step, step_due };
  const place = places.find((one) => enterPlace(parts, one, chosen) !== null);
  if (!place) return refused("forbidden", { why: "no_membership" });
  const token = `hs_${parts.random(32).toString("base64url")}`;
  const [row] = await parts.db.read<Row>(
    `insert into sessions
       (id, person, membership, hash, second_step, step_due, began, agent, address, created_at, seen_at, expires_at,
        stepped_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)
     returning ${columns}`,
    [
      ...[parts.ids.next("ses"), person, place.id, sessionHash(token), second_step, step_due, began],
      ...[from.agent.slice(0, 300), from.address, now, new Date(now.getTime() + longestMs)],
      second_step ? stepped : null,
    ],
  );
  const entered = enterPlace(parts, place, chosen);
  if (!row || !entered) throw new Error("A session that was just written must be there.");
  return { ok: true, value: { token, signedIn: { session: viewOf(row), place, ...entered } } };
}

/**
 * Who holds this session's token; null when it ended, lies idle, or its person may no more. `seen` false: the house
 * looks by itself, which keeps no session from lying idle.
 */
export async function readSession(parts: Parts, token: string, seen = true): Promise<SignedIn | null> {
  const { db, clock, directory } = parts;
  const now = clock.now();
  const [row] = await db.read<Row>(`select ${columns} from sessions where hash = $1`, [sessionHash(token)]);
  if (!row || row.ended_at !== null || row.expires_at <= now) return null;
  if (now.getTime() - row.seen_at.getTime() > idleMs) return null;
  const [person, places] = await Promise.all([directory.getPerson(row.person), placesOf(parts, row.person)]);
  const place = places.find((one) => one.id === row.membership);
  const entered = place && person?.state === "active" ? enterPlace(parts, place, row) : null;
  if (!place || !entered) return null;
  if (seen && now.getTime() - row.seen_at.getTime() > seenEveryMs)
    await db.read("update sessions set seen_at = greatest(seen_at, $2) where id = $1", [row.id, now]);
  return { session: viewOf(row), place, ...entered };
}

/** Goes on under another membership of one's own, or looks at another store of it. */
export async function moveSession(
  parts: Parts,
  session: SessionView,
  to: { membership: string; store: string | null },
): Promise<Result<null>> {
  const place = (await placesOf(parts, session.person)).find((one) => one.id === to.membership);
  if (!place) return refused("not_found");
  const stores = storesOf(parts, place);
  if (to.store !== null && !stores.some((one) => one.id === to.store)) return refused("not_found");
  await parts.db.read("update sessions set membership = $2, store = $3 where id = $1", [
    session.id,
    place.id,
    to.store,
  ]);
  return { ok: true, value: null };
}

export async function sessionsOf({ db, clock }: Parts, person: string): Promise<readonly SessionView[]> {
  const now = clock.now();
  const rows = await db.read<Row>(
    `select ${columns} from sessions where person = $1 and ended_at is null and expires_at > $2 and seen_at > $3
     order by id desc limit 100`,
    [person, now, new Date(now.getTime() - idleMs)],
  );
  return rows.map(viewOf);
}

/** Ends one session of a person, or all but the one that is spared. Answers how many ended. */
export async function endSessions(
  { db, clock }: Parts,
  person: string,
  which: { id?: string; spare?: string; why: string },
): Promise<number> {
  const rows = await db.read(
    `update sessions set ended_at = $2, ended_why = $3 where person = $1 and ended_at is null
       and ($4::text is null or id = $4) and ($5::text is null or id <> $5) returning id`,
    [person, clock.now(), which.why, which.id ?? null, which.spare ?? null],
  );
  return rows.length;
}
