import { bucketValues, claimRepeat, writeEvent } from "#db";
import { money } from "#money";
import { askAnew, mayAskAgain, noteArrived, refundIsRefused } from "./ask-anew.ts";
import type { AgreementsContext } from "./context.ts";
import { type RepeatKey, type Result, type Returner, refused, type VoucherView } from "./types.ts";
import { arrive, type Booked, isBooked, placesOf, putBack } from "./voucher-money.ts";
import { findVoucher, type VoucherRow, voucherColumns, voucherView } from "./voucher-rows.ts";

/**
 * Ends a voucher that nobody redeemed and sends its money back the way it came, as any order's refund goes. Under the
 * voucher's own lock: of a till and a refund at the same moment one gets it. Above what the caller may send back alone
 * nothing moves; within it, it counts for their day in the commit that ends the voucher.
 */
export async function refundVoucher(
  context: AgreementsContext,
  caller: Returner,
  id: string,
  repeat: RepeatKey | null,
): Promise<Result<VoucherView>> {
  const { house } = context;
  const ended = await end(context, id, caller, repeat);
  if (!ended.ok) return ended;
  await sendBack(context, ended.value);
  const row = (await findVoucher(house.db.read, id)) ?? ended.value;
  const view = voucherView(row, house.clock.now());
  return { ok: true, value: view, ...(ended.repeated ? { repeated: true } : {}) };
}

/** `caller` null: its day has come, which is nobody's act, and no limit counts. */
async function end(
  context: AgreementsContext,
  id: string,
  caller: Returner | null,
  repeat: RepeatKey | null,
): Promise<Result<Booked>> {
  const { house, accounts } = context;
  const known = await findVoucher(house.db.read, id);
  if (!known) return refused("not_found");
  if (!isBooked(known)) return refused("voucher_not_booked");
  await accounts.ensure(Object.values(placesOf(known)));
  return await house.db.tx(async (tx): Promise<Result<Booked>> => {
    const row = await findVoucher(tx.query, id, true);
    if (!row || !isBooked(row)) return refused("not_found");
    if (row.redeemed_at !== null)
      return refused("voucher_redeemed", { till: row.till ?? "", at: row.redeemed_at.toISOString() });
    const at = house.clock.now();
    if (repeat) {
      const claim = await claimRepeat(tx, row.bucket, repeat, id, at);
      if (!claim.first && (!claim.same || claim.subject !== id)) return refused("idempotency_key_reused");
    }
    if (row.money === "returned") return { ok: true, value: row, repeated: true };
    // Once for a voucher, however often the wallet refuses and is asked anew: its money is on the way until it arrives.
    const asked = { marketplace: row.marketplace, amount: money(row.value, row.currency) };
    if (caller && !(await house.money.mayReturn(tx, caller, asked))) return refused("voucher_above_limit");
    const cause = caller ? "asked" : "expired";
    await putBack(tx, row, at);
    await tx.query(
      `update vouchers set money = 'returned', returned_at = $3, return_cause = $4 where bucket = $1 and id = $2`,
      [row.bucket, id, at, cause],
    );
    const data = { voucher: id, agreement: row.agreement, payment: row.payment, store: row.seller, cause };
    const about = { type: "voucher.refunded", version: 1, marketplace: row.marketplace, subject: id };
    await writeEvent(tx, house.ids, { ...about, data }, at);
    return { ok: true, value: { ...row, money: "returned" } };
  });
}

/**
 * Asks for the refund under a key that follows from the voucher: asked again, it is the same refund. Where the order's
 * money went back by another road already, the buyer gets what is left of it; nothing left, and that other refund is
 * the voucher's end. While such a refund is under way it may yet be refused, and its money be the voucher's again: then
 * nothing is settled, and it is asked for again as `mayAskAgain` says, as after any other refusal, which is told once.
 * What the wallet itself refuses later, `vouchersDue` asks for anew.
 */
