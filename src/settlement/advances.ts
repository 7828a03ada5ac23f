import { accountOf, type BookPlace, platformAccount, transferOf } from "#chart";
import { bucketIndex, bucketOf, bucketValues, derivedId, isUniqueViolation, type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { type Currency, type Money, money, toJson } from "#money";
import type { SettlementContext } from "./context.ts";
import { type FundedPayment, holdsOf, least } from "./refund-funding.ts";

type AdvanceRow = {
  bucket: number;
  id: string;
  marketplace: string;
  wallet_account: string;
  store: string;
  payment: string;
  amount: bigint;
  currency: Currency;
};

/**
 * Sets the platform's own money aside for what a store's balance lacks: the first of two steps, in the platform's book.
 * The refund's own commit is the second. Null when the platform has not that much at this wallet account.
 */
export async function giveAdvance(
  context: SettlementContext,
  payment: FundedPayment,
  short: Money,
): Promise<{ id: string; amount: Money } | null> {
  const { db, clock, ids } = context.needs;
  const place = { wallet_account: payment.wallet_account, currency: short.currency };
  const sides = { debit: platformAccount("funds", place), credit: platformAccount("advances", place) };
  const bucket = bucketOf(payment.wallet_account);
  await context.accounts.ensure([...Object.values(sides), accountOf("advances", payment)]);
  const id = ids.next("adv", bucketIndex(payment.wallet_account));
  const at = clock.now();
  return await db.tx(async (tx) => {
    const given = transferOf("advance_given", sides, { subject: id, amount: short, at });
    if ((await post(tx, [[given]]))[0] !== "posted") return null;
    await tx.query(
      `insert into advances (bucket, id, marketplace, wallet_account, store, payment, amount, currency, state, given_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'given', $9)`,
      [
        ...[bucket, id, payment.marketplace, payment.wallet_account, payment.store, payment.id],
        ...[short.minor, short.currency, at],
      ],
    );
    return { id, amount: short };
  });
}

/**
 * Ends an advance by its fate: used by its refund, or, where no refund has used it, void from now on and back in the
 * platform's funds. The fate's key decides between this and a refund that commits at the same time.
 */
export async function endAdvance(context: SettlementContext, id: string): Promise<void> {
  const { db, clock } = context.needs;
  const [row] = await db.read<AdvanceRow>("select * from advances where bucket = $1 and id = $2 and state = 'given'", [
    bucketOf(id),
    id,
  ]);
  if (!row) return;
  const at = clock.now();
  const place = [bucketOf(row.store), id];
  await db.read(
    `insert into advance_fates (bucket, advance, marketplace, store, fate, at) values ($1, $2, $3, $4, 'void', $5)
     on conflict do nothing`,
    [...place, row.marketplace, row.store, at],
  );
  const [fate] = await db.read<{ fate: "used" | "void" }>(
    "select fate from advance_fates where bucket = $1 and advance = $2",
    place,
  );
  const state = fate?.fate === "used" ? "used" : "returned";
  await db.tx(async (tx) => {
    const ended = await tx.query(
      "update advances set state = $3, ended_at = $4 where bucket = $1 and id = $2 and state = 'given' returning 1",
      [row.bucket, id, state, at],
    );
    if (ended.length === 1 && state === "returned") await postReturned(tx, row, at);
  });
}

type Returned = { id: string; wallet_account: string; amount: bigint; currency: Currency };

/** Back in the platform's funds. */
async function postReturned(tx: Tx, row: Returned, at: Date): Promise<void> {
  const sides = { debit: platformAccount("advances", row), credit: platformAccount("funds", row) };
  const amount = money(row.amount, row.currency);
  const move: LedgerMove = [transferOf("advance_returned", sides, { subject: row.id, amount, at })];
  if ((await post(tx, [move]))[0] !== "posted") throw new Error(`The ledger refused to take ${row.id} back.`);
}

const forgottenMs = 60_000;
const batch = 64;

/** Ends the advances that somebody died over, and takes into the platform's book what stores sent back. */
export async function advancesDue(context: SettlementContext): Promise<number> {
  const { db, clock } = context.needs;
  const forgotten = await db.read<{ id: string }>(
    "select id from advances where bucket = any($1) and state = 'given' and given_at <= $2 limit $3",
    [bucketValues, new Date(clock.now().getTime() - forgottenMs), batch],
  );
  for (const { id } of forgotten) await orTold(context, { advance: id }, () => endAdvance(context, id));
  const returns = await db.read<AdvanceRow>(
    "select * from advance_returns where bucket = any($1) and arrived_at is null limit $2",
    [bucketValues, batch],
  );
  for (const row of returns) await orTold(context, { advance_return: row.id }, () => takeReturn(context, row));
  return forgotten.length + returns.length + (await recoverAll(context));
}

/** One that cannot be ended keeps no other up. */
async function orTold(
  context: SettlementContext,
  about: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (fault) {
    context.needs.alarm("advance_failed", { ...about, fault: String(fault) });
  }
}

async function takeReturn(context: SettlementContext, row: AdvanceRow): Promise<void> {
  const { db, clock } = context.needs;
  const at = clock.now();
  try {
    await db.tx(async (tx) => {
      const posted = await tx.query("select 1 from transfers where bucket = $1 and book = $2 and id = $3", [
        ...[bucketOf(row.wallet_account), row.wallet_account, derivedId("tra", row.id, "advance_returned", 0)],
      ]);
      if (posted.length === 0) await postReturned(tx, row, at);
    });
  } catch (fault) {
    // Another process took it a moment ago.
    if (!isUniqueViolation(fault)) throw fault;
  }
  await db.read("update advance_returns set arrived_at = $3 where bucket = $1 and id = $2 and arrived_at is null", [
    ...[row.bucket, row.id, at],
  ]);
}

async function recoverAll(context: SettlementContext): Promise<number> {
  const { db } = context.needs;
  const rows = await db.read<{ book: string; held_at: string; currency: Currency; marketplace: string }>(
    `select a.book, a.held_at, a.currency, f.marketplace from accounts a
     cross join lateral (
       select marketplace from advance_fates f where f.bucket = a.bucket and f.store = a.book limit 1
     ) f
     where a.bucket = any($1) and a.code = 'advances' and a.book <> a.held_at and a.debits > a.credits
       and exists (select 1 from accounts b where b.bucket = a.bucket and b.book = a.book and b.held_at = a.held_at
         and b.currency = a.currency and b.code = 'balance' and b.credits > b.debits)
     limit $2`,
    [bucketValues, batch],
  );
  let done = 0;
  for (const { book: store, held_at: wallet_account, currency, marketplace } of rows)
    if ((await db.tx((tx) => recoverOwed(context, tx, { marketplace, store, wallet_account, currency }))) > 0n) done++;
  return done;
}

/**
 * Takes what a store owes out of its balance, as far as that goes; answers how much. Called wherever the balance may be
 * spent, before it is: a store pays its debt before it withdraws.
 */
export async function recoverOwed(
  context: SettlementContext,
  tx: Tx,
  place: BookPlace & { marketplace: string },
): Promise<bigint> {
  const { clock, ids } = context.needs;
  const sides = { debit: accountOf("balance", place), credit: accountOf("advances", place) };
  const owed = await holdsOf(tx.query, sides.credit);
  const has = owed > 0n ? await holdsOf(tx.query, sides.debit) : 0n;
  const amount = least(owed, has);
  if (amount <= 0n) return 0n;
  const id = ids.next("adv", bucketIndex(place.store));
  const at = clock.now();
  const paid = money(amount, place.currency);
  const move = [transferOf("advance_recovered", sides, { subject: id, amount: paid, at })];
  if ((await post(tx, [move]))[0] !== "posted") return 0n;
  await tx.query(
    `insert into advance_returns (bucket, id, marketplace, store, wallet_account, amount, currency, cause, at)
     values ($1, $2, $3, $4, $5, $6, $7, 'recovered', $8)`,
    [bucketOf(id), id, place.marketplace, place.store, place.wallet_account, amount, place.currency, at],
  );
  const data = { store: place.store, wallet_account: place.wallet_account, amount: toJson(paid) };
  const event = { type: "advance.recovered", version: 1, marketplace: place.marketplace, subject: place.store, data };
  await writeEvent(tx, ids, event, at);
  return amount;
}
