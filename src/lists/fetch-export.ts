import { bucketValues, type Db } from "#db";
import { findExport } from "./export-rows.ts";
import { type Asker, type ListsNeeds, type Result, refused } from "./types.ts";
import { maySee } from "./write-export.ts";

export type ExportFile = { name: string; bytes: number; body: AsyncIterable<Buffer> };

/**
 * The file, part by part. Whoever fetches it is its person, in a session whose membership still sees what is in it;
 * each fetch is put on record before the first byte goes out.
 */
export async function fetchExport(
  needs: ListsNeeds,
  asker: Asker & { session: string; address: string },
  id: string,
): Promise<Result<ExportFile>> {
  const { db, clock, sources } = needs;
  const job = await findExport(db.read, asker.person, id);
  const source = job && sources[job.list];
  if (!job || !source) return refused("not_found");
  if (!maySee(asker, job, source)) return refused("forbidden", { needs: source.scope });
  if (job.state !== "done") return refused("export_not_ready", { state: job.state });
  const now = clock.now();
  if (job.expires_at === null || job.expires_at <= now) return refused("export_gone");
  await db.tx(async (tx) => {
    // Two fetches at once are numbered one after the other.
    await tx.query("select 1 from export_jobs where bucket = $1 and id = $2 for update", [job.bucket, job.id]);
    await tx.query(
      `insert into export_downloads (bucket, job, n, person, session, address, at)
       select $1, $2, (select coalesce(max(n), 0) + 1 from export_downloads where bucket = $1 and job = $2),
         $3, $4, $5, $6`,
      [job.bucket, job.id, asker.person, asker.session, asker.address, now],
    );
  });
  const bytes = Number.parseInt(job.bytes.toString(), 10);
  const day = job.asked_at.toISOString().slice(0, 10);
  return { ok: true, value: { name: `${job.list}-${day}.csv`, bytes, body: partsOf(db, job) } };
}

async function* partsOf(db: Db, job: { bucket: number; id: string; parts: number }): AsyncGenerator<Buffer> {
  for (let n = 0; n < job.parts; n++) {
    const [part] = await db.read<{ body: Buffer }>(
      "select body from export_parts where bucket = $1 and job = $2 and n = $3",
      [job.bucket, job.id, n],
    );
    if (!part) throw new Error(`Export ${job.id} expired while it was fetched.`);
    yield part.body;
  }
}

const batch = 200;

/** Takes away files whose time is over; answers how many parts went. */
export async function expireExports({ db, clock }: ListsNeeds): Promise<number> {
  const gone = await db.read(
    `delete from export_parts where (bucket, job, n) in (
       select p.bucket, p.job, p.n from export_jobs j join export_parts p on p.bucket = j.bucket and p.job = j.id
       where j.bucket = any($1) and j.expires_at <= $2 limit ${batch}) returning 1`,
    [bucketValues, clock.now()],
  );
  return gone.length;
}
