import type { Tx } from "#db";
import type { House } from "./create-openings.ts";
import { tellLost } from "./prerequisites.ts";
import { twoPeopleNeeded } from "./second-person.ts";
import type { Caller, Result } from "./types.ts";
import { maySteer, mustFind, Refusal, refused } from "./write.ts";

export type Standing = {
  marketplace: string;
  kind: "agreement" | "sign_off";
  /** Which opening a department signs off; null for an agreement. */
  opening: string | null;
  id: string;
  stands: boolean;
  /** One person has said that it stands, and a second one has not confirmed it yet. */
  waiting: boolean;
  by: string;
  confirmed_by: string | null;
  why: string;
  at: Date;
};
export type StandingName = Pick<Standing, "marketplace" | "kind" | "opening" | "id">;
export type NewStanding = StandingName & Pick<Standing, "stands" | "why">;

const columns = `marketplace, kind, nullif(opening, '') as opening, id, stands, waiting, by_whom as "by", confirmed_by,
  why, at`;
const keyOf = ({ marketplace, kind, opening, id }: StandingName) => [marketplace, kind, opening ?? "", id];

/**
 * Says that an agreement, or a department's sign-off for one opening, stands or no longer does. Where two people are
 * needed, it stands once a second one has confirmed it; that it no longer does, one may say alone.
 */
export async function setStanding(house: House, caller: Caller, input: NewStanding): Promise<Result<Standing>> {
  if (!maySteer(caller, input.marketplace)) return refused("forbidden");
  if ((input.kind === "sign_off") !== (input.opening !== null))
    return refused("opening_invalid", { faults: ["opening: a sign-off names one, an agreement none"] });
  return await settled(house, async (tx, at) => {
    const two = await twoPeople(house, tx, input);
    const before = await lock(tx, input);
    // What stands already need not be confirmed once more.
    const stands = input.stands && (!two || before?.stands === true);
    const [row] = await tx.query<Standing>(
      `insert into opening_standings (marketplace, kind, opening, id, stands, waiting, by_whom, why, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (marketplace, kind, opening, id) do update
         set stands = excluded.stands, waiting = excluded.waiting, by_whom = excluded.by_whom, confirmed_by = null,
           why = excluded.why, at = excluded.at
       returning ${columns}`,
      [...keyOf(input), stands, input.stands && !stands, caller.id, input.why, at],
    );
    if (before?.stands && !input.stands) await tellLost(house, tx, input, input, at);
    return row as Standing;
  });
}

/** A second person confirms that it stands, or takes it back unconfirmed. */
export async function decideStanding(
  house: House,
  caller: Caller,
  input: StandingName & { approve: boolean; why: string },
): Promise<Result<Standing>> {
  return await settled(house, async (tx) => {
    const before = await lock(tx, input);
    if (!before) throw new Refusal("not_found", { id: input.id });
    const may = await house.mayApprove(caller, input.marketplace, before.by, tx.query);
    if (!may.ok) throw new Refusal("second_person_needed", may.detail);
    if (!before.waiting) throw new Refusal("opening_wrong_state", { state: "confirmed", move: "confirm" });
    const [row] = await tx.query<Standing>(
      `update opening_standings set stands = $5, waiting = false, confirmed_by = $6
       where marketplace = $1 and kind = $2 and opening = $3 and id = $4 returning ${columns}`,
      [...keyOf(input), input.approve, caller.id],
    );
    return row as Standing;
  });
}

export async function listStandings(house: House, marketplace: string): Promise<readonly Standing[]> {
  return await house.db.read<Standing>(
    `select ${columns} from opening_standings where marketplace = $1 order by kind, opening, id`,
    [marketplace],
  );
}

async function twoPeople(house: House, tx: Tx, input: StandingName): Promise<boolean> {
  const { marketplace, opening } = input;
  if (opening === null) return await twoPeopleNeeded(house, tx, { marketplace, sides: [], two_people: false });
  const found = await mustFind(tx, opening);
  if (found.marketplace !== marketplace) throw new Refusal("not_found", { id: opening });
  return await twoPeopleNeeded(house, tx, found);
}

async function lock(tx: Tx, input: StandingName): Promise<Standing | null> {
  const [row] = await tx.query<Standing>(
    `select ${columns} from opening_standings
     where marketplace = $1 and kind = $2 and opening = $3 and id = $4 for update`,
    keyOf(input),
  );
  return row ?? null;
}

async function settled(house: House, work: (tx: Tx, at: Date) => Promise<Standing>): Promise<Result<Standing>> {
  try {
    return { ok: true, value: await house.db.tx((tx) => work(tx, house.clock.now())) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault, error.detail);
    throw error;
  }
}
