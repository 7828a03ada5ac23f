import {
  bucketFromText,
  bucketIndex,
  bucketValue,
  claimRepeat,
  derivedId,
  findRepeat,
  isUniqueViolation,
  type Tx,
  writeEvent,
} from "#db";
import type { AgreementsContext } from "./context.ts";
import { agreementsInForce } from "./read-agreements.ts";
import {
  type Caller,
  type NewVoucher,
  type Redeem,
  type RepeatKey,
  type Result,
  refused,
  type VoucherView,
} from "./types.ts";
import { arrive, isBooked, paidFor, passOn, placesOf, type Sold, setAsideForVoucher } from "./voucher-money.ts";
import { findVoucher, type VoucherRow, voucherColumns, voucherView } from "./voucher-rows.ts";

const indexOfCode = (code: string): number => bucketFromText(`voucher ${code}`);

/** A code that leads to a bucket: one of sixty-four does. */
function codeIn(house: AgreementsContext["house"], index: number): string {
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const code = house.codes.make();
    if (indexOfCode(code) === index) return code;
  }
  throw new Error(`No voucher's code leads to bucket ${index}.`);
}

/**
 * Issues a voucher that a buyer has bought here, for the partner's tills. The agreement must be in force, have
 * `offline_fulfilment` among its scopes, and the partner among its parties; and the openings must let it. The code is
 * told once; a repeat has none.
 * With a payment, the order's whole money is set aside for it in the same commit, and the voucher lies in its bucket.
 */
export async function issueVoucher(
  context: AgreementsContext,
  _caller: Caller,
  input: NewVoucher,
  repeat: RepeatKey | null,
): Promise<Result<Issued>> {
  const { house, accounts } = context;
  const paid = input.payment === null ? null : await paidFor(context, input.marketplace, input.payment);
  if (paid && !paid.ok) return paid;
  const sold = paid?.value ?? null;
  if (sold) await accounts.ensure(Object.values(placesOf(sold)));
  const now = house.clock.now();
  const code = sold ? codeIn(house, bucketIndex(sold.payment)) : house.codes.make();
  const index = indexOfCode(code);
  // One voucher a payment: the key refuses a second.
  const id = sold ? derivedId("vch", sold.payment, "voucher", 1) : house.ids.next("vch", index);
  const work = (tx: Tx) => issue(context, tx, { input, repeat, sold, code, id, bucket: bucketValue(index), now });
  return await house.db.tx(work).catch((fault: unknown): Result<Issued> => {
    if (fault instanceof Undone) return fault.answer;
    if (isUniqueViolation(fault)) return refused("voucher_order_bound");
    throw fault;
  });
}

type Issued = { voucher: VoucherView; code: string | null };

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class Undone extends Error {
  readonly answer: Result<never>;
  constructor(answer: Result<never>) {
    super("voucher refused");
    this.answer = answer;
  }
}

type Issue = {
  input: NewVoucher;
  repeat: RepeatKey | null;
  sold: Sold | null;
  code: string;
  id: string;
  bucket: number;
  now: Date;
};

