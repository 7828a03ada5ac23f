import type { Tx } from "#db";
import type { Change, Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import type { OpeningRow } from "./rows.ts";
import type { Caller } from "./types.ts";
import { Refusal } from "./write.ts";

/** Moves that open, widen or resume, unless a change says better. */
const openingMoves: readonly string[] = [
  ...["pilot", "open", "announce", "complete", "resume", "stage", "resume_stage", "plan"],
];

/**
 * Whether two people are needed on an opening: in production always; elsewhere where the opening asks for it, or one of
 * its sides does.
 */
export async function twoPeopleNeeded(
  house: Pick<House, "twoPeople">,
  tx: Tx,
  row: Pick<OpeningRow, "marketplace" | "sides" | "two_people">,
): Promise<boolean> {
  if (house.twoPeople === "always" || row.two_people) return true;
  const rules = await tx.query("select 1 from opening_rules where marketplace = any($1) and two_people limit 1", [
    [row.marketplace, ...row.sides],
  ]);
  return rules.length > 0;
}

/** Refuses what one person may not do alone. */
export async function demandApproval(house: House, { tx, found }: Moved, caller: Caller, what: Change): Promise<void> {
  // A draft opens nothing, so whoever writes it may go on writing.
  if (found.state === "draft" && what.move === "plan") return;
  if (caller.approval || !(what.opens ?? openingMoves.includes(what.move))) return;
  if (await twoPeopleNeeded(house, tx, found)) throw new Refusal("second_person_needed", { move: what.move });
}

/**
 * Refuses an approval of an opening that is no longer what was proposed and looked at. Under the opening's lock, before
 * anything else is judged.
 */
export async function demandUnchanged({ tx, found }: Moved, given: NonNullable<Caller["approval"]>): Promise<void> {
  const [row] = await tx.query<{ state: string; opening_version: number | null }>(
    "select state, opening_version from opening_proposals where opening = $1 and n = $2",
    [found.id, given.n],
  );
  if (row?.state !== "pending") throw new Refusal("opening_wrong_state", { state: "decided", move: "approve" });
  if (row.opening_version === found.version) return;
  throw new Refusal("proposal_outdated", { proposed_at_version: row.opening_version, version: found.version });
}

/** Under the opening's lock: of two approvals at once the second finds it decided, and does nothing. */
export async function markApproved({ tx, found, now }: Moved, given: NonNullable<Caller["approval"]>): Promise<void> {
  const marked = await tx.query(
    `update opening_proposals set state = 'approved', decided_by = $3, decided_why = $4, decided_at = $5
     where opening = $1 and n = $2 and state = 'pending' returning n`,
    [found.id, given.n, given.by, given.why, now],
  );
  if (marked.length === 0) throw new Refusal("opening_wrong_state", { state: "decided", move: "approve" });
}
