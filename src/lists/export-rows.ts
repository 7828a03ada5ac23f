import { bucketOf, bucketValues } from "#db";
import type { ExportView, Language, Reach } from "./types.ts";

export type ExportRow = Omit<ExportView, "lines" | "bytes"> &
  Reach & {
    bucket: number;
    person: string;
    membership: string;
    after: string | null;
    parts: number;
    lines: bigint;
    bytes: bigint;
    language: Language;
  };

export const exportColumns = `bucket, id, person, membership, marketplace, store, list, filter, columns, language,
  state, after, parts, lines, bytes, share, cut, fault, asked_at, ended_at, expires_at`;

const whole = (n: bigint): number => Number.parseInt(n.toString(), 10);

export function exportView(row: ExportRow): ExportView {
  const { id, list, filter, columns, language, state, share, cut, fault, asked_at, ended_at, expires_at } = row;
  const size = { lines: whole(row.lines), bytes: whole(row.bytes) };
  return { id, list, filter, columns, language, state, ...size, share, cut, fault, asked_at, ended_at, expires_at };
}

type Read = <Row extends object>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export async function findExport(read: Read, person: string, id: string): Promise<ExportRow | null> {
  const [row] = await read<ExportRow>(
    `select ${exportColumns} from export_jobs where bucket = $1 and id = $2 and person = $3`,
    [bucketOf(id), id, person],
  );
  return row ?? null;
}

/** One's own, the newest first. */
export async function exportsOf(read: Read, person: string, limit: number): Promise<readonly ExportRow[]> {
  return await read<ExportRow>(
    `select ${exportColumns} from export_jobs where bucket = any($1) and person = $2 order by id desc limit $3`,
    [bucketValues, person, limit],
  );
}
