import { accountOf, transferOf } from "#chart";
import { bucketIndex, bucketOf, derivedId, isUniqueViolation } from "#db";
import { post, type Transfer } from "#ledger";
import { money } from "#money";
import { openerOf } from "./open-accounts.ts";
import type { AccountFacts, ReconciliationNeeds } from "./types.ts";

const atOnce = 128;

/**
 * What the wallet kept of a day, and what it gave back, into the stores' books: one transfer a store and run, whose id
 * follows from both, so that a run that is repeated posts nothing twice. The bill alone tells what was kept: it is
 * posted as it stands, and a fee beyond the rate is a break beside it.
 */
export async function postFees(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  run: string,
  fees: ReadonlyMap<string, bigint>,
): Promise<void> {
  const accounts = openerOf(needs.db);
  const at = needs.clock.now();
  const all = [...fees].filter(([, fee]) => fee !== 0n);
  for (let from = 0; from < all.length; from += atOnce) {
    const transfers = all.slice(from, from + atOnce).map(([store, fee]) => feeTransfer(account, run, store, fee, at));
    await accounts.ensure(transfers.flatMap(({ debit, credit }) => [debit, credit]));
    await postOnce(needs, transfers).catch((fault: unknown) => {
      // Another process posted some of them meanwhile: what is left is found again.
      if (isUniqueViolation(fault)) return postOnce(needs, transfers);
      throw fault;
    });
  }
}

async function postOnce(needs: ReconciliationNeeds, transfers: readonly Transfer[]): Promise<void> {
  await needs.db.tx(async (tx) => {
    const known = await tx.query<{ id: string }>(
      `select t.id from unnest($1::int[], $2::text[]) as w (bucket, id)
       join transfers t on t.bucket = w.bucket and t.id = w.id`,
      [transfers.map((one) => bucketOf(one.id)), transfers.map((one) => one.id)],
    );
    const posted = new Set(known.map((row) => row.id));
    const fresh = transfers.filter((one) => !posted.has(one.id));
    if (fresh.length === 0) return;
    const results = await post(
      tx,
      fresh.map((one) => [one]),
    );
    if (results.includes("refused")) throw new Error("A wallet's fee must fit the books: no account of it is guarded.");
  });
}

function feeTransfer(account: AccountFacts, run: string, store: string, fee: bigint, at: Date): Transfer {
  const place = { store, wallet_account: account.id, currency: "CNY" } as const;
  const [kept, held] = [accountOf("wallet_fees", place), accountOf("receivable", place)];
  const [kind, sides] =
    fee > 0n
      ? (["wallet_fee_kept", { debit: kept, credit: held }] as const)
      : (["wallet_fee_returned", { debit: held, credit: kept }] as const);
  const transfer = transferOf(kind, sides, { subject: run, amount: money(fee > 0n ? fee : -fee, "CNY"), at });
  return { ...transfer, id: derivedId("tra", run, `wallet_fee ${store}`, 0, bucketIndex(store)) };
}
