import { bucketOf, type Db } from "#db";
import type { CallView } from "./types.ts";

type Row = Omit<CallView, "request" | "response"> & { request: string; response: string };

export type Page = { after: string | null; limit: number };

/**
 * What was said about these, newest first. `after` is the id of a call; once that is trimmed, so is whatever came
 * before it, and the page is empty.
 */
export async function readCalls(
  db: Pick<Db, "read">,
  subjects: readonly string[],
  page: Page,
): Promise<{ data: readonly CallView[]; next: string | null }> {
  const rows = await db.read<Row>(
    `with mine as (
       select c.* from unnest($1::int[], $2::text[]) s (bucket, subject)
         join wire_calls c on c.bucket = s.bucket and c.subject = s.subject)
     select id, subject, at, direction, act, wallet, wallet_account, method, path, status, fault, took_ms, verdict, why,
       request, response
     from mine
     where $3::text is null or (at, seq, id) < (select m.at, m.seq, m.id from mine m where m.id = $3)
     order by at desc, seq desc, id desc limit $4`,
    [subjects.map(bucketOf), subjects, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit).map(toView);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

function toView(row: Row): CallView {
  return {
    ...row,
    request: JSON.parse(row.request) as CallView["request"],
    response: JSON.parse(row.response) as CallView["response"],
  };
}
