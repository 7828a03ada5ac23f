import { accountOf, transferOf } from "#chart";
import { bucketOf, findRepeat, isId, isUniqueViolation, type RepeatKey, type Tx } from "#db";
import { type LedgerMove, post } from "#ledger";
import { type Currency, money } from "#money";
import { refundIsRefused } from "./ask-anew.ts";
import type { AgreementsContext } from "./context.ts";
import { type Result, refused } from "./types.ts";
import type { VoucherRow } from "./voucher-rows.ts";

/** The order that paid for a voucher, and where its money lies. */
export type Sold = {
  payment: string;
  order_id: string;
  seller: string;
  wallet_account: string;
  amount: bigint;
  currency: Currency;
};

type PaidRow = Sold & { marketplace: string; state: string; refunded: bigint; refunding: bigint };

/**
 * The payment that a voucher is bought with, if it can be: paid, of this marketplace, and at a wallet account where the
 * marketplace itself can pass the money on. What it says is decided again under the order's lock.
 */
export async function paidFor(
  { house }: AgreementsContext,
  marketplace: string,
  payment: string,
): Promise<Result<Sold>> {
  const [row] = isId(payment, "pay") ? await house.db.read<PaidRow>(paidSql, [bucketOf(payment), payment]) : [];
  if (row?.marketplace !== marketplace) return refused("not_found");
  const { seller, wallet_account: account } = row;
  if (house.money.liesApart(seller, account) || (await house.money.walletHolds(account)))
    return refused("voucher_money_apart", { wallet_account: account });
  return { ok: true, value: row };
}

const paidSql = `select p.id as payment, p.order_id, p.store as seller, p.wallet_account, p.amount, p.currency,
    p.marketplace, p.state, p.refunded, p.refunding
  from payments p where p.bucket = $1 and p.id = $2`;

export function placesOf(sold: Pick<Sold, "seller" | "wallet_account" | "currency">) {
  const place = { store: sold.seller, wallet_account: sold.wallet_account, currency: sold.currency };
  const account = (code: "escrow" | "vouchers_due" | "vouchers_between") => accountOf(code, place);
  return { escrow: account("escrow"), due: account("vouchers_due"), between: account("vouchers_between") };
}

/**
 * Takes an order's money out of its escrow into what is owed for vouchers, in the transaction that issues the voucher
 * and under the order's lock: nothing was refunded of it, nothing released, nothing else holds it. From then on the
 * order is released to nobody but a redeemer, and refunded only by way of its voucher.
 */
export async function setAsideForVoucher(
  { house }: AgreementsContext,
  tx: Tx,
  voucher: { id: string; value: bigint; at: Date },
  sold: Sold,
): Promise<Result<true>> {
  const bucket = bucketOf(sold.payment);
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucket, sold.order_id]);
  const [now] = await tx.query<PaidRow & { bound: boolean }>(
    `select p.*, exists (select 1 from releases r where r.bucket = $1 and r.payment = $2)
       or exists (select 1 from release_holds h where h.bucket = $1 and h.order_id = p.order_id) as bound
     from (${paidSql}) p`,
    [bucket, sold.payment],
  );
  if (now?.state !== "paid") return refused("payment_wrong_state", { state: now?.state ?? "" });
  if (now.bound || now.refunded + now.refunding > 0n) return refused("voucher_order_bound");
  if (now.amount !== voucher.value) return refused("voucher_value_differs", { paid: String(now.amount) });
  const { escrow, due } = placesOf(sold);
  await house.money.hold(tx, sold.order_id, voucher.id, voucher.at);
  const amount = money(voucher.value, sold.currency);
  const what = { subject: voucher.id, amount, at: voucher.at };
  const move: LedgerMove = [transferOf("voucher_sold", { debit: escrow, credit: due }, what)];
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to set ${voucher.id} aside.`);
  return { ok: true, value: true };
}

/** A voucher with money behind it, whose row the caller has locked. */
export type Booked = VoucherRow & Pick<Sold, "payment" | "order_id" | "seller" | "wallet_account">;

export function isBooked(row: VoucherRow): row is Booked {
  return row.payment !== null && row.seller !== null && row.wallet_account !== null && row.order_id !== null;
}

/** Out of the seller's book, in the commit that redeems. The second step brings it into the redeemer's. */
export async function passOn(tx: Tx, row: Booked, at: Date): Promise<void> {
  const { due, between } = placesOf(row);
  const what = { subject: row.id, amount: money(row.value, row.currency), at };
  const move: LedgerMove = [transferOf("voucher_redeemed", { debit: due, credit: between }, what)];
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to pass ${row.id} on.`);
}

