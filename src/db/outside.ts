import type pg from "pg";
import type { Migration } from "./migrations.ts";

/** The first line of a migration that runs statement by statement, so that nobody's writes wait while it builds. */
export const outsideMark = "-- outside a transaction";

/** What such a file may say: statements that do no harm when they are said again, since a death may cut it anywhere. */
const repeatable = [
  /^create (?:unique )?index concurrently if not exists (?<index>[a-z0-9_]+) on [^;]+$/,
  /^drop index concurrently if exists [a-z0-9_]+$/,
  /^alter table [a-z0-9_]+ validate constraint [a-z0-9_]+$/,
];

export type Statement = { sql: string; line: number; index: string | null };

export const isOutside = (migration: Pick<Migration, "sql">): boolean => migration.sql.startsWith(`${outsideMark}\n`);

/** The statements of a file outside a transaction, each with its first line. Throws what else it says. */
export function statementsOf(sql: string): Statement[] {
  const bare = sql.replaceAll(/--[^\n]*/g, "");
  let line = 1;
  const found: Statement[] = [];
  for (const part of bare.split(";")) {
    const before = part.slice(0, part.length - part.trimStart().length);
    const text = part.trim().replaceAll(/\s+/g, " ");
    const at = line + before.split("\n").length - 1;
    line += part.split("\n").length - 1;
    if (text === "") continue;
    const match = repeatable.map((form) => form.exec(text)).find((one) => one !== null);
    if (!match) throw new Error(`Line ${at} cannot be said again and does not belong outside a transaction: ${text}`);
    found.push({ sql: text, line: at, index: match.groups?.["index"] ?? null });
  }
  return found;
}

/**
 * Runs one of them. A build that failed leaves an invalid index behind, which writers go on feeding and a unique one
 * holds against them, while no reader uses it: it is dropped and built anew.
 */
export async function runOutside(client: pg.Client, { sql, index }: Statement): Promise<void> {
  if (index !== null) {
    const { rowCount } = await client.query(
      "select 1 from pg_index where indexrelid = to_regclass($1) and not indisvalid",
      [index],
    );
    if (rowCount) await client.query(`drop index concurrently ${index}`);
  }
  await client.query(sql);
}
