import { accountOf, platformAccount, transferOf } from "#chart";
import { bucketIndex, bucketOf, claimRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import { type LedgerMove, post } from "#ledger";
import { type Currency, type Money, money, toJson } from "#money";
import type { SettlementContext } from "./context.ts";
import { holdsOf } from "./refund-funding.ts";
import type { Result } from "./types.ts";

export type FundsMoveView = {
  id: string;
  marketplace: string;
  wallet_account: string;
  act: "add" | "take";
  amount: Money;
  state: "proposed" | "done" | "rejected";
  why: string;
  proposer: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
};

export type FundsRow = Omit<FundsMoveView, "amount"> & { bucket: number; amount: bigint; currency: Currency };

export const fundsViewOf = ({ amount, currency, bucket: _, ...row }: FundsRow): FundsMoveView => ({
  ...row,
  amount: money(amount, currency),
});

export type NewFundsMove = {
  marketplace: string;
  wallet_account: string;
  act: "add" | "take";
  amount: Money;
  why: string;
};

/** One person says that the platform's own money was put at a wallet account, or taken away; another confirms it. */
export async function proposeFunds(
  context: SettlementContext,
  by: string,
  input: NewFundsMove,
  repeat: RepeatKey | null,
): Promise<Result<FundsMoveView>> {
  const { db, clock, ids } = context.needs;
  const { marketplace, wallet_account, act, amount, why } = input;
  if (amount.minor <= 0n) return { ok: false, fault: "amount_invalid" };
  const id = ids.next("pfm", bucketIndex(wallet_account));
  const at = clock.now();
  return await db.tx(async (tx): Promise<Result<FundsMoveView>> => {
    if (repeat) {
      const claim = await claimRepeat(tx, bucketOf(id), repeat, id, at);
      if (!claim.first) {
        const before = await findFunds(tx.query, claim.subject);
        if (!claim.same || !before) return { ok: false, fault: "idempotency_key_reused" };
        return { ok: true, value: fundsViewOf(before), repeated: true };
      }
    }
    const [row] = await tx.query<FundsRow>(
      `insert into platform_funds (bucket, id, marketplace, wallet_account, act, amount, currency, state, why, proposer,
         proposed_at) values ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9, $10) returning *`,
      [bucketOf(id), id, marketplace, wallet_account, act, amount.minor, amount.currency, why, by, at],
    );
    await told(context, tx, row as FundsRow, at);
    return { ok: true, value: fundsViewOf(row as FundsRow) };
  });
}

/** In the commit of what happened: `funds.proposed`, `funds.done`, `funds.rejected`. */
async function told({ needs }: SettlementContext, tx: Tx, row: FundsRow, at: Date): Promise<void> {
  const { id: subject, marketplace, wallet_account, act, state, proposer, decided_by } = row;
  const data = { funds: subject, wallet_account, act, amount: toJson(fundsViewOf(row).amount), proposer, decided_by };
  await writeEvent(tx, needs.ids, { type: `funds.${state}`, version: 1, marketplace, subject, data }, at);
}

async function findFunds(read: Tx["query"], id: string, lock = false): Promise<FundsRow | null> {
  if (!isId(id, "pfm")) return null;
  const [row] = await read<FundsRow>(
    `select * from platform_funds where bucket = $1 and id = $2 ${lock ? "for no key update" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}

export async function getFunds(context: SettlementContext, id: string): Promise<FundsMoveView | null> {
  const row = await findFunds(context.needs.db.read, id);
  return row && fundsViewOf(row);
}

/** The second person's word; `may` was asked before. Books move in the same commit. */
export async function decideFunds(
  context: SettlementContext,
  by: string,
  id: string,
  approve: boolean,
): Promise<Result<FundsMoveView>> {
  const { db, clock } = context.needs;
  const known = await findFunds(db.read, id);
  if (!known) return { ok: false, fault: "not_found" };
  const sides = { receivable: platformAccount("receivable", known), funds: platformAccount("funds", known) };
  await context.accounts.ensure(Object.values(sides));
  return await db.tx(async (tx): Promise<Result<FundsMoveView>> => {
    const row = await findFunds(tx.query, id, true);
    if (row?.state !== "proposed") return { ok: false, fault: "funds_wrong_state" };
    if (row.proposer === by) return { ok: false, fault: "second_person_needed" };
    const at = clock.now();
    if (approve) {
      const what = { subject: id, amount: money(row.amount, row.currency), at };
      const move: LedgerMove =
        row.act === "add"
          ? [transferOf("funds_added", { debit: sides.receivable, credit: sides.funds }, what)]
          : [transferOf("funds_taken", { debit: sides.funds, credit: sides.receivable }, what)];
      if ((await post(tx, [move]))[0] !== "posted") return { ok: false, fault: "funds_short" };
    }
    const [moved] = await tx.query<FundsRow>(
      "update platform_funds set state = $3, decided_by = $4, decided_at = $5 where bucket = $1 and id = $2 returning *",
      [row.bucket, id, approve ? "done" : "rejected", by, at],
    );
    await told(context, tx, moved as FundsRow, at);
    return { ok: true, value: fundsViewOf(moved as FundsRow) };
  });
}

export type PlatformBookView = {
  wallet_account: string;
  /** What may still be advanced or paid as compensation. */
  funds: Money;
  /** What stores owe, and what is set aside for a refund that has not used it yet. */
  advanced: Money;
  /** What stores were given for good. */
  compensated: Money;
};

/** The platform's own book at a wallet account, in CNY. */
export async function readPlatformBook(context: SettlementContext, account: string): Promise<PlatformBookView> {
  const place = { wallet_account: account, currency: "CNY" as const };
  const held = async (code: "funds" | "advances" | "in_transit") =>
    await holdsOf(context.needs.db.read, platformAccount(code, place));
  const [funds, advanced, compensated] = [await held("funds"), await held("advances"), await held("in_transit")];
  return {
    wallet_account: account,
    funds: money(funds, "CNY"),
    advanced: money(-advanced, "CNY"),
    compensated: money(-compensated, "CNY"),
  };
}

export type Compensation = {
  dispute: string;
  marketplace: string;
  store: string;
  wallet_account: string;
  amount: Money;
};

/**
 * Pays a store out of the platform's funds, in two local steps, each once whatever dies: first the platform's book,
 * then the store's. False while the platform has not that much; then nothing has moved, and it may be asked again.
 */
export async function compensate(context: SettlementContext, what: Compensation): Promise<boolean> {
  const { db, clock, ids } = context.needs;
  const { amount, dispute: subject } = what;
  const place = { ...what, currency: amount.currency };
  const ours = { debit: platformAccount("funds", place), credit: platformAccount("in_transit", place) };
  const theirs = { debit: accountOf("in_transit", place), credit: accountOf("balance", place) };
  await context.accounts.ensure([...Object.values(ours), ...Object.values(theirs)]);
  const at = clock.now();
  const given = transferOf("compensation_given", ours, { subject, amount, at });
  const arrived = transferOf("store_compensated", theirs, { subject, amount, at });
  if (!(await db.tx((tx) => once(tx, given)))) return false;
  await db.tx(async (tx) => {
    if (await stands(tx, arrived)) return;
    if (!(await once(tx, arrived))) throw new Error(`The ledger refused to compensate ${what.store}.`);
    const data = { dispute: subject, store: what.store, amount: toJson(amount) };
    const event = { type: "store.compensated", version: 1, marketplace: what.marketplace, subject: what.store, data };
    await writeEvent(tx, ids, event, at);
  });
  return true;
}

type Once = LedgerMove[number];

async function stands(tx: Tx, transfer: Once): Promise<boolean> {
  const { book } = transfer.debit;
  const found = await tx.query("select 1 from transfers where bucket = $1 and book = $2 and id = $3", [
    ...[bucketOf(book), book, transfer.id],
  ]);
  return found.length === 1;
}

/** True when it stands, by this or by an earlier try. */
async function once(tx: Tx, transfer: Once): Promise<boolean> {
  return (await stands(tx, transfer)) || (await post(tx, [[transfer]]))[0] === "posted";
}
