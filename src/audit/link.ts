import { createHash } from "node:crypto";
import { bucketValue, type Clock, type Db, type Tx } from "#db";
import { addToPeaks, leafHash, rootOfPeaks } from "#merkle";
import { type Source, selectOf, sources } from "./sources.ts";

export type Parts = { db: Db; clock: Clock };

/** People's acts are few: one chain for the house, in its first bucket. */
export const home = bucketValue(0);

const batch = 500;
/** Rows older than this against the source's latest link are looked for only now and then. */
const lookBackMs = 2 * 86_400_000;
export const noLink = Buffer.alloc(32);

export const linkHash = (before: Buffer, leaf: Buffer): Buffer =>
  createHash("sha256").update(before).update(leaf).digest();

type Row = { key: string; at: Date; content: string };
type End = { size: bigint; chain: Buffer; peaks: Buffer[] };
type Found = { source: string } & Row;

/**
 * Links what is on record and not in the chain yet, and writes the new head; answers how many rows it linked. Whoever
 * finds the chain's end locked leaves the work to its holder. `whole` looks at every row, however old.
 */
export async function linkActs({ db, clock }: Parts, options: { whole?: boolean } = {}): Promise<number> {
  await db.read(
    "insert into audit_chain (bucket, size, chain, peaks) values ($1, 0, $2, '{}') on conflict do nothing",
    [...[home, noLink]],
  );
  return await db.tx(async (tx) => {
    const [end] = await tx.query<End>(
      "select size, chain, peaks from audit_chain where bucket = $1 for update skip locked",
      [home],
    );
    if (!end) return 0;
    const since = options.whole ? null : new Date(clock.now().getTime() - lookBackMs);
    const found: Found[] = [];
    for (const source of sources) {
      if (found.length >= batch) break;
      const rows = await unlinked(tx, source, since);
      found.push(...rows.map((row) => ({ source: source.name, ...row })));
    }
    if (found.length > 0) await append(tx, end, found, clock.now());
    return found.length;
  });
}

async function unlinked(tx: Tx, source: Source, since: Date | null): Promise<Row[]> {
  // Rules that begin in the future, and versions, whose instant is that of the first, are always looked at.
  const late = source.identity !== undefined || source.at === "t.starts_at";
  const recent = late ? "" : "where ($3::timestamptz is null or s.at >= $3)";
  return await tx.query<Row>(
    `select s.key, s.at, s.content from (${selectOf(source)}) s
     left join audit_entries e on e.bucket = $1 and e.source = $2 and e.key = s.key
     ${recent === "" ? "where" : `${recent} and`} e.n is null order by s.at, s.key limit ${batch}`,
    late ? [home, source.name] : [home, source.name, since],
  );
}

async function append(tx: Tx, end: End, found: readonly Found[], now: Date): Promise<void> {
  let { chain, peaks } = end;
  let size = Number.parseInt(end.size.toString(), 10);
  const added = found.map(({ source, key, at, content }) => {
    const leaf = leafHash(Buffer.from(content));
    chain = linkHash(chain, leaf);
    peaks = addToPeaks(peaks, size, leaf);
    size += 1;
    return { n: size - 1, source, key, at, leaf, chain };
  });
  await tx.query(
    `insert into audit_entries (bucket, n, source, key, at, leaf, chain, linked_at)
     select $1, n, source, key, at, leaf, chain, $2
     from unnest($3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[], $8::bytea[])
       as a (n, source, key, at, leaf, chain)`,
    [
      ...[home, now, added.map((one) => one.n), added.map((one) => one.source), added.map((one) => one.key)],
      ...[added.map((one) => one.at), added.map((one) => one.leaf), added.map((one) => one.chain)],
    ],
  );
  const root = rootOfPeaks(peaks);
  await tx.query("update audit_chain set size = $2, chain = $3, peaks = $4 where bucket = $1", [
    ...[home, size, chain, peaks],
  ]);
  await tx.query("insert into audit_heads (bucket, size, root, chain, at) values ($1, $2, $3, $4, $5)", [
    ...[home, size, root, chain, now],
  ]);
}
