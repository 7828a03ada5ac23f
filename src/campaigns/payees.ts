import { bucketOf, type Tx, writeEvent } from "#db";
import { writeAct } from "./acts.ts";
import type { CampaignsContext } from "./context.ts";
import type { NewPayee, PayeeView } from "./payout-types.ts";
import type { Result } from "./types.ts";

export type PayeeRow = PayeeView & { number_sealed: string };

/** What a sealed number is bound to. */
export const payeeAad = (account: string, host: string): string => `media payee ${account} ${host}`;

/**
 * Says where a host app is paid. The number is sealed and only its last four digits are shown; a payout keeps the
 * account that it was asked for, and the second person sees which one before they confirm.
 */
export async function setPayee(context: CampaignsContext, by: string, payee: NewPayee): Promise<Result<PayeeView>> {
  const { db, clock, ids, seal, ownerOfAccount } = context.needs;
  const { wallet_account: account, host, holder, bank, number } = payee;
  const marketplace = ownerOfAccount(account);
  if (marketplace === null) return { ok: false, fault: "not_found" };
  if (!/^\d{8,28}$/.test(number)) return { ok: false, fault: "media_payee_invalid" };
  const sealed = seal(number, payeeAad(account, host));
  const [at, last4] = [clock.now(), number.slice(-4)];
  return await db.tx(async (tx): Promise<Result<PayeeView>> => {
    // Payees of all host apps at the account are numbered in one chain of acts: they take turns.
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 79))", [`payees ${account}`]);
    const [row] = await tx.query<PayeeRow>(
      `insert into media_payees (bucket, wallet_account, host, n, holder, bank, number_sealed, last4, set_by, set_at)
       select $1, $2, $3, coalesce(max(n), 0) + 1, $4, $5, $6, $7, $8, $9 from media_payees
       where bucket = $1 and wallet_account = $2 and host = $3 returning *`,
      [bucketOf(account), account, host, holder, bank, sealed, last4, by, at],
    );
    const data = { wallet_account: account, host, bank, last4, by };
    await writeAct(tx, {
      ...{ act: "payee_set", marketplace, subject: account, by, at },
      about: { host, bank, last4, n: (row as PayeeRow).n },
    });
    await writeEvent(tx, ids, { type: "media_payee.set", version: 1, marketplace, subject: account, data }, at);
    return { ok: true, value: payeeView(row as PayeeRow) };
  });
}

export function payeeView({ wallet_account, host, n, holder, bank, last4, set_by, set_at }: PayeeRow): PayeeView {
  return { wallet_account, host, n, holder, bank, last4, set_by, set_at };
}

/** One of a host app's bank accounts, or its newest. */
export async function findPayee(
  read: Tx["query"],
  place: { wallet_account: string; host: string },
  n: number | null,
): Promise<PayeeRow | null> {
  const [row] = await read<PayeeRow>(
    `select * from media_payees where bucket = $1 and wallet_account = $2 and host = $3 and ($4::int is null or n = $4)
     order by n desc limit 1`,
    [bucketOf(place.wallet_account), place.wallet_account, place.host, n],
  );
  return row ?? null;
}
