import { bucketFromText, bucketOf } from "#db";
import { type ExportRow, exportColumns, exportsOf, exportView, findExport } from "./export-rows.ts";
import { type Asker, type ExportView, type Language, type ListsNeeds, type Result, refused } from "./types.ts";

export type NewExport = {
  list: string;
  filter: Readonly<Record<string, string>>;
  /** In the order of the file; left out: every column. */
  columns?: readonly string[];
  language: Language;
};

/** Under way at once, for one person. The database holds the places too (export_jobs_places). */
const openMax = 3;
const shown = 20;

/** Puts an export on the worker's list. What the asker may not read is refused here, and again by the worker. */
export async function askExport(needs: ListsNeeds, asker: Asker, input: NewExport): Promise<Result<ExportView>> {
  const { db, clock, ids, sources } = needs;
  const source = sources[input.list];
  if (!source) return refused("list_unknown", { list: input.list });
  if (!asker.scopes.includes(source.scope)) return refused("forbidden", { needs: source.scope });
  const columns = input.columns ?? Object.keys(source.columns);
  const unknown = [
    ...columns.filter((name) => !Object.hasOwn(source.columns, name)),
    ...Object.keys(input.filter).filter((name) => !source.filters.includes(name)),
  ];
  if (columns.length === 0 || unknown.length > 0) return refused("export_invalid", { unknown: unknown.join(", ") });
  const wrong = source.refuses?.(input.filter, clock.now());
  if (wrong) return refused(wrong.fault, wrong.detail);
  const id = ids.next("exp", bucketFromText(asker.person));
  const made = await inFreePlace(db, [
    ...[bucketOf(id), id, asker.person, asker.membership, asker.marketplace, asker.store, input.list],
    ...[JSON.stringify(filterOf(input.filter, asker)), columns, input.language, clock.now()],
  ]);
  return made ? { ok: true, value: exportView(made) } : refused("exports_too_many", { most: `${openMax}` });
}

/** The worker does not know who asks: "me" is written down as the person. */
const filterOf = (filter: NewExport["filter"], { person }: Asker): NewExport["filter"] =>
  filter["assignee"] === "me" ? { ...filter, assignee: person } : filter;

/** Who meets another in the same place looks for the next one: as often as there are places, and no more. */
async function inFreePlace(db: ListsNeeds["db"], values: readonly unknown[]): Promise<ExportRow | null> {
  for (let n = 0; n < openMax; n++) {
    const [made] = await db.read<ExportRow>(
      `insert into export_jobs (bucket, id, person, membership, marketplace, store, list, filter, columns, language,
         state, asked_at, slot)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, place from generate_series(1, ${openMax}) place
       where not exists (
         select from export_jobs where bucket = $1 and person = $3 and slot = place and ended_at is null)
       order by place limit 1
       on conflict (bucket, person, slot) where ended_at is null do nothing returning ${exportColumns}`,
      values,
    );
    if (made) return made;
  }
  return null;
}

export async function listExports({ db }: ListsNeeds, person: string): Promise<readonly ExportView[]> {
  return (await exportsOf(db.read, person, shown)).map(exportView);
}

export async function getExport({ db }: ListsNeeds, person: string, id: string): Promise<ExportView | null> {
  const row = await findExport(db.read, person, id);
  return row && exportView(row);
}

/** Ends one that is under way; one that has ended stays as it is. */
export async function cancelExport(needs: ListsNeeds, person: string, id: string): Promise<Result<ExportView>> {
  const { db, clock } = needs;
  await db.tx(async (tx) => {
    const gone = await tx.query(
      `update export_jobs set state = 'cancelled', ended_at = $4
       where bucket = $1 and id = $2 and person = $3 and ended_at is null returning 1`,
      [bucketOf(id), id, person, clock.now()],
    );
    if (gone.length > 0) await tx.query("delete from export_parts where bucket = $1 and job = $2", [bucketOf(id), id]);
  });
  const view = await getExport(needs, person, id);
  return view ? { ok: true, value: view } : refused("not_found");
}
