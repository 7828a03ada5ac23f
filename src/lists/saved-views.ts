import { isUniqueViolation } from "#db";
import { type ListsNeeds, type Result, refused, type SavedView } from "./types.ts";

const columns = "id, list, title, query, created_at, changed_at";
/** More than anybody finds again. */
const viewsMax = 50;

/** One's own views of a list, by their titles. */
export async function listViews({ db }: ListsNeeds, person: string, list: string): Promise<readonly SavedView[]> {
  return await db.read<SavedView>(
    `select ${columns} from saved_views where person = $1 and list = $2 order by title limit ${viewsMax}`,
    [person, list],
  );
}

export type NewView = { list: string; title: string; query: string };

/** Keeps a view; under a title that is there already the earlier one is replaced. */
export async function saveView(needs: ListsNeeds, person: string, input: NewView): Promise<Result<SavedView>> {
  const { db, clock, ids, sources } = needs;
  if (!sources[input.list]) return refused("list_unknown", { list: input.list });
  const [made] = await db.read<SavedView>(
    `insert into saved_views (id, person, list, title, query, created_at, changed_at)
     select $1, $2, $3, $4, $5, $6, $6
     where (select count(*) from saved_views where person = $2 and list = $3 and title <> $4) < ${viewsMax}
     on conflict (person, list, title) do update set query = excluded.query, changed_at = excluded.changed_at
     returning ${columns}`,
    [ids.next("viw"), person, input.list, input.title, input.query, clock.now()],
  );
  return made ? { ok: true, value: made } : refused("views_too_many", { most: `${viewsMax}` });
}

/** Another title; what it shows stays. */
export async function renameView(
  { db, clock }: ListsNeeds,
  person: string,
  id: string,
  title: string,
): Promise<Result<SavedView>> {
  try {
    const [changed] = await db.read<SavedView>(
      `update saved_views set title = $3, changed_at = $4 where id = $1 and person = $2 returning ${columns}`,
      [id, person, title, clock.now()],
    );
    return changed ? { ok: true, value: changed } : refused("not_found");
  } catch (fault) {
    if (isUniqueViolation(fault)) return refused("view_taken", { title });
    throw fault;
  }
}

export async function removeView({ db }: ListsNeeds, person: string, id: string): Promise<Result<SavedView>> {
  const [gone] = await db.read<SavedView>(
    `delete from saved_views where id = $1 and person = $2 returning ${columns}`,
    [id, person],
  );
  return gone ? { ok: true, value: gone } : refused("not_found");
}
