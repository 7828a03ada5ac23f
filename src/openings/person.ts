import type { Moved } from "./change.ts";
import { guardCaller } from "./guard-figures.ts";
import type { Caller } from "./types.ts";
import { Refusal } from "./write.ts";

/** What a guard has stopped, a person resumes: a key would only start the fire again. */
export async function mustBePerson(
  { tx, found }: Moved,
  caller: Caller,
  event: "pause" | "pause_stage",
): Promise<void> {
  if (caller.kind === "person") return;
  const [last] = await tx.query<{ by_whom: string }>(
    "select by_whom from opening_moves where opening = $1 and event = $2 order by version desc limit 1",
    [found.id, event],
  );
  if (last?.by_whom === guardCaller) throw new Refusal("person_needed", { paused_by: guardCaller });
}
