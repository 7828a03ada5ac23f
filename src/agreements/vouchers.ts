import { bucketFromText, bucketOf, bucketValue, claimRepeat, findRepeat, type Tx, writeEvent } from "#db";
import { type Currency, money } from "#money";
import { agreementsInForce } from "./read-agreements.ts";
import {
  type AgreementsParts,
  type Caller,
  type NewVoucher,
  type Redeem,
  type RepeatKey,
  type Result,
  refused,
  type VoucherView,
} from "./types.ts";

type VoucherRow = Omit<VoucherView, "value" | "state"> & { code: string; value: bigint; currency: Currency };

const columns = `id, code, marketplace, agreement, redeemer, title, value, currency, issued_at, expires_at, redeemed_at,
  store, till`;
const indexOfCode = (code: string): number => bucketFromText(`voucher ${code}`);

function viewOf(row: VoucherRow, now: Date): VoucherView {
  const { code: _code, value, currency, ...rest } = row;
  const open = row.expires_at <= now ? "expired" : "issued";
  return { ...rest, value: money(value, currency), state: row.redeemed_at !== null ? "redeemed" : open };
}

/**
 * Issues a voucher that a buyer has bought here, for the partner's tills. The agreement must be in force, have
 * `offline_fulfilment` among its scopes, and the partner among its parties. The code is told once; a repeat has none.
 */
export async function issueVoucher(
  house: AgreementsParts,
  _caller: Caller,
  input: NewVoucher,
  repeat: RepeatKey | null,
): Promise<Result<{ voucher: VoucherView; code: string | null }>> {
  const now = house.clock.now();
  const code = house.codes.make();
  const index = indexOfCode(code);
  const id = house.ids.next("vch", index);
  const { marketplace, agreement, redeemer, title, value, expires_at: expires } = input;
  return await house.db.tx(async (tx): Promise<Result<{ voucher: VoucherView; code: string | null }>> => {
    const home = repeat && bucketValue(bucketFromText(`${repeat.caller} ${repeat.key}`));
    // Asked before anything else: a repeat is answered also when nothing more could be issued.
    if (repeat && home !== null) {
      const made = await findRepeat(tx.query, home, repeat);
      if (made) return await issuedBefore(tx, made, now);
    }
    const [standing] = await agreementsInForce(tx, marketplace, [agreement], now);
    const row = standing === undefined ? null : await lockShared(tx, agreement);
    if (!row?.scopes.includes("offline_fulfilment") || !row.parties.includes(redeemer))
      return refused("agreement_not_in_force", { agreement, needs: "offline_fulfilment", redeemer });
    if (expires <= now) return refused("voucher_invalid", { expires_at: expires.toISOString() });
    // Only now, since a refusal commits too and must leave the key free.
    if (repeat && home !== null) {
      const claim = await claimRepeat(tx, home, repeat, id, now);
      if (!claim.first) return await issuedBefore(tx, claim, now);
    }
    const [made] = await tx.query<VoucherRow>(
      `insert into vouchers (bucket, id, code, marketplace, agreement, redeemer, title, value, currency, issued_at,
         expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${columns}`,
      [
        ...[bucketValue(index), id, code, marketplace, agreement, redeemer, title, value.minor, value.currency],
        ...[now, expires],
      ],
    );
    const data = { voucher: id, agreement, redeemer };
    await writeEvent(tx, house.ids, { type: "voucher.issued", version: 1, marketplace, subject: id, data }, now);
    return { ok: true, value: { voucher: viewOf(made as VoucherRow, now), code } };
  });
}

/** The code was told once: a repeat has none. */
async function issuedBefore(
  tx: Tx,
  made: { subject: string; same: boolean },
  now: Date,
): Promise<Result<{ voucher: VoucherView; code: null }>> {
  const before = made.same ? await find(tx, made.subject) : null;
  if (!before) return refused("idempotency_key_reused");
  return { ok: true, value: { voucher: viewOf(before, now), code: null }, repeated: true };
}

async function lockShared(tx: Tx, id: string) {
  const [row] = await tx.query<{ scopes: readonly string[]; parties: readonly string[] }>(
    "select scopes, parties from agreements where id = $1",
    [id],
  );
  return row ?? null;
}

async function find(tx: Pick<Tx, "query">, id: string): Promise<VoucherRow | null> {
  const [row] = await tx.query<VoucherRow>(`select ${columns} from vouchers where bucket = $1 and id = $2`, [
    bucketOf(id),
    id,
  ]);
  return row ?? null;
}

/**
 * Redeems a voucher at a till: one till wins, whoever asks at the same time, in whichever process. The same till asking
 * again with the same repeat key gets the same answer; everybody else `voucher_redeemed`. A voucher outlives its
 * agreement: it was paid for.
 */
export async function redeemVoucher(
  house: AgreementsParts,
  caller: Caller,
  input: Redeem,
  repeat: RepeatKey | null,
): Promise<Result<VoucherView>> {
  const now = house.clock.now();
  const code = house.codes.read(input.code);
  if (code === null) return refused("voucher_invalid");
  const bucket = bucketValue(indexOfCode(code));
  return await house.db.tx(async (tx): Promise<Result<VoucherView>> => {
    const [row] = await tx.query<VoucherRow>(
      `select ${columns} from vouchers where bucket = $1 and code = $2 for update`,
      [bucket, code],
    );
    // Another redeemer's voucher is nobody's here.
    if (!row || (input.redeemer !== null && row.redeemer !== input.redeemer)) return refused("voucher_invalid");
    const mine = repeat && (await findRepeat(tx.query, bucket, repeat));
    if (mine && (!mine.same || mine.subject !== row.id)) return refused("idempotency_key_reused");
    if (row.redeemed_at !== null) {
      if (mine) return { ok: true, value: viewOf(row, now), repeated: true };
      return refused("voucher_redeemed", { till: row.till ?? "", at: row.redeemed_at.toISOString() });
    }
    if (row.expires_at <= now) return refused("voucher_expired", { at: row.expires_at.toISOString() });
    // With the redemption alone: a till that was refused and asks again must not be told that it was the one.
    if (repeat && !(await claimRepeat(tx, bucket, repeat, row.id, now)).first) return refused("idempotency_key_reused");
    const { store, till } = input;
    // The condition is here too: whatever comes of the lock above, one update of this row can succeed.
    const changed = await tx.query<{ id: string }>(
      `update vouchers set redeemed_at = $3, store = $4, till = $5, redeemed_by = $6
       where bucket = $1 and id = $2 and redeemed_at is null returning id`,
      [bucket, row.id, now, store, till, caller.id],
    );
    if (changed.length !== 1) throw new Error(`Voucher ${row.id} was redeemed under its lock.`);
    const data = { voucher: row.id, agreement: row.agreement, redeemer: row.redeemer, store, till };
    const event = { type: "voucher.redeemed", version: 1, marketplace: row.marketplace, subject: row.id, data };
    await writeEvent(tx, house.ids, event, now);
    return { ok: true, value: viewOf({ ...row, redeemed_at: now, store, till }, now) };
  });
}

export async function getVoucher(house: AgreementsParts, id: string): Promise<VoucherView | null> {
  const row = await find({ query: house.db.read }, id);
  return row ? viewOf(row, house.clock.now()) : null;
}
