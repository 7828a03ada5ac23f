import { capsToJson } from "./caps.ts";
import { faultsOf } from "./checks.ts";
import type { House } from "./create-openings.ts";
import type { OpeningRow } from "./rows.ts";
import { stagesColumn, toStage } from "./stages.ts";
import { termsHash } from "./terms.ts";
import type { Caller, NewOpening, OpeningView, RepeatKey, Result } from "./types.ts";
import { keepStep, maySteer, refused, write } from "./write.ts";

const hostApp = /^[a-z][a-z0-9_]{0,39}$/;

/** Makes a draft: it opens nothing and may lie beside a live one. `opening_invalid` names every fault at once. */
export async function createOpening(
  house: House,
  caller: Caller,
  input: NewOpening,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  const sides = input.sides ?? [input.marketplace];
  if (!maySteer(caller, input.marketplace, sides)) return refused("forbidden");
  const unknown = [input.marketplace, ...sides].find((side) => house.timeZoneOf(side) === null && !hostApp.test(side));
  if (unknown !== undefined || house.timeZoneOf(input.marketplace) === null)
    return refused("parent_unknown", { marketplace: unknown ?? input.marketplace });
  const faults = faultsOf(input, house.walletIds);
  if (faults.length > 0) return refused("opening_invalid", { faults });
  const id = house.ids.next("opn");
  return await write(house, { id, repeat }, async (tx, now) => {
    const [row] = await tx.query<OpeningRow>(insertSql, columns(house, caller, { ...input, sides }, id, now));
    if (!row) throw new Error("An insert answers its row.");
    const why = "created";
    await tx.query(
      `insert into opening_terms (opening, version, zh, en, hash, by_whom, why, at)
       values ($1, 1, $2, $3, $4, $5, $6, $7)`,
      [id, input.terms.zh, input.terms.en, row.terms_hash, caller.id, why, now],
    );
    await keepStep(tx, row, { event: "draft", from: null, by: caller.id, why, at: now });
    return row;
  });
}

const insertSql = `insert into openings (id, marketplace, sides, capability, methods, partner, state, effective_at,
    caps, terms_zh, terms_en, terms_hash, depth, initiator, motive, notice_days, requires, pilots, stages, salt,
    guards, two_people, models, version, created_by, created_at, changed_at)
  values ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    1, $23, $24, $24) returning *`;

function columns(
  house: House,
  caller: Caller,
  input: NewOpening & { sides: readonly string[] },
  id: string,
  now: Date,
) {
  const { depth = null, initiator = null, motive = null, notice_days = null, terms } = input;
  return [
    id,
    input.marketplace,
    input.sides,
    input.capability,
    input.methods,
    input.partner,
    input.effective_at,
    JSON.stringify(capsToJson(input.caps)),
    terms.zh,
    terms.en,
    termsHash(input),
    depth,
    initiator,
    motive,
    notice_days,
    JSON.stringify(input.requires ?? []),
    stagesColumn((input.pilots ?? []).map(toStage)),
    stagesColumn((input.stages ?? []).map(toStage)),
    house.random(32),
    JSON.stringify(input.guards ?? []),
    input.two_people ?? false,
    input.models ?? null,
    caller.id,
    now,
  ];
}
