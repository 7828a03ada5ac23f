import type { Tx } from "#db";
import type { TransfersContext } from "./context.ts";
import { bucketOfTransfer } from "./place.ts";
import type { Due } from "./types.ts";

const batch = 100;
/** While somebody is at it, nobody else is; then another tries. */
const takenMs = 30_000;

/** What is due, taken for half a minute: whoever dies with it leaves it to the next. */
export async function takeDue({ needs }: TransfersContext): Promise<Due[]> {
  const now = needs.clock.now();
  return await needs.db.read<Due>(
    `update hub_due d set at = $2, tries = tries + 1
     from (select bucket, transfer from hub_due where at <= $1 order by at limit ${batch} for update skip locked) t
     where d.bucket = t.bucket and d.transfer = t.transfer
     returning d.transfer, d.what, d.tries`,
    [now, new Date(now.getTime() + takenMs)],
  );
}

/** The payee has it: what is left to do is to end it when its time is over. */
export async function forwarded({ needs }: TransfersContext, transfer: string, expiresAt: Date): Promise<void> {
  await needs.db.read(
    `update hub_due set what = 'expire', at = $3, tries = 0
     where bucket = $1 and transfer = $2 and what = 'forward'`,
    [bucketOfTransfer(transfer), transfer, expiresAt],
  );
}

/** Everybody has been told. */
export async function toldAll({ needs }: TransfersContext, transfer: string): Promise<void> {
  await needs.db.read("delete from hub_due where bucket = $1 and transfer = $2 and what = 'tell'", [
    bucketOfTransfer(transfer),
    transfer,
  ]);
}

/** Tried again later; what was tried too often waits for a question (GET /transfers/{ID}). */
export async function later({ needs }: TransfersContext, due: Due, ms: number): Promise<void> {
  await needs.db.read("update hub_due set at = $4 where bucket = $1 and transfer = $2 and what = $3", [
    bucketOfTransfer(due.transfer),
    due.transfer,
    due.what,
    new Date(needs.clock.now().getTime() + ms),
  ]);
}

/** As `forwarded`, beside what the caller commits; false: another has done it. */
export async function forwardedIn(tx: Tx, transfer: string, expiresAt: Date): Promise<boolean> {
  const rows = await tx.query(
    `update hub_due set what = 'expire', at = $3, tries = 0
     where bucket = $1 and transfer = $2 and what = 'forward' returning transfer`,
    [bucketOfTransfer(transfer), transfer, expiresAt],
  );
  return rows.length > 0;
}

/** As `toldAll`, beside what the caller commits; false: another has done it. */
export async function toldIn(tx: Tx, transfer: string): Promise<boolean> {
  const rows = await tx.query(
    "delete from hub_due where bucket = $1 and transfer = $2 and what = 'tell' returning transfer",
    [bucketOfTransfer(transfer), transfer],
  );
  return rows.length > 0;
}
