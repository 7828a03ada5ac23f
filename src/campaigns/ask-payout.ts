import { platformAccount, transferOf } from "#chart";
import { bucketIndex, bucketOf, claimRepeat, type RepeatKey, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Money, toJson } from "#money";
import { writeAct } from "./acts.ts";
import type { CampaignsContext } from "./context.ts";
import { findPayee, type PayeeRow } from "./payees.ts";
import { findPayout, payoutView } from "./payout-rows.ts";
import type { NewPayout, PayoutView } from "./payout-types.ts";
import type { CampaignFault, Result } from "./types.ts";

const confirmWithinMs = 3 * 86_400_000;

/**
 * Sets aside what a host app is to be paid; nothing goes anywhere until a second person confirms. Never more than the
 * host app is owed, however many ask at once: one row says what it is owed, and the database refuses more.
 */
export async function askPayout(
  context: CampaignsContext,
  by: string,
  input: NewPayout,
  repeat: RepeatKey | null,
): Promise<Result<PayoutView>> {
  const { needs } = context;
  const { wallet_account, amount, host } = input;
  const marketplace = needs.ownerOfAccount(wallet_account);
  if (marketplace === null) return { ok: false, fault: "not_found" };
  const payee = await findPayee(needs.db.read, { wallet_account, host }, null);
  if (!payee) return { ok: false, fault: "media_payee_missing" };
  const way = (await needs.payouts(wallet_account)) ? "wallet" : "hand";
  const place = { wallet_account, currency: amount.currency };
  const codes = ["media_due", "media_payouts", "receivable"] as const;
  await context.accounts.ensure(codes.map((code) => platformAccount(code, place)));
  try {
    return await needs.db.tx((tx) => reserve(context, tx, { by, input, marketplace, payee, way, repeat }));
  } catch (fault) {
    if (fault instanceof Refused) return { ok: false, fault: fault.code };
    throw fault;
  }
}

/** Thrown so that the transaction, and with it the repeat key, is undone. */
class Refused extends Error {
  readonly code: CampaignFault;
  constructor(code: CampaignFault) {
    super(code);
    this.code = code;
  }
}

type Asked = {
  by: string;
  input: NewPayout;
  marketplace: string;
  payee: PayeeRow;
  way: PayoutView["way"];
  repeat: RepeatKey | null;
};

async function reserve(context: CampaignsContext, tx: Tx, asked: Asked): Promise<Result<PayoutView>> {
  const { clock, ids } = context.needs;
  const { input, repeat, payee, marketplace } = asked;
  const { wallet_account, host, amount } = input;
  const now = clock.now();
  const id = ids.next("mpo", bucketIndex(wallet_account));
  const bucket = bucketOf(id);
  if (repeat) {
    const claim = await claimRepeat(tx, bucket, repeat, id, now);
    if (!claim.first) return await again(tx, claim);
  }
  if (amount.minor <= 0n || !(await take(tx, bucket, input, amount))) throw new Refused("media_due_short");
  const place = { wallet_account, currency: amount.currency };
  const sides = { debit: platformAccount("media_due", place), credit: platformAccount("media_payouts", place) };
  const transfer = transferOf("media_payout_asked", sides, { subject: id, amount, at: now });
  if ((await post(tx, [[transfer]]))[0] !== "posted") throw new Error(`The ledger refused to set ${id} aside.`);
  await tx.query(
    `insert into media_payouts (bucket, id, marketplace, wallet_account, host, payee, way, amount, currency, state,
       asked_by, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', $10, $11)`,
    [
      ...[bucket, id, marketplace, wallet_account, host, payee.n, asked.way, amount.minor, amount.currency],
      ...[asked.by, now],
    ],
  );
  await tx.query("insert into media_payout_due (bucket, at, payout) values ($1, $2, $3)", [
    ...[bucket, new Date(now.getTime() + confirmWithinMs), id],
  ]);
  const act = { act: "payout_asked", marketplace, subject: id, by: asked.by, at: now } as const;
  await writeAct(tx, { ...act, about: { host, wallet_account, payee: payee.n, amount: toJson(amount) } });
  const data = { payout: id, host, wallet_account, amount: toJson(amount), to: "asked" };
  await writeEvent(tx, ids, { type: "media_payout.asked", version: 1, marketplace, subject: id, data }, now);
  const row = await findPayout(tx.query, id);
  if (!row) throw new Error(`${id} was written and is not there.`);
  return { ok: true, value: payoutView(row) };
}

/** The condition and the row's own rule both say: not more than is owed. */
async function take(tx: Tx, bucket: number, { wallet_account, host }: NewPayout, amount: Money): Promise<boolean> {
  const taken = await tx.query(
    `update media_accounts set paid_out = paid_out + $5
     where bucket = $1 and wallet_account = $2 and host = $3 and currency = $4 and billed - paid_out >= $5 returning 1`,
    [bucket, wallet_account, host, amount.currency, amount.minor],
  );
  return taken.length === 1;
}

async function again(tx: Tx, claim: { subject: string; same: boolean }): Promise<Result<PayoutView>> {
  const row = await findPayout(tx.query, claim.subject);
  if (!claim.same || !row) return { ok: false, fault: "idempotency_key_reused" };
  return { ok: true, value: payoutView(row), repeated: true };
}
