import type { Caller } from "./types.ts";
import { Refusal } from "./write.ts";

/** Moves that a second person must have approved, on an opening that asks for two. */
const openingMoves: readonly string[] = ["pilot", "open", "announce", "complete", "resume", "stage", "plan"];

export function demandApproval(caller: Caller, row: { two_people: boolean; state: string }, move: string): void {
  // A draft opens nothing, so whoever writes it may go on writing.
  if (row.state === "draft" && move === "plan") return;
  if (row.two_people && caller.approvedBy === undefined && openingMoves.includes(move))
    throw new Refusal("second_person_needed", { move, way: "propose it, and let somebody else approve" });
}
