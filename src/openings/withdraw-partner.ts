import { applyChange } from "./change.ts";
import type { House } from "./create-openings.ts";
import { type OpeningRow, openingView } from "./rows.ts";
import type { Caller, OpeningView, Result } from "./types.ts";
import { maySteer, raiseVersion, refused } from "./write.ts";

/**
 * Withdraws everything with a partner in one commit: every capability, every method, drafts too, also what the
 * marketplace owns on sides that are not itself (a host app, a wallet that takes the partner's users). With openings on
 * several sides the whole opening goes; a caller who may not steer one of them is refused and nothing moves.
 * Answers all openings with that partner, as they are now: asked again, it does nothing and answers the same.
 */
export async function withdrawPartner(
  house: House,
  caller: Caller,
  input: { marketplace: string; partner: string; why: string },
): Promise<Result<readonly OpeningView[]>> {
  if (!maySteer(caller, input.marketplace)) return refused("forbidden");
  if (!input.why.trim()) return refused("opening_invalid", { faults: ["why: say why, it is kept"] });
  const done = await house.db.tx(async (tx) => {
    const now = house.clock.now();
    const rows = await tx.query<OpeningRow>(
      "select * from openings where (marketplace = $1 or $1 = any(sides)) and partner = $2 order by id for update",
      [input.marketplace, input.partner],
    );
    // Whoever owns an opening may shut it at a host app or a wallet; at another marketplace that one has its say.
    const own = (row: OpeningRow) =>
      maySteer(
        caller,
        row.marketplace,
        row.sides.filter((side) => house.timeZoneOf(side) !== null),
      );
    if (!rows.every(own)) return null;
    // All sides in one statement and one order, so that it never meets another move in a deadlock.
    const live = rows.filter((row) => row.state !== "withdrawn");
    await raiseVersion(tx, [...new Set(live.flatMap((row) => row.sides))]);
    const moved: OpeningView[] = [];
    for (const found of rows) {
      if (found.state === "withdrawn") {
        moved.push(openingView(found));
        continue;
      }
      const given = { by: caller.id, why: input.why };
      const what = { move: "withdraw", events: ["withdraw"], details: { with_partner: input.partner } } as const;
      moved.push(openingView(await applyChange(house, { tx, found, now }, given, what)));
    }
    return moved;
  });
  if (done === null) return refused("forbidden", { why: "an opening has sides that are not yours" });
  await house.snapshot.refresh();
  return { ok: true, value: done };
}
