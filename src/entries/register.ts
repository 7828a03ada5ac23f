import { bucketOf, claimRepeat, type Db, isId, isUniqueViolation, type RepeatKey, type Tx, writeEvent } from "#db";
import { faultOf } from "./check.ts";
import type { AnyContext } from "./context.ts";
import type { EntryView, NewEntry, Page, Paged, Result } from "./types.ts";

type Row = Omit<EntryView, "name"> & { name_zh: string; name_en: string };
const columns = `id, marketplace, host, kind, app_id, name_zh, name_en, path, wallet, state, created_by, created_at,
  changed_at`;

async function readEntries(read: Tx["query"] | Db["read"], where: string, parameters: unknown[]): Promise<EntryView[]> {
  const rows = await read<Row>(`select ${columns} from host_entries where ${where}`, parameters as string[]);
  return rows.map(({ name_zh, name_en, ...row }) => ({ ...row, name: { zh: name_zh, en: name_en } }));
}

export async function registerEntry(
  { needs }: AnyContext,
  by: string,
  input: NewEntry,
  repeat: RepeatKey | null,
): Promise<Result<EntryView>> {
  const { db, clock, ids } = needs;
  const wrong = faultOf(input);
  if (wrong !== null) return { ok: false, fault: "entry_invalid", detail: { field: wrong } };
  const { marketplace, host, kind, app_id, name, path, wallet } = input;
  const id = ids.next("ent");
  const at = clock.now();
  try {
    return await db.tx(async (tx): Promise<Result<EntryView>> => {
      const claim = repeat && (await claimRepeat(tx, bucketOf(marketplace), repeat, id, at));
      if (claim && !claim.first) {
        const [before] = await readEntries(tx.query, "id = $1", [claim.subject]);
        if (!claim.same || !before) return { ok: false, fault: "idempotency_key_reused" };
        return { ok: true, value: before, repeated: true };
      }
      await tx.query(
        `insert into host_entries (id, marketplace, host, kind, app_id, name_zh, name_en, path, wallet, state,
           created_by, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'live', $10, $11, $11)`,
        [id, marketplace, host, kind, app_id, name.zh, name.en, path, wallet, by, at],
      );
      const data = { entry: id, host, kind, app_id };
      await writeEvent(tx, ids, { type: "entry.registered", version: 1, marketplace, subject: id, data }, at);
      const [made] = await readEntries(tx.query, "id = $1", [id]);
      return { ok: true, value: made as EntryView };
    });
  } catch (fault) {
    if (isUniqueViolation(fault)) return { ok: false, fault: "entry_exists" };
    throw fault;
  }
}

export async function getEntry({ needs }: AnyContext, id: string): Promise<EntryView | null> {
  return isId(id, "ent") ? ((await readEntries(needs.db.read, "id = $1", [id]))[0] ?? null) : null;
}

export async function listEntries(
  { needs }: AnyContext,
  filter: { marketplace: string | null },
  page: Page,
): Promise<Paged<EntryView>> {
  const rows = await readEntries(
    needs.db.read,
    "($1::text is null or marketplace = $1) and ($2::text is null or id < $2) order by id desc limit $3",
    [filter.marketplace, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** Suspended, nobody comes in by it and nothing is paid there, whatever the openings say. */
export async function changeEntry(
  { needs }: AnyContext,
  by: string,
  id: string,
  state: EntryView["state"],
): Promise<Result<EntryView>> {
  const { db, clock, ids } = needs;
  if (!isId(id, "ent")) return { ok: false, fault: "not_found" };
  const at = clock.now();
  return await db.tx(async (tx): Promise<Result<EntryView>> => {
    const [before] = await readEntries(tx.query, "id = $1 for no key update", [id]);
    if (!before) return { ok: false, fault: "not_found" };
    if (before.state === state) return { ok: true, value: before, repeated: true };
    await tx.query("update host_entries set state = $2, changed_at = $3 where id = $1", [id, state, at]);
    const { marketplace, host } = before;
    const data = { entry: id, host, state, by };
    await writeEvent(tx, ids, { type: "entry.changed", version: 1, marketplace, subject: id, data }, at);
    return { ok: true, value: { ...before, state, changed_at: at } };
  });
}
