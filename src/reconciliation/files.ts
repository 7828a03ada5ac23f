import type { Tx } from "#db";
import type { BillKind } from "#wallets/protocol";
import { partsOf } from "./file-store.ts";
import type { BillFileView, ReconciliationNeeds } from "./types.ts";

export type FileRow = BillFileView & { digest: string; parts: number };

/** Of a row `f`. The run is the one that tells the same story, whether it was read from this file or fetched. */
export const fileColumns = `f.id, f.marketplace, f.wallet, f.wallet_account, f.day, f.kind, f.file_name, f.bytes,
  f.parts, f.sha256, f.announced_hash, f.digest, f.lines, f.totals, f.begins_at, f.ends_at, f.account_named,
  f.uploaded_by, f.uploaded_at, f.state, f.beside, f.proposed_why, f.proposer, f.proposed_at, f.decided_by,
  f.decided_why, f.decided_at,
  (select r.id from bill_runs r where r.wallet_account = f.wallet_account and r.day = f.day
     and (f.id = any(r.files) or f.kind = 'trade' and r.digest = f.digest)) as run`;

export function fileView({ digest: _digest, parts: _parts, ...view }: FileRow): BillFileView {
  return view;
}

export async function findFile(
  query: Tx["query"],
  id: string,
  lock: "" | "for update of f" = "",
): Promise<FileRow | null> {
  const [row] = await query<FileRow>(`select ${fileColumns} from bill_files f where f.id = $1 ${lock}`, [id]);
  return row ?? null;
}

export async function getFile(needs: ReconciliationNeeds, id: string): Promise<BillFileView | null> {
  const row = await findFile(needs.db.read, id);
  return row && fileView(row);
}

export type FileFilter = {
  marketplace: string | null;
  wallet_account?: string;
  day?: string;
  kind?: BillKind;
  state?: BillFileView["state"];
};

/** Newest day first; `after` is "day/id". */
export async function listFiles(
  needs: ReconciliationNeeds,
  filter: FileFilter,
  page: { after: string | null; limit: number },
): Promise<{ data: readonly BillFileView[]; next: string | null }> {
  const rows = await needs.db.read<FileRow>(
    `select ${fileColumns} from bill_files f
     where ($1::text is null or f.marketplace = $1) and ($2::text is null or f.wallet_account = $2)
       and ($3::text is null or f.day = $3) and ($4::text is null or f.kind = $4)
       and ($5::text is null or f.state = $5) and ($6::text is null or f.day || '/' || f.id < $6)
     order by f.day desc, f.id desc limit $7`,
    [
      ...[filter.marketplace, filter.wallet_account ?? null, filter.day ?? null, filter.kind ?? null],
      ...[filter.state ?? null, page.after, page.limit + 1],
    ],
  );
  const data = rows.slice(0, page.limit).map(fileView);
  const last = data.at(-1);
  return { data, next: rows.length > page.limit && last ? `${last.day}/${last.id}` : null };
}

/** The file as it was brought; null where there is none. */
export async function readFile(
  needs: ReconciliationNeeds,
  id: string,
): Promise<{ file: BillFileView; body: AsyncIterable<Buffer> } | null> {
  const row = await findFile(needs.db.read, id);
  return row && { file: fileView(row), body: partsOf(needs, row.id, row.parts) };
}
