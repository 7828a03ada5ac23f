import { bucketValues } from "#db";
import { hasPosting } from "./placed.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import type { ReconciliationNeeds } from "./types.ts";

/**
 * Open breaks over money that stands in no book, named before any bill: of that very payment or refund, under its own
 * number at the wallet. What a wallet took a second time has another number there, and is not of these.
 */
const live = `bill_breaks b
  left join payments p on b.kind = 'payment' and p.bucket = b.bucket and p.id = b.subject
  left join refunds r on b.kind = 'refund' and r.bucket = b.bucket and r.id = b.subject
  where b.bucket = any($1) and b.state <> 'closed' and b.run is null and b.class = 'state' and b.ours = b.theirs
    and b.wallet_ref in (b.subject, p.wallet_ref, r.wallet_refund_ref)`;

/** How many there are: they are read from their table, so whoever has just started knows of them. */
export async function countUnplaced(needs: Pick<ReconciliationNeeds, "db">): Promise<number> {
  const [row] = await needs.db.read<{ count: bigint }>(`select count(*) as count from ${live}`, [bucketValues]);
  return Number.parseInt(`${row?.count ?? 0}`, 10);
}

type Place = { bucket: number; id: string };

const atOnce = 1000;
const lowest: Place = { bucket: -2_147_483_648, id: "" };

/**
 * Closes those of them whose posting has come, a thousand a turn, one page after the other and then from the beginning:
 * none that will never be placed stands in the way of the rest. Answers what each turn's closed ones are about.
 */
export function makeClosePlaced(needs: ReconciliationNeeds): () => Promise<string[]> {
  let after = lowest;
  return async () => {
    const page = await needs.db.read<Place & { placed: boolean }>(
      `select b.bucket, b.id, ${hasPosting("b.bucket", "b.subject")} as placed from ${live}
         and (b.bucket, b.id) > ($2::int, $3::text collate "C")
       order by b.bucket, b.id limit ${atOnce}`,
      [bucketValues, after.bucket, after.id],
    );
    after = page.length < atOnce ? lowest : (page.at(-1) ?? lowest);
    const placed = page.filter((one) => one.placed);
    return placed.length === 0 ? [] : await close(needs, placed);
  };
}

async function close(needs: ReconciliationNeeds, placed: readonly Place[]): Promise<string[]> {
  return await needs.db.tx(async (tx) => {
    const closed = await tx.query<ToldBreak>(
      `update bill_breaks b set state = 'closed', resolution = 'heard', closed_at = $3
       from unnest($1::int[], $2::text[]) as w (bucket, id)
       where b.bucket = w.bucket and b.id = w.id and b.state <> 'closed' returning ${toldColumns}`,
      [placed.map((one) => one.bucket), placed.map((one) => one.id), needs.clock.now()],
    );
    await tellBreaks(tx, needs, "closed", closed);
    return closed.flatMap((one) => one.subject ?? []);
  });
}
