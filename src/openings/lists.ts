import type { House } from "./create-openings.ts";
import { type OpeningRow, openingView } from "./rows.ts";
import type { OpeningStep, OpeningView, Page, Paged, Reach } from "./types.ts";

export async function getOpening(house: House, id: string): Promise<OpeningView | null> {
  const [row] = await house.db.read<OpeningRow>("select * from openings where id = $1", [id]);
  return row ? openingView(row) : null;
}

/** Newest first. A store sees its marketplace's: they steer what it may offer. */
export async function listOpenings(house: House, reach: Reach, page: Page): Promise<Paged<OpeningView>> {
  const rows = await house.db.read<OpeningRow>(
    `select * from openings
     where ($1::text is null or marketplace = $1 or $1 = any(sides)) and ($2::text is null or id < $2)
     order by id desc limit $3`,
    [reach.marketplace, page.after, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  return { data: shown.map(openingView), next: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null };
}

/** Of `opening_moves`. */
export const stepColumns = `version, event, from_state as "from", to_state as "to", effective_at, by_whom as "by", why,
  at, details`;

export async function stepsOf(house: House, id: string): Promise<readonly OpeningStep[]> {
  return await house.db.read<OpeningStep>(
    `select ${stepColumns} from opening_moves where opening = $1 order by version`,
    [id],
  );
}
