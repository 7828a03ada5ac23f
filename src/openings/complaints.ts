import { bucketOf, claimRepeat, derivedId, type Tx, writeEvent } from "#db";
import type { House } from "./create-openings.ts";
import type { Caller, RepeatKey, Result } from "./types.ts";
import { Refusal, refused } from "./write.ts";

/** The payment that somebody complains about, as whoever keeps payments tells it. */
export type ComplainedPayment = { id: string; marketplace: string; store: string; wallet: string };
export type NewComplaint = {
  payment: ComplainedPayment;
  /** A short word that groups complaints: "not_received", "charged_twice". */
  code: string;
  says: string;
};
export type ComplaintView = {
  id: string;
  payment: string;
  marketplace: string;
  store: string;
  wallet: string;
  code: string;
  says: string;
  by: string;
  at: Date;
};

const columns = `id, payment, marketplace, store, wallet, code, says, by_whom as "by", at`;

/**
 * Keeps a complaint about a payment and tells it as an event, which guards count. A payment is complained about once:
 * a second complaint is `complaint_exists`.
 */
export async function takeComplaint(
  house: House,
  caller: Caller,
  input: NewComplaint,
  repeat: RepeatKey | null,
): Promise<Result<ComplaintView>> {
  const { id: payment } = input.payment;
  const id = derivedId("cpl", payment, "complaint", 0);
  try {
    return await house.db.tx(async (tx) => {
      const at = house.clock.now();
      const claim = repeat && (await claimRepeat(tx, bucketOf(payment), repeat, id, at));
      if (claim && !claim.first) {
        if (!claim.same) throw new Refusal("idempotency_key_reused");
        return { ok: true, value: await kept(tx, id), repeated: true };
      }
      return { ok: true, value: await keep(house, tx, caller, { ...input, id, at }) };
    });
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault, error.detail);
    throw error;
  }
}

async function kept(tx: Tx, id: string): Promise<ComplaintView> {
  const sql = `select ${columns} from complaints where bucket = $1 and id = $2`;
  const [row] = await tx.query<ComplaintView>(sql, [bucketOf(id), id]);
  if (!row) throw new Error("A complaint whose key is kept is kept too.");
  return row;
}

async function keep(
  house: House,
  tx: Tx,
  caller: Caller,
  { payment, code, says, id, at }: NewComplaint & { id: string; at: Date },
): Promise<ComplaintView> {
  const { marketplace, store, wallet } = payment;
  const [row] = await tx.query<ComplaintView>(
    `insert into complaints (bucket, id, payment, marketplace, store, wallet, code, says, by_whom, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning ${columns}`,
    [bucketOf(id), id, payment.id, marketplace, store, wallet, code, says, caller.id, at],
  );
  if (!row) throw new Refusal("complaint_exists", { payment: payment.id });
  const data = { complaint: id, payment: payment.id, store, wallet, code };
  await writeEvent(
    tx,
    house.ids,
    { type: "complaint.received", version: 1, marketplace, subject: payment.id, data },
    at,
  );
  return row;
}
