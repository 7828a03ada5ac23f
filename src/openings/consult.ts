import { storeReasons } from "./audience.ts";
import { change, type Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import type { Rule } from "./tally.ts";
import type { Caller, OpeningView, RepeatKey, Result, StoreAudience } from "./types.ts";
import { Refusal } from "./write.ts";

export type NewConsultation = {
  why: string;
  /** Ballots are taken before it; from this instant on they are sealed. */
  deadline: Date;
  rule: Rule;
  /** Which stores are asked; left out: every open store of the opening's sides. */
  electorate?: StoreAudience;
  /** How many days of turnover weigh a store; 90 when left out. */
  turnover_days?: number;
};

const turnoverDaysDefault = 90;
const dayMs = 86_400_000;

/**
 * Begins to ask the stores. Who is asked, about which terms, until when, and what makes it pass are fixed here, before
 * the first ballot. A deadline of an hour is as legal as one of a month.
 */
export async function consultStores(
  house: House,
  caller: Caller,
  id: string,
  input: NewConsultation,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  return await change(house, { caller, id, why: input.why, repeat }, async (moved) => {
    const { found, now } = moved;
    if (found.voted_hash !== null)
      throw new Refusal("opening_wrong_state", { state: found.state, move: "consult", why: "it is supported already" });
    const faults = faultsOf(input, now);
    if (faults.length > 0) throw new Refusal("opening_invalid", { faults });
    const n = await begin(house, moved, caller, input);
    const { rule, electorate = {} } = input;
    const deadline = input.deadline.toISOString();
    return { move: "consult", events: ["consult"], details: { consultation: n, rule, electorate, deadline } };
  });
}

function faultsOf({ rule, deadline, turnover_days: days = 1 }: NewConsultation, now: Date): string[] {
  const faults: string[] = [];
  for (const name of ["quorum", "share"] as const)
    if (!Number.isInteger(rule[name]) || rule[name] < 0 || rule[name] > 10_000)
      faults.push(`rule.${name}: a whole number of 10,000ths, 0 to 10000`);
  if (deadline <= now) faults.push("deadline: must lie ahead");
  if (!Number.isInteger(days) || days < 1 || days > 1000) faults.push("turnover_days: 1 to 1000");
  return faults;
}

async function begin(house: House, { tx, found, now }: Moved, caller: Caller, input: NewConsultation): Promise<number> {
  const { electorate = {}, turnover_days = turnoverDaysDefault, rule, deadline } = input;
  const salt = found.salt.toString("hex");
  const stores = [...new Set([found.marketplace, ...found.sides])]
    .filter((side) => found.sides.includes(side))
    .flatMap((side) => house.storesOf(side, found.partner))
    .filter((store) => storeReasons(electorate, salt, store.id, store).length === 0);
  if (stores.length === 0) throw new Refusal("opening_invalid", { faults: ["electorate: no store is left to ask"] });
  const since = new Date(now.getTime() - turnover_days * dayMs);
  const turnovers = await house.turnoverOf(found.sides, since, now);
  const weights = stores.map((store) => turnovers.get(store.id) ?? 0n);
  const [last] = await tx.query<{ n: number }>(
    "select coalesce(max(n), 0) as n from consultations where opening = $1",
    [found.id],
  );
  const n = (last?.n ?? 0) + 1;
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  await tx.query(
    `insert into consultations (opening, n, terms_version, terms_hash, rule, electorate, stores, turnover, opens_at,
       deadline, state, by_whom, leaf_form)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, 2)`,
    [
      ...[found.id, n, found.terms_version, found.terms_hash, JSON.stringify(rule), JSON.stringify(electorate)],
      ...[stores.length, total, now, deadline, caller.id],
    ],
  );
  await tx.query(
    `insert into consultation_electors (opening, n, store, merchant, turnover)
     select $1, $2, store, merchant, turnover
     from unnest($3::text[], $4::text[], $5::bigint[]) as u (store, merchant, turnover)`,
    [found.id, n, stores.map((store) => store.id), stores.map((store) => store.merchant), weights],
  );
  return n;
}
