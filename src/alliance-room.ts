import { type Alliance, createAlliance } from "#alliance";
import type { Clock, Db, Ids, Random } from "#db";
import type { Directory } from "#directory";
import { decide, type Openings } from "#openings";
import { createReach, type Reach } from "#reach";
import { makeHoldOut } from "./hold-out.ts";
import { agreementsInForce } from "./links-room.ts";

type Needs = { db: Db; clock: Clock; ids: Ids; random: Random; openings: Openings; directory: Directory };

/** Data alliances ask the openings (capability "data") and the agreements; reach asks who a stage holds out. */
export function openAlliance({ openings, directory, ...parts }: Needs): { alliance: Alliance; reach: Reach } {
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
  return { alliance, reach: createReach({ ...parts, holdOut: makeHoldOut({ openings, directory }) }) };
}
