import type { Tx } from "#db";
import type { LicenceView } from "./types.ts";

type Row = Omit<LicenceView, "title"> & { title_zh: string; title_en: string };

const columns = `id, marketplace, work, title_zh, title_en, host, streamer, scopes, starts_at, ends_at, version,
  granted_by, granted_at, revoked_by, revoked_why, revoked_at`;

function viewOf({ title_zh, title_en, ...row }: Row): LicenceView {
  return { ...row, title: { zh: title_zh, en: title_en } };
}

/** Licences by a condition of ours: never a caller's text. */
export async function readLicences(
  read: Tx["query"],
  where: string,
  parameters: Parameters<Tx["query"]>[1],
): Promise<LicenceView[]> {
  const rows = await read<Row>(`select ${columns} from licences where ${where}`, parameters);
  return rows.map(viewOf);
}

export async function raiseVersion(tx: Tx): Promise<void> {
  await tx.query("update licence_version set version = version + 1");
}
