import { type Tx, writeEvent } from "#db";
import type { House } from "./create-openings.ts";
import type { OpeningRow } from "./rows.ts";
import type { OpeningState } from "./states.ts";
import type { Caller, Prerequisite, Result } from "./types.ts";
import { maySteer, mustFind, Refusal, refused } from "./write.ts";

/** States in which an opening serves as another's prerequisite. */
const standing: readonly OpeningState[] = ["announced", "opening", "open"];

/** What an opening requires and does not have, in the order in which it names them. */
export async function missingOf(tx: Tx, row: OpeningRow): Promise<Prerequisite[]> {
  if (row.requires.length === 0) return [];
  const openings = await tx.query<{ id: string }>(
    "select id from openings where id = any($1) and state = any($2) for share",
    [row.requires.filter((one) => one.kind === "opening").map((one) => one.id), standing],
  );
  const standings = await tx.query<{ kind: string; id: string }>(
    `select kind, id from opening_standings
     where marketplace = $1 and stands and opening = case kind when 'agreement' then '' else $2 end for share`,
    [row.marketplace, row.id],
  );
  const there = new Set([
    ...openings.map((one) => `opening ${one.id}`),
    ...standings.map((one) => `${one.kind} ${one.id}`),
  ]);
  return row.requires.filter((one) => !there.has(`${one.kind} ${one.id}`));
}

/** An opening that no longer stands is missed by those that live on it: each is told, as an event and as an alarm. */
export async function tellLosses(house: House, tx: Tx, row: OpeningRow, from: OpeningState, now: Date): Promise<void> {
  if (!standing.includes(from) || standing.includes(row.state)) return;
  await tellLost(house, tx, { kind: "opening", id: row.id }, null, now);
}

async function tellLost(
  house: House,
  tx: Tx,
  lost: Prerequisite,
  of: { marketplace: string; opening: string | null } | null,
  now: Date,
): Promise<void> {
  const rows = await tx.query<{ id: string; marketplace: string }>(
    `select id, marketplace from openings
     where requires @> $1 and ($2::text is null or marketplace = $2) and ($3::text is null or id = $3)
       and (state = any($4) or paused_from = any($4))`,
    [JSON.stringify([lost]), of?.marketplace ?? null, of?.opening ?? null, standing],
  );
  for (const { id, marketplace } of rows) {
    const data = { opening: id, lost };
    const event = { type: "opening.prerequisite_lost", version: 1, marketplace, subject: id, data };
    await writeEvent(tx, house.ids, event, now);
    house.alarm("opening_prerequisite_lost", data);
  }
}

export type Standing = {
  marketplace: string;
  kind: "agreement" | "sign_off";
  /** Which opening a department signs off; null for an agreement. */
  opening: string | null;
  id: string;
  stands: boolean;
  by: string;
  why: string;
  at: Date;
};
export type NewStanding = Pick<Standing, "marketplace" | "kind" | "opening" | "id" | "stands" | "why">;

/** Says that an agreement, or a department's sign-off for one opening, stands or no longer does. */
export async function setStanding(house: House, caller: Caller, input: NewStanding): Promise<Result<Standing>> {
  if (!maySteer(caller, input.marketplace)) return refused("forbidden");
  if ((input.kind === "sign_off") !== (input.opening !== null))
    return refused("opening_invalid", { faults: ["opening: a sign-off names one, an agreement none"] });
  const at = house.clock.now();
  try {
    await house.db.tx(async (tx) => {
      if (input.opening !== null && (await mustFind(tx, input.opening)).marketplace !== input.marketplace)
        throw new Refusal("not_found", { id: input.opening });
      const [before] = await tx.query<{ stands: boolean }>(
        `select stands from opening_standings
         where marketplace = $1 and kind = $2 and opening = $3 and id = $4 for update`,
        [input.marketplace, input.kind, input.opening ?? "", input.id],
      );
      await tx.query(
        `insert into opening_standings (marketplace, kind, opening, id, stands, by_whom, why, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (marketplace, kind, opening, id) do update
           set stands = excluded.stands, by_whom = excluded.by_whom, why = excluded.why, at = excluded.at`,
        [input.marketplace, input.kind, input.opening ?? "", input.id, input.stands, caller.id, input.why, at],
      );
      const { marketplace, opening, kind, id } = input;
      if (before?.stands && !input.stands) await tellLost(house, tx, { kind, id }, { marketplace, opening }, at);
    });
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault, error.detail);
    throw error;
  }
  return { ok: true, value: { ...input, by: caller.id, at } };
}

export async function listStandings(house: House, marketplace: string): Promise<readonly Standing[]> {
  return await house.db.read<Standing>(
    `select marketplace, kind, nullif(opening, '') as opening, id, stands, by_whom as "by", why, at
     from opening_standings where marketplace = $1 order by kind, opening, id`,
    [marketplace],
  );
}