async function issue(context: AgreementsContext, tx: Tx, asked: Issue): Promise<Result<Issued>> {
  const { house } = context;
  const { input, repeat, sold, code, id, bucket, now } = asked;
  const { marketplace, agreement, redeemer, title, value, expires_at: expires } = input;
  const home = repeat && bucketValue(bucketFromText(`${repeat.caller} ${repeat.key}`));
  // Asked before anything else: a repeat is answered also when nothing more could be issued.
  if (repeat && home !== null) {
    const made = await findRepeat(tx.query, home, repeat);
    if (made) return await issuedBefore(tx, made, now);
  }
  const [standing] = await agreementsInForce(tx, marketplace, [agreement], now);
  const row = standing === undefined ? null : await termsOf(tx, agreement);
  if (!row?.scopes.includes("offline_fulfilment") || !row.parties.includes(redeemer))
    return refused("agreement_not_in_force", { agreement, needs: "offline_fulfilment", redeemer });
  if (expires <= now) return refused("voucher_invalid", { expires_at: expires.toISOString() });
  const shut = shutBy(house, { marketplace, redeemer, parties: row.parties, store: sold?.seller ?? null }, now);
  if (shut) return refused("voucher_shut", { reasons: shut });
  if (sold && sold.currency !== value.currency) return refused("voucher_value_differs", { paid: String(sold.amount) });
  // Only now, since a refusal commits too and must leave the key free.
  if (repeat && home !== null) {
    const claim = await claimRepeat(tx, home, repeat, id, now);
    if (!claim.first) return await issuedBefore(tx, claim, now);
  }
  const aside = sold && (await setAsideForVoucher(context, tx, { id, value: value.minor, at: now }, sold));
  if (aside && !aside.ok) throw new Undone(aside);
  const [made] = await tx.query<VoucherRow>(
    `insert into vouchers (bucket, id, code, marketplace, agreement, redeemer, title, value, currency, issued_at,
       expires_at, payment, order_id, seller, wallet_account, money)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning ${voucherColumns}`,
    [
      ...[bucket, id, code, marketplace, agreement, redeemer, title, value.minor, value.currency, now, expires],
      ...[sold?.payment ?? null, sold?.order_id ?? null, sold?.seller ?? null, sold?.wallet_account ?? null],
      sold ? "held" : null,
    ],
  );
  const data = { voucher: id, agreement, redeemer, store: sold?.seller ?? null };
  await writeEvent(tx, house.ids, { type: "voucher.issued", version: 1, marketplace, subject: id, data }, now);
  return { ok: true, value: { voucher: voucherView(made as VoucherRow, now), code } };
}

type Sale = { marketplace: string; redeemer: string; parties: readonly string[]; store: string | null };

/**
 * Why no voucher is sold, as the openings say; null: it may be. Asked of whoever redeems it; of our own stores' voucher
 * the partners are the agreement's others, and one of them that is open is enough.
 */
function shutBy(house: AgreementsContext["house"], sale: Sale, now: Date): readonly unknown[] | null {
  const { marketplace, redeemer, parties, store } = sale;
  const partners = redeemer === marketplace ? parties.filter((one) => one !== marketplace) : [redeemer];
  const said = partners.map((partner) => house.permit({ marketplace, partner, store }, now));
  return said.length === 0 || said.some((one) => one.open) ? null : said.flatMap((one) => one.reasons);
}

/** The code was told once: a repeat has none. */
async function issuedBefore(
  tx: Tx,
  made: { subject: string; same: boolean },
  now: Date,
): Promise<Result<{ voucher: VoucherView; code: null }>> {
  const before = made.same ? await findVoucher(tx.query, made.subject) : null;
  if (!before) return refused("idempotency_key_reused");
  return { ok: true, value: { voucher: voucherView(before, now), code: null }, repeated: true };
}

/** Of an agreement that `agreementsInForce` has locked. */
async function termsOf(tx: Tx, id: string) {
  const [row] = await tx.query<{ scopes: readonly string[]; parties: readonly string[] }>(
    "select scopes, parties from agreements where id = $1",
    [id],
  );
  return row ?? null;
}

/**
 * Redeems a voucher at a till: one till wins, whoever asks at the same time, in whichever process. The same till asking
 * again with the same repeat key gets the same answer; everybody else `voucher_redeemed`. A voucher outlives its
 * agreement: it was paid for. Where money waits for it, the redeeming store is named and gets it.
 */
