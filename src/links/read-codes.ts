import type { Db } from "#db";
import { bucketOfCode, type LinkRow, linkColumns } from "./rows.ts";

type Asked = { code: string; resolve(row: LinkRow | null): void; reject(fault: unknown): void };

const atMost = 64;
/** Statements under way at once; whoever asks meanwhile is folded into the next one. Nobody lingers. */
const lanes = 2;

/** Reads links by their codes; what is asked at the same time goes to PostgreSQL in one statement. */
export function makeCodeReader(db: Db) {
  let waiting: Asked[] = [];
  let running = 0;
  async function run(): Promise<void> {
    running += 1;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, atMost);
      waiting = waiting.slice(atMost);
      try {
        const codes = [...new Set(batch.map((one) => one.code))];
        const rows = await db.read<LinkRow>(
          `select ${linkColumns} from unnest($1::int[], $2::text[]) as w (at, wanted)
           join links on bucket = w.at and code = w.wanted`,
          [codes.map(bucketOfCode), codes],
        );
        const found = new Map(rows.map((row) => [row.code, row]));
        for (const one of batch) one.resolve(found.get(one.code) ?? null);
      } catch (fault) {
        for (const one of batch) one.reject(fault);
      }
    }
    running -= 1;
  }
  return (code: string): Promise<LinkRow | null> =>
    new Promise((resolve, reject) => {
      waiting.push({ code, resolve, reject });
      if (running < lanes) void run();
    });
}
