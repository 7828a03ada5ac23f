import { faultsOf } from "./checks.ts";
import type { House } from "./create-openings.ts";
import { capsColumn, type OpeningRow } from "./rows.ts";
import type { Caller, NewOpening, OpeningView, RepeatKey, Result } from "./types.ts";
import { keepStep, maySteer, refused, write } from "./write.ts";

/** Makes a draft: it opens nothing and may lie beside a live one. `opening_invalid` names every fault at once. */
export async function createOpening(
  house: House,
  caller: Caller,
  input: NewOpening,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  if (!maySteer(caller, input.marketplace)) return refused("forbidden");
  if (house.timeZoneOf(input.marketplace) === null)
    return refused("parent_unknown", { marketplace: input.marketplace });
  const faults = faultsOf(input, house.walletIds);
  if (faults.length > 0) return refused("opening_invalid", { faults });
  const id = house.ids.next("opn");
  return await write(house, { id, repeat }, async (tx, now) => {
    const [row] = await tx.query<OpeningRow>(
      `insert into openings (id, marketplace, capability, methods, partner, state, effective_at, caps, terms_zh,
         terms_en, version, created_by, created_at, changed_at)
       values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, 1, $10, $11, $11) returning *`,
      [
        id,
        input.marketplace,
        input.capability,
        input.methods,
        input.partner,
        input.effective_at,
        capsColumn(input.caps),
        input.terms.zh,
        input.terms.en,
        caller.id,
        now,
      ],
    );
    if (!row) throw new Error("An insert answers its row.");
    await keepStep(tx, row, { event: "draft", from: null, by: caller.id, why: "created", at: now });
    return row;
  });
}