async function sendBack(context: AgreementsContext, row: Booked): Promise<void> {
  const { house } = context;
  const ask = (amount: bigint) =>
    house.money.refund({
      ...{ voucher: row.id, attempt: row.refund_attempts, marketplace: row.marketplace, payment: row.payment },
      amount: money(amount, row.currency),
    });
  const whole = await ask(row.value);
  const others = !whole.ok && whole.left !== null ? await otherRefunds(context, row) : null;
  if (others?.underWay) return await askLater(context, row);
  // Asked anew: what was under way at the first question may have been refused before the second.
  const now = others === null ? whole : await ask(row.value);
  const rest = !now.ok && now.left !== null && now.left > 0n ? await ask(now.left) : now;
  const refund = rest.ok ? rest.refund : rest.left === 0n ? (others?.last ?? null) : null;
  if (refund === null) {
    await tellRefused(context, row, rest.ok ? "" : rest.fault);
    return await askLater(context, row);
  }
  // Whoever asked under an older key comes too late: what that named has been refused since.
  await house.db.read(
    `update vouchers set refund = $3 where bucket = $1 and id = $2 and refund is null and refund_attempts = $4`,
    [row.bucket, row.id, refund, row.refund_attempts],
  );
}

/** The last refund of the order that arrived, and whether the wallet has yet to say what becomes of one. */
async function otherRefunds({ house }: AgreementsContext, row: Booked) {
  const found = await house.db.read<{ id: string; state: string }>(
    `select id, state from refunds where bucket = $1 and payment = $2 and state <> 'refused' order by created_at, id`,
    [row.bucket, row.payment],
  );
  const last = found.findLast((one) => one.state === "refunded")?.id ?? null;
  return { last, underWay: found.some((one) => one.state !== "refunded") };
}

/** One alarm for a voucher and a reason, however often and by how many processes it is asked for. */
async function tellRefused({ house }: AgreementsContext, row: Booked, fault: string): Promise<void> {
  const first = await house.db.read(
    `update vouchers set refund_says = $3 where bucket = $1 and id = $2
       and refund_says is distinct from $3 returning 1`,
    [row.bucket, row.id, fault],
  );
  if (first.length > 0) house.money.alarm("voucher_refund_refused", { voucher: row.id, fault });
}

async function askLater({ house }: AgreementsContext, row: Booked): Promise<void> {
  await house.db.read("update vouchers set refund_asked_at = $3 where bucket = $1 and id = $2", [
    ...[row.bucket, row.id, house.clock.now()],
  ]);
}

const batch = 32;

/**
 * What somebody died over, refunds that the wallet refused, and vouchers whose day has come: their money goes back.
 * Answers how much it did.
 */
export async function vouchersDue(context: AgreementsContext): Promise<number> {
  const { house } = context;
  const now = house.clock.now();
  await noteArrived(context, bucketValues, now);
  const rows = await house.db.read<VoucherRow>(
    `(select ${voucherColumns} from vouchers where bucket = any($1) and money = 'released' and arrived_at is null
        limit ${batch})
     union all (select ${voucherColumns} from vouchers where bucket = any($1) and money = 'returned'
        and refund is null and ${mayAskAgain} limit ${batch})
     union all (select ${voucherColumns} from vouchers where bucket = any($1) and ${refundIsRefused} limit ${batch})
     union all (select ${voucherColumns} from vouchers where bucket = any($1) and money = 'held' and expires_at <= $2
        order by expires_at limit ${batch})`,
    [bucketValues, now],
  );
  let done = 0;
  for (const row of rows)
    try {
      if (await workOn(context, row)) done++;
    } catch (fault) {
      house.money.alarm("voucher_failed", { voucher: row.id, fault: String(fault) });
    }
  return done;
}

async function workOn(context: AgreementsContext, row: VoucherRow): Promise<boolean> {
  if (!isBooked(row)) return false;
  if (row.money === "released") await arrive(context, row);
  else if (row.money === "held") {
    const ended = await end(context, row.id, null, null);
    if (ended.ok) await sendBack(context, ended.value);
  } else if (row.refund !== null) {
    await tellRefused(context, row, "wallet_refused");
    return await askAnew(context, row);
  } else await sendBack(context, row);
  const after = await findVoucher(context.house.db.read, row.id);
  return row.money === "released" || after?.refund !== null;
}
