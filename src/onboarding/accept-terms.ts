import { type OnboardingNeeds, Refused, settled } from "./context.ts";
import { lockApplication } from "./rows.ts";
import { mustBeOpen, viewOf } from "./save-fields.ts";
import { currentTerms } from "./terms.ts";
import type { ApplicationView, Result } from "./types.ts";

/** The store agrees to the newest version, named by its hash: what it read is what it agreed to. */
export async function acceptTerms(
  needs: OnboardingNeeds,
  by: string,
  id: string,
  terms: { version: number; hash: string },
): Promise<Result<ApplicationView>> {
  return await settled(() =>
    needs.db.tx(async (tx) => {
      const row = await lockApplication(tx, id);
      mustBeOpen(row);
      const newest = await currentTerms(tx.query, row);
      if (!newest) throw new Refused("terms_not_published");
      if (newest.version !== terms.version || newest.hash !== terms.hash)
        throw new Refused("terms_changed", { version: `${newest.version}`, hash: newest.hash });
      if (row.terms_version !== newest.version)
        await tx.query(
          `update applications set terms_version = $3, terms_hash = $4, terms_by = $5, terms_at = $6, changed_at = $6
           where bucket = $1 and id = $2`,
          [row.bucket, id, newest.version, newest.hash, by, needs.clock.now()],
        );
      return { ok: true as const, value: await viewOf(tx, needs, id) };
    }),
  );
}
