import { type Alliance, createAlliance } from "#alliance";
import type { Clock, Db, Ids, Random } from "#db";
import { decide, type Openings, placeFrom, seedOf } from "#openings";
import { createReach, type HoldOut, type Reach } from "#reach";
import { agreementsInForce } from "./links-room.ts";

type Needs = { db: Db; clock: Clock; ids: Ids; random: Random; openings: Openings };

/** Data alliances ask the openings (capability "data") and the agreements; reach asks who a stage holds out. */
export function openAlliance({ openings, ...parts }: Needs): { alliance: Alliance; reach: Reach } {
  const alliance = createAlliance({
    ...parts,
    decide(marketplace, partner, now) {
      const facts = { marketplace, store: "", capability: "data", partner, method: null, amount: null, buyer: {} };
      const told = decide({ ...facts, standing: "ready", health: "well" }, openings.programmesFor(marketplace), now);
      const opening = told.openingId;
      return told.open && opening !== null ? { open: true, opening } : { open: false, reasons: told.reasons };
    },
    async agreementStands(tx, marketplace, agreement, at) {
      return (await agreementsInForce(tx, marketplace, [agreement], at)).includes(agreement);
    },
  });
  return { alliance, reach: createReach({ ...parts, holdOut: holdOutOf(parts.db, openings) }) };
}

/** The place of a buyer in the opening's own hash: the very test that decisions use. */
function holdOutOf(db: Db, openings: Openings) {
  return async (id: string, kind: "pilot" | "stage", n: number): Promise<HoldOut | null> => {
    const opening = await openings.getOpening(id);
    const stages = kind === "pilot" ? opening?.pilots : opening?.stages;
    const share = stages?.find((one) => one.n === n)?.buyers.share;
    if (!opening || share === undefined || share <= 0 || share >= 10_000) return null;
    const [row] = await db.read<{ salt: Buffer }>("select salt from openings where id = $1", [id]);
    if (!row) return null;
    const seed = seedOf(row.salt.toString("hex"), "buyer");
    const { marketplace, sides } = opening;
    return { marketplace, sides, groupOf: (reference) => (placeFrom(seed, reference) < share ? "in" : "out") };
  };
}
