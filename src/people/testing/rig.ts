import { randomBytes } from "node:crypto";
import { type Db, makeIds, openDatabase } from "#db";
import { createDirectory, createSealer, type Role } from "#directory";
import { freshDatabase } from "../../../tests/database.ts";
import { createPeople } from "../create-people.ts";
import type { Provider } from "../provider.ts";
import type { Result } from "../types.ts";

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.fault} ${JSON.stringify(result.detail)}`);
  return result.value;
}

export const site = { name: "Hutong", origin: "https://house.example", domain: "house.example" };
export const from = { agent: "Firefox", address: "10.0.0.1" };
export const password = "a pass phrase of my own";

/** Sign-in over a database of its own, with a clock that only tests move. */
export async function openPeople(given: { strict?: boolean; provider?: Provider; stepUpMs?: number } = {}) {
  const database = await freshDatabase();
  const db: Db = openDatabase(database.appUrl, { poolSize: 8, applicationName: "people test" });
  let now = new Date("2026-11-22T08:00:00Z");
  const clock = { now: () => now };
  const ids = makeIds(clock, randomBytes);
  const sealer = createSealer({ current: { id: "k1", key: randomBytes(32) }, random: randomBytes });
  const parts = { db, clock, ids, random: randomBytes, sealer };
  const directory = createDirectory({ ...parts, walletKinds: [], mode: "test" });
  await directory.refresh();
  const ways = {
    site,
    strict: given.strict ?? false,
    provider: given.provider ?? null,
    stepUpMs: given.stepUpMs ?? 900_000,
  };
  const people = createPeople({ ...parts, ...ways, directory, alarm: () => {}, cost: { memory: 64, passes: 1 } });
  const by = { kind: "person", id: "per_x", marketplace: null, store: null };
  let made = 0;
  const link = async (role: Role) => {
    const invited = await people.inviteToTeam(by, { name: `person ${++made}`, role, marketplace: null, store: null });
    return must(invited);
  };
  return {
    ...{ db, directory, people, link, by },
    later(seconds: number): void {
      now = new Date(now.getTime() + seconds * 1000);
    },
    now: () => now,
    /** A person of the house who has chosen a password. */
    async member(role: Role = "support") {
      const { token, member } = await link(role);
      const login = `person${made}`;
      const fresh = must(await people.acceptInvitation(token, { login, password, from }));
      return { login, person: member.person, membership: member.membership, fresh, session: fresh.signedIn.session };
    },
    async close(): Promise<void> {
      await db.close();
      await database.drop();
    },
  };
}
