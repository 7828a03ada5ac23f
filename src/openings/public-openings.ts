import type { House } from "./create-openings.ts";
import { stepColumns } from "./lists.ts";
import { type ConsultationView, consultationsOfAll } from "./read-consultation.ts";
import { type OpeningRow, openingView } from "./rows.ts";
import type { OpeningStep, OpeningView, Page, Paged } from "./types.ts";

export type PublicOpening = {
  opening: OpeningView;
  votes: readonly ConsultationView[];
  steps: readonly OpeningStep[];
};

/**
 * What anybody may know of openings, newest first, drafts left out: each with its votes and steps. Three questions to
 * the database, however many openings.
 */
export async function publicOpenings(house: House, page: Page): Promise<Paged<PublicOpening>> {
  const rows = await house.db.read<OpeningRow>(
    `select * from openings where state <> 'draft' and ($1::text is null or id < $1) order by id desc limit $2`,
    [page.after, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  const ids = shown.map((row) => row.id);
  const [votes, steps] = await Promise.all([consultationsOfAll(house, ids), stepsOfAll(house, ids)]);
  const votesOf = Map.groupBy(votes, (one) => one.opening);
  const stepsOf = Map.groupBy(steps, (one) => one.opening);
  const data = shown.map((row) => ({
    opening: openingView(row),
    ...{ votes: votesOf.get(row.id) ?? [], steps: stepsOf.get(row.id) ?? [] },
  }));
  return { data, next: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}

type Step = OpeningStep & { opening: string };

async function stepsOfAll(house: House, openings: readonly string[]): Promise<readonly Step[]> {
  return await house.db.read<Step>(
    `select opening, ${stepColumns} from opening_moves where opening = any($1) order by opening, version`,
    [openings],
  );
}
