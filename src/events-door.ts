import { bucketValues, type Db, readHeads } from "#db";
import type { EventsDoor, EventTail, EventView } from "#http";

type Row = EventView & { bucket: number; number: bigint };

/**
 * Events, newest first over all buckets. Within a bucket they come by their numbers, which have no gap and never
 * change, and not by their ids: those of one instant stand in any order, and one that committed late has an old id and
 * a new number. Where the next page begins in each bucket is the cursor, so that none is left out or told twice,
 * however many share an instant, and no index beyond the numbers is needed.
 */
export function makeEventsDoor(db: Db): EventsDoor {
  return {
    async list(filter, page) {
      const places = page.after === null ? await heads(db) : readPlaces(page.after);
      const rows = await db.read<Row>(
        `select e.* from unnest($1::int[], $2::bigint[]) as c (bucket, number) cross join lateral (
           select bucket, number, id, type, version, marketplace, subject, data, at from events e
           where e.bucket = c.bucket and e.number <= c.number
             and ($3::text is null or e.marketplace = $3) and ($4::text is null or e.type = $4)
             and ($5::text is null or e.data ->> 'store' = $5)
           order by e.number desc limit $6 + 1
         ) e order by e.bucket, e.number desc`,
        [
          [...places.keys()],
          [...places.values()],
          filter.marketplace,
          filter.type ?? null,
          storeOf(filter),
          page.limit,
        ],
      );
      const { data, left } = merge(rows, page.limit);
      for (const { bucket, number } of data) places.set(bucket, number - 1n);
      return { data: data.map(({ bucket: _, number: __, ...event }) => event), next: left ? placesText(places) : null };
    },
    since: async (place) => await tail(db, place),
  };
}

/** Told at once, of each bucket: pages that follow need to know what moved, not all that was. */
const toldOfBucket = 20;

/** Where nothing came, only the heads are read: sixty-four small rows. */
async function tail(db: Db, place: string | null): Promise<EventTail> {
  const now = await heads(db);
  const next = { place: placesText(now), skipped: false };
  const was = place === null ? now : readPlaces(place);
  const moved = [...now].filter(([bucket, number]) => number > (was.get(bucket) ?? 0n));
  if (moved.length === 0) return { ...next, data: [] };
  const data = await db.read<EventTail["data"][number]>(
    `select e.id, e.type, e.marketplace, e.subject, e.data
     from unnest($1::int[], $2::bigint[], $3::bigint[]) as c (bucket, after, upto) cross join lateral (
       select id, type, marketplace, subject, data from events e
       where e.bucket = c.bucket and e.number > c.after and e.number <= c.upto order by e.number desc limit $4
     ) e`,
    [
      moved.map(([bucket]) => bucket),
      moved.map(([bucket]) => was.get(bucket) ?? 0n),
      moved.map(([, number]) => number),
      toldOfBucket,
    ],
  );
  const came = moved.reduce((sum, [bucket, number]) => sum + number - (was.get(bucket) ?? 0n), 0n);
  return { ...next, data, skipped: came > BigInt(data.length) };
}

/** The newest heads first, each bucket in its own order. */
function merge(rows: readonly Row[], limit: number): { data: Row[]; left: boolean } {
  const waiting = [...Map.groupBy(rows, (row) => row.bucket).values()].map((of) => ({ of, at: 0 }));
  const data: Row[] = [];
  while (data.length < limit) {
    let newest: (typeof waiting)[number] | null = null;
    for (const one of waiting) {
      const [mine, best] = [one.of[one.at]?.id, newest?.of[newest.at]?.id];
      if (mine !== undefined && (best === undefined || mine > best)) newest = one;
    }
    const row = newest?.of[newest.at];
    if (!newest || !row) break;
    data.push(row);
    newest.at += 1;
  }
  return { data, left: waiting.some((one) => one.at < one.of.length) };
}

type Places = Map<number, bigint>;

async function heads(db: Db): Promise<Places> {
  const known = await readHeads(db);
  return new Map(bucketValues.map((bucket) => [bucket, known.get(bucket) ?? 0n]));
}

/** A number a bucket, in the buckets' fixed order; seven bits a byte, so that sixty-four of them stay a short text. */
function placesText(places: Places): string {
  const bytes: number[] = [];
  for (const bucket of bucketValues) {
    let rest = places.get(bucket) ?? 0n;
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
  }
  return Buffer.from(bytes).toString("base64url");
}

/** A text that we never made leads nowhere: what it does not tell is the beginning, before which there is nothing. */
function readPlaces(text: string): Places {
  const bytes = Buffer.from(text, "base64url");
  let at = 0;
  const next = (): bigint => {
    let number = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      number |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    return number;
  };
  return new Map(bucketValues.map((bucket) => [bucket, next()]));
}

function storeOf(filter: object): string | null {
  return "store" in filter && typeof filter.store === "string" ? filter.store : null;
}
