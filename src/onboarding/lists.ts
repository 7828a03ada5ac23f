import { bucketOf, bucketValues, isId } from "#db";
import type { OnboardingNeeds } from "./context.ts";
import { type ApplicationRow, applicationSelect, applicationView } from "./rows.ts";
import type { ApplicationFilter, ApplicationMove, ApplicationView, Page, Paged } from "./types.ts";

/** Newest first: ids begin with their time. */
export async function listApplications(
  needs: OnboardingNeeds,
  filter: ApplicationFilter,
  page: Page,
): Promise<Paged<ApplicationView>> {
  const rows = await needs.db.read<ApplicationRow>(
    `${applicationSelect}
     where a.bucket = any($1) and ($2::text is null or a.marketplace = $2) and ($3::text is null or a.store = $3)
       and ($4::text is null or a.state = $4) and ($5::text is null or a.wallet = $5)
       and ($6::text is null or a.id < $6)
     order by a.id desc limit $7`,
    [
      // A store's applications lie in its bucket.
      filter.store !== null && isId(filter.store, "sto") ? [bucketOf(filter.store)] : bucketValues,
      ...[filter.marketplace, filter.store, filter.state ?? null, filter.wallet ?? null, page.after, page.limit + 1],
    ],
  );
  const data = rows.slice(0, page.limit).map((row) => applicationView(row, needs.formOf(row.wallet)));
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** Every move of an application, oldest first. */
export async function applicationMoves(needs: OnboardingNeeds, id: string): Promise<readonly ApplicationMove[]> {
  return await needs.db.read<ApplicationMove>(
    `select n, from_state as "from", to_state as "to", round, reasons, by_whom as "by", at
     from application_moves where bucket = $1 and application = $2 order by n`,
    [bucketOf(id), id],
  );
}
