import { bucketOf, type Db, isId } from "#db";
import type { Money } from "#money";

/** The payment whose money goes back whole to the issuer's user under this number. */
export async function paymentOfReturn(db: Pick<Db, "read">, id: string): Promise<string | null> {
  if (!isId(id, "ref")) return null;
  const [row] = await db.read<{ payment: string }>(
    "select payment from acceptances where bucket = $1 and return_id = $2",
    [bucketOf(id), id],
  );
  return row?.payment ?? null;
}

/**
 * The issuer's half alone: that it took this amount of its user, or gave it back. What became of the acquirer's is not
 * asked, since the issuer's bill tells of one.
 */
export async function isHalfDone(db: Pick<Db, "read">, id: string, { minor, currency }: Money): Promise<boolean> {
  const [row] = await db.read<{ done: boolean }>(
    `select exists (
       select from acceptances where bucket = $1 and payment = $2 and taken = $3 and currency = $4
       union all
       select from acceptances
       where bucket = $1 and return_id = $2 and state = 'returned' and taken = $3 and currency = $4
       union all
       select from acceptance_refunds where bucket = $1 and id = $2 and state = 'done' and amount = $3
     ) as done`,
    [bucketOf(id), id, minor.toString(), currency],
  );
  return row?.done === true;
}