export async function redeemVoucher(
  context: AgreementsContext,
  caller: Caller,
  input: Redeem,
  repeat: RepeatKey | null,
): Promise<Result<VoucherView>> {
  const { house } = context;
  const now = house.clock.now();
  const code = house.codes.read(input.code);
  if (code === null) return refused("voucher_invalid");
  const bucket = bucketValue(indexOfCode(code));
  const done = await house.db.tx(async (tx): Promise<Result<VoucherRow>> => {
    const [row] = await tx.query<VoucherRow>(
      `select ${voucherColumns} from vouchers where bucket = $1 and code = $2 for update`,
      [bucket, code],
    );
    // Another redeemer's voucher is nobody's here.
    if (!row || (input.redeemer !== null && row.redeemer !== input.redeemer)) return refused("voucher_invalid");
    // Its money is its store's: whoever may ask for every redeemer names a store of this one all the same.
    if (input.store !== null && !isTheirs(house, row.redeemer, input.store))
      return refused("voucher_invalid", { store: input.store });
    const mine = repeat && (await findRepeat(tx.query, bucket, repeat));
    if (mine && (!mine.same || mine.subject !== row.id)) return refused("idempotency_key_reused");
    if (row.redeemed_at !== null) {
      if (mine) return { ok: true, value: row, repeated: true };
      return refused("voucher_redeemed", { till: row.till ?? "", at: row.redeemed_at.toISOString() });
    }
    if (row.money === "returned") return refused("voucher_invalid");
    if (row.expires_at <= now) return refused("voucher_expired", { at: row.expires_at.toISOString() });
    if (isBooked(row) && input.store === null) return refused("voucher_store_needed");
    // What it takes out there comes from its own number, where this money does not lie.
    if (isBooked(row) && input.store !== null && house.money.liesApart(input.store, row.wallet_account))
      return refused("voucher_money_apart");
    // With the redemption alone: a till that was refused and asks again must not be told that it was the one.
    if (repeat && !(await claimRepeat(tx, bucket, repeat, row.id, now)).first) return refused("idempotency_key_reused");
    return { ok: true, value: await redeem(house, tx, caller, row, input, now) };
  });
  if (!done.ok) return done;
  const row = done.value;
  // The till has its answer either way: whoever dies here, the tick brings the money.
  if (row.money === "released" && isBooked(row) && !done.repeated)
    await arrive(context, row).catch((fault: unknown) =>
      house.money.alarm("voucher_failed", { voucher: row.id, fault: String(fault) }),
    );
  // The seller's payment is nobody's business at the till.
  const value = { ...voucherView(row, now), payment: null, refund: null };
  return { ok: true, value, ...(done.repeated ? { repeated: true } : {}) };
}

/** Of a redeemer that is no marketplace of this house nothing is known about its stores. */
const isTheirs = (house: AgreementsContext["house"], redeemer: string, store: string): boolean =>
  !redeemer.startsWith("mkt_") || house.marketplaceOf(store) === redeemer;

async function redeem(
  house: AgreementsContext["house"],
  tx: Tx,
  caller: Caller,
  row: VoucherRow,
  { store, till }: Redeem,
  now: Date,
): Promise<VoucherRow> {
  // The condition is here too: whatever comes of the lock above, one update of this row can succeed.
  const changed = await tx.query<VoucherRow>(
    `update vouchers set redeemed_at = $3, store = $4, till = $5, redeemed_by = $6,
       money = case when money is null then null else 'released' end
     where bucket = $1 and id = $2 and redeemed_at is null returning ${voucherColumns}`,
    [row.bucket, row.id, now, store, till, caller.id],
  );
  const [made] = changed;
  if (!made || changed.length !== 1) throw new Error(`Voucher ${row.id} was redeemed under its lock.`);
  if (isBooked(made)) await passOn(tx, made, now);
  const data = { voucher: row.id, agreement: row.agreement, redeemer: row.redeemer, store, till };
  const event = { type: "voucher.redeemed", version: 1, marketplace: row.marketplace, subject: row.id, data };
  await writeEvent(tx, house.ids, event, now);
  return made;
}

export async function getVoucher({ house }: AgreementsContext, id: string): Promise<VoucherView | null> {
  const row = await findVoucher(house.db.read, id);
  return row ? voucherView(row, house.clock.now()) : null;
}