/** Back into the order's escrow, in the commit that ends the voucher: from there it is refunded as any order is. */
export async function putBack(tx: Tx, row: Booked, at: Date): Promise<void> {
  const { due, escrow } = placesOf(row);
  const what = { subject: row.id, amount: money(row.value, row.currency), at };
  const move: LedgerMove = [transferOf("voucher_back", { debit: due, credit: escrow }, what)];
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to put ${row.id} back.`);
}

/** Brings a redeemed voucher's money into the redeeming store's book, at the same wallet account; once. */
export async function arrive({ house, accounts }: AgreementsContext, row: Booked): Promise<void> {
  if (row.store === null) throw new Error(`Voucher ${row.id} was redeemed by no store.`);
  const at = house.clock.now();
  const place = { store: row.store, wallet_account: row.wallet_account, currency: row.currency };
  const sides = { debit: accountOf("vouchers_between", place), credit: accountOf("balance", place) };
  await accounts.ensure(Object.values(sides));
  const transfer = transferOf("voucher_received", sides, {
    ...{ subject: row.id, amount: money(row.value, row.currency), at },
  });
  await house.db
    .tx(async (tx) => {
      const found = await tx.query("select 1 from transfers where bucket = $1 and book = $2 and id = $3", [
        ...[bucketOf(place.store), place.store, transfer.id],
      ]);
      if (found.length > 0) return;
      if ((await post(tx, [[transfer]]))[0] !== "posted") throw new Error(`The ledger refused ${row.id}.`);
    })
    .catch((fault: unknown) => {
      // Another process brought it a moment ago.
      if (!isUniqueViolation(fault)) throw fault;
    });
  await house.db.read("update vouchers set arrived_at = $3 where bucket = $1 and id = $2 and arrived_at is null", [
    ...[row.bucket, row.id, at],
  ]);
}

/**
 * The repeat key of a voucher's own refund: asked twice it is the same one, and known by it. `attempt`: how many the
 * wallet has refused; a refused one stays refused, and another needs another key.
 */
export const refundKeyOf = (voucher: string, attempt: number): RepeatKey => ({
  ...{ caller: "vouchers", route: "refundVoucher", requestHash: voucher },
  key: attempt === 0 ? voucher : `${voucher}.${attempt}`,
});

/**
 * Whether a payment's money is a voucher's: then only that one's refund sends it back. Under the order's lock, once the
 * refund has claimed its repeat key. Also of an ended voucher until its refund is made, and again once the wallet has
 * refused that: another refund that came in between would leave it nothing to send back, for good.
 */
export async function voucherStands(tx: Tx, payment: string, refund: string): Promise<boolean> {
  const bucket = bucketOf(payment);
  const [row] = await tx.query<{ id: string; ended: boolean; attempt: number }>(
    `select id, money = 'returned' as ended, refund_attempts as attempt from vouchers
     where bucket = $1 and payment = $2 and (money in ('held', 'released')
       or (money = 'returned' and refund is null) or (${refundIsRefused}))`,
    [bucket, payment],
  );
  if (!row?.ended) return row !== undefined;
  return (await findRepeat(tx.query, bucket, refundKeyOf(row.id, row.attempt)))?.subject !== refund;
}
