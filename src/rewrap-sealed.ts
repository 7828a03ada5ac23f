import { bucketOf, type Db } from "#db";
import { type Sealer, SealFault } from "#directory";
import { sealedPlaces } from "./sealed-places.ts";

export { hashRoot } from "./hash-root.ts";

const atOnce = 200;

export type Rewrapped = {
  place: string;
  /** Wrapped with the current key by this run. */
  done: number;
  /** Changed by somebody else meanwhile: the next run looks again. */
  missed: number;
  /** Rows whose key is not at hand or whose text does not open, some of them. */
  broken: { row: string; code: string }[];
};

type Row = { key: string; aad: string; sealed: string };

/**
 * Wraps every sealed value with the current master key, in small steps while the house runs. What is wrapped already is
 * passed over, so a run that was cut short is simply started again; a value that changes under it is left to the next.
 */
export async function rewrapSealed(
  db: Pick<Db, "read">,
  sealer: Pick<Sealer, "rewrap" | "keyId">,
  told: (place: string, done: number) => void = () => {},
): Promise<Rewrapped[]> {
  const all: Rewrapped[] = [];
  for (const place of sealedPlaces) {
    const sum: Rewrapped = { place: place.name, done: 0, missed: 0, broken: [] };
    all.push(sum);
    for (let after = ""; ; ) {
      const rows = await db.read<Row>(place.read, [`s1.${sealer.keyId}.%`, after, atOnce]);
      const fresh = rows.flatMap((row) => wrapped(sealer, row, sum) ?? []);
      if (fresh.length > 0) {
        const columns = [fresh.map((one) => one.key), fresh.map((one) => one.sealed), fresh.map((one) => one.fresh)];
        const bucketed = place.write.includes("$4") ? [[...new Set(fresh.map((one) => bucketOf(one.key)))]] : [];
        const written = await db.read(place.write, [...columns, ...bucketed]);
        sum.done += written.length;
        sum.missed += fresh.length - written.length;
      }
      told(place.name, sum.done);
      if (rows.length < atOnce) break;
      after = rows.at(-1)?.key ?? "";
    }
  }
  return all;
}

function wrapped(sealer: Pick<Sealer, "rewrap">, row: Row, sum: Rewrapped): (Row & { fresh: string })[] | null {
  try {
    return [{ ...row, fresh: sealer.rewrap(row.sealed, row.aad) }];
  } catch (fault) {
    if (!(fault instanceof SealFault)) throw fault;
    if (sum.broken.length < 20) sum.broken.push({ row: row.key, code: fault.code });
    return null;
  }
}

/** How many values are not wrapped with the current key, by place. */
export async function countOlder(db: Pick<Db, "read">, sealer: Pick<Sealer, "keyId">): Promise<number> {
  let sum = 0;
  for (const place of sealedPlaces) {
    const counting = `select count(*)::int as count from (${place.read}) as all_of_it`;
    const [row] = await db.read<{ count: number }>(counting, [`s1.${sealer.keyId}.%`, "", 2 ** 31]);
    sum += row?.count ?? 0;
  }
  return sum;
}
