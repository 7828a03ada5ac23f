import type { House } from "./create-openings.ts";
import type { Caller, Result } from "./types.ts";
import { maySteer, refused } from "./write.ts";

/** Whether two people are needed for what opens, widens or resumes, and who says so. */
export type OpeningRules = {
  marketplace: string;
  two_people: boolean;
  /** `production`: always, nothing relaxes it. `marketplace`: it said so. `sandbox`: what holds where nobody has. */
  source: "production" | "marketplace" | "sandbox";
  by: string | null;
  why: string | null;
  at: Date | null;
};

export async function readRules(house: House, marketplace: string): Promise<OpeningRules> {
  const none = { marketplace, by: null, why: null, at: null };
  if (house.twoPeople === "always") return { ...none, two_people: true, source: "production" };
  const [row] = await house.db.read<{ two_people: boolean; by: string; why: string; at: Date }>(
    `select two_people, by_whom as "by", why, at from opening_rules where marketplace = $1`,
    [marketplace],
  );
  return row ? { marketplace, source: "marketplace", ...row } : { ...none, two_people: false, source: "sandbox" };
}

/** In a sandbox a marketplace asks for two people, or lets one be enough. In production nothing lets one be enough. */
export async function setRules(
  house: House,
  caller: Caller,
  input: { marketplace: string; two_people: boolean; why: string },
): Promise<Result<OpeningRules>> {
  if (!maySteer(caller, input.marketplace)) return refused("forbidden");
  if (house.twoPeople === "always" && !input.two_people) return refused("two_people_always");
  await house.db.read(
    `insert into opening_rules (marketplace, two_people, by_whom, why, at) values ($1, $2, $3, $4, $5)
     on conflict (marketplace) do update
       set two_people = excluded.two_people, by_whom = excluded.by_whom, why = excluded.why, at = excluded.at`,
    [input.marketplace, input.two_people, caller.id, input.why, house.clock.now()],
  );
  return { ok: true, value: await readRules(house, input.marketplace) };
}
