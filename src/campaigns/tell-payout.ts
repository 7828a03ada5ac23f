import { type Tx, writeEvent } from "#db";
import { writeAct } from "./acts.ts";
import type { CampaignsContext } from "./context.ts";
import { movePayout, type PayoutSaid, payoutAct } from "./move-payout.ts";
import { findPayout, type PayoutRow, payoutView, toldOf } from "./payout-rows.ts";
import { nextPayout } from "./payout-states.ts";
import type { PayoutView } from "./payout-types.ts";
import type { Result } from "./types.ts";

export type BankSaid = { paid: boolean; reference: string };

const saidOf = ({ paid, reference }: BankSaid): PayoutSaid =>
  paid ? { event: "paid", reference } : { event: "refused", says: reference };

const isSame = (told: BankSaid | null, said: BankSaid): boolean =>
  told !== null && told.paid === said.paid && told.reference === said.reference;

/**
 * What the bank answered to a payout that people carried there; a returned one may be told after it was paid. The first
 * person's word is written down and moves nothing; the same word of another person moves the payout and the books. A
 * different word takes the first one's place, and waits again. `maySecond`: whether the caller may be that other person.
 */
export async function tellPayout(
  context: CampaignsContext,
  by: string,
  id: string,
  said: BankSaid,
  maySecond: (first: string) => boolean,
): Promise<Result<PayoutView>> {
  const { db } = context.needs;
  const first = await db.tx(async (tx): Promise<Result<"written" | "again" | "second">> => {
    const row = await findPayout(tx.query, id, true);
    if (!row) return { ok: false, fault: "not_found" };
    if (row.way !== "hand" || nextPayout(row.state, saidOf(said).event) === null) return overOr(row, said);
    const told = toldOf(row);
    if (!isSame(told, said)) {
      await write(context, tx, row, by, said);
      return { ok: true, value: "written" };
    }
    if (told?.by === by) return { ok: true, value: "again" };
    return told && maySecond(told.by) ? { ok: true, value: "second" } : { ok: false, fault: "second_person_needed" };
  });
  if (!first.ok) return first;
  if (first.value === "second")
    await movePayout(context, id, { ...saidOf(said), act: { act: "payout_told_same", by } });
  const after = await findPayout(db.read, id);
  if (!after) return { ok: false, fault: "not_found" };
  return { ok: true, value: payoutView(after), ...(first.value === "again" ? { repeated: true } : {}) };
}

/** Told again after it has moved, it is answered as before. */
function overOr(row: PayoutRow, { paid, reference }: BankSaid): Result<"again"> {
  const back = row.state === "refused" || row.state === "returned";
  const same = paid ? row.state === "paid" && row.reference === reference : back;
  if (row.way === "hand" && same) return { ok: true, value: "again" };
  return { ok: false, fault: "payout_wrong_state", detail: { state: row.state, way: row.way } };
}

async function write(context: CampaignsContext, tx: Tx, row: PayoutRow, by: string, said: BankSaid): Promise<void> {
  const at = context.needs.clock.now();
  await tx.query(
    `update media_payouts set told_paid = $3, told_reference = $4, told_by = $5, told_at = $6
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, said.paid, said.reference, by, at],
  );
  await writeAct(tx, payoutAct(row, { act: "payout_told", by }, { to: row.state, said: saidOf(said) }, at));
  const data = { payout: row.id, host: row.host, ...said, by };
  const about = { type: "media_payout.told", version: 1, marketplace: row.marketplace, subject: row.id };
  await writeEvent(tx, context.needs.ids, { ...about, data }, at);
}
