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
 * What the bank answered to a payout that people carried there; a returned one may be told after it was paid. The word
 * is written down and moves nothing until another person says the same (`confirmTold`); a different word takes its
 * place, and waits again.
 */
export async function tellPayout(
  context: CampaignsContext,
  by: string,
  id: string,
  said: BankSaid,
): Promise<Result<PayoutView>> {
  const done = await context.needs.db.tx(async (tx): Promise<Result<"again" | null>> => {
    const row = await findPayout(tx.query, id, true);
    if (!row) return { ok: false, fault: "not_found" };
    if (row.way !== "hand" || nextPayout(row.state, saidOf(said).event) === null) return overOr(row, said);
    if (isSame(toldOf(row), said)) return { ok: true, value: "again" };
    await write(context, tx, row, by, said);
    return { ok: true, value: null };
  });
  return await viewed(context, id, done);
}

/**
 * The second person's word, which must be the first one's. Whether they may was asked of `toldBy`: a word that somebody
 * else has put in its place since confirms nothing. It moves the books.
 */
export async function confirmTold(
  context: CampaignsContext,
  by: string,
  id: string,
  { toldBy, ...said }: BankSaid & { toldBy: string },
): Promise<Result<PayoutView>> {
  const row = await findPayout(context.needs.db.read, id);
  if (!row) return { ok: false, fault: "not_found" };
  const told = toldOf(row);
  if (toldBy === by) return { ok: false, fault: "second_person_needed" };
  if (told?.by !== toldBy || !isSame(told, said))
    return { ok: false, fault: "payout_wrong_state", detail: { state: row.state, told } };
  const act = { act: "payout_told_same", by } as const;
  const { moved } = await movePayout(context, id, { ...saidOf(said), toldBy, act });
  // Another second person may have said the same a moment ago.
  const now = moved ? null : await findPayout(context.needs.db.read, id);
  return await viewed(context, id, now ? overOr(now, said) : { ok: true, value: null });
}

async function viewed(
  { needs }: CampaignsContext,
  id: string,
  done: Result<"again" | null>,
): Promise<Result<PayoutView>> {
  if (!done.ok) return done;
  const after = await findPayout(needs.db.read, id);
  if (!after) return { ok: false, fault: "not_found" };
  return { ok: true, value: payoutView(after), ...(done.value === "again" ? { repeated: true } : {}) };
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
