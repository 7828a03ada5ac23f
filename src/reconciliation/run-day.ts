import { writeEvent } from "#db";
import { money } from "#money";
import { BillFault, type BillLine } from "#wallets/protocol";
import { agreedRatesOf } from "./agreed-rates.ts";
import { closeLate, keepLines, turnOverdue } from "./close-late.ts";
import { compareCommission } from "./commission.ts";
import { dayOf } from "./day.ts";
import { postFees } from "./fees.ts";
import { sourceOfFiles } from "./file-source.ts";
import type { Found } from "./find-breaks.ts";
import { compareFunds } from "./funds.ts";
import { claimRun, type ReadBill, readBill } from "./import-bill.ts";
import { matchPart, type PartScope } from "./match-part.ts";
import { haveAny, type OursUnderWay, readOurs } from "./read-ours.ts";
import { compareRefunds } from "./refund-bill.ts";
import { partCount, type Spill } from "./spill.ts";
import {
  type AccountFacts,
  type BillSource,
  type BreakClass,
  type ReconciliationNeeds,
  type Result,
  type RunFault,
  type RunView,
  refused,
} from "./types.ts";
import { type Judged, writeBreaks } from "./write-breaks.ts";

export type Progress = (done: number, of: number, what: "lines" | "parts") => void;
export type RunDone = { run: RunView; repeated: boolean };

/**
 * Holds a wallet's bill of a day of Asia/Shanghai against our own payments and refunds of that day. Any number of
 * times: the same bill again changes nothing, another one for the same day is refused (`bill_changed`). Memory does not
 * grow with the bill: lines and ours are put aside in parts, which are matched one after the other.
 */
export async function runDay(
  needs: ReconciliationNeeds,
  asked: { account: string; day: string; files?: readonly string[] | null },
  told: Progress = () => {},
): Promise<Result<RunDone, RunFault>> {
  const day = dayOf(asked.day);
  if (!day) return refused("bill_day_invalid", { day: asked.day });
  const account = needs.account(asked.account);
  const connected = account && (await needs.wallet(account.id));
  if (!account || !connected) return refused("not_found", { wallet_account: asked.account });
  const files = asked.files ?? null;
  const source = files === null ? { wallet: connected, digest: null } : await sourceOfFiles(needs, connected, files);
  const { wallet } = source;
  if (!wallet.bill) return refused("bill_not_offered", { wallet: account.wallet });
  // A day that is not over has no last line yet, and a bill is brought in once.
  if (needs.clock.now() < day.to) return refused("bill_not_ready", { day: asked.day });
  let bill: ReadBill | null = null;
  let ours: OursUnderWay | null = null;
  try {
    const rates = await agreedRatesOf(needs.db, account.id);
    const mine = { account: account.id, day, methods: rates !== null };
    const lines = await linesOf(needs, account, wallet, asked.day, day);
    // What is done already is only compared, and needs nothing of ours.
    if (!(await isDone(needs, account.id, asked.day))) ours = readOurs(needs.db, mine);
    bill = await readBill(lines, (n) => told(n, n, "lines"));
    // What two people approved is what is read, whatever the reading has learnt since.
    if (source.digest !== null && source.digest !== bill.digest) return refused("bill_changed", { files: asked.files });
    const { run, isNew, same } = await claimRun(needs, account, asked.day, { ...bill, files });
    if (!same) return refused("bill_changed", { run: run.id });
    if (run.state === "done") return { ok: true, value: { run, repeated: !isNew } };
    ours ??= readOurs(needs.db, mine);
    await matchDay(needs, { db: needs.db, run, account, day, rates }, { bill, ours: await ours.rows() }, told);
    await compareFunds(needs, { run, account, wallet, moved: bill.moved });
    await compareRefunds(needs, { run, account, wallet, day });
    await compareCommission(needs, { run, account, wallet, day });
    return { ok: true, value: { run: await finish(needs, run), repeated: false } };
  } catch (error) {
    if (error instanceof BillFault) return refused(error.code, { says: error.message });
    throw error;
  } finally {
    bill?.spill.remove();
    await ours?.drop();
  }
}

/** A day without a bill is an empty day only when we have nothing on it either. */
async function linesOf(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  wallet: BillSource,
  text: string,
  day: { from: Date; to: Date },
): Promise<AsyncIterable<readonly BillLine[]>> {
  const batches = wallet.bill?.(text)[Symbol.asyncIterator]();
  if (!batches) throw new Error("A wallet without bills is refused before.");
  let first: IteratorResult<readonly BillLine[]>;
  try {
    first = await batches.next();
  } catch (error) {
    const empty = error instanceof BillFault && error.code === "bill_missing";
    if (!empty || (await haveAny(needs.db, account.id, day))) throw error;
    first = { done: true, value: undefined };
  }
  return (async function* () {
    for (let next = first; !next.done; next = await batches.next()) yield next.value;
  })();
}

async function isDone(needs: ReconciliationNeeds, account: string, day: string): Promise<boolean> {
  const rows = await needs.db.read(
    "select 1 from bill_runs where wallet_account = $1 and day = $2 and state = 'done'",
    [account, day],
  );
  return rows.length > 0;
}

type Sides = { bill: ReadBill; ours: Spill };

async function matchDay(
  needs: ReconciliationNeeds,
  scope: PartScope,
  { bill, ours }: Sides,
  told: Progress,
): Promise<void> {
  const { account, run } = scope;
  const fees = new Map<string, bigint>();
  const fee = (store: string, amount: bigint): void => {
    // What is no store's (another wallet's acquirer has it here) is in no store's book.
    if (amount !== 0n && store !== "") fees.set(store, (fees.get(store) ?? 0n) + amount);
  };
  for (let part = 0; part < partCount; part++) {
    const table = await matchPart(scope, bill.spill.read(part), ours.read(part), {
      fee,
      keep: (lines) => keepLines(needs, run.id, lines),
      found: async (found) => {
        const lines = found.flatMap((one) => one.line ?? []);
        await keepLines(needs, run.id, lines);
        await writeBreaks(needs, run, account, await judged(needs, scope, found));
      },
    });
    await closeLate(needs, scope, table, part);
    told(part + 1, partCount, "parts");
  }
  await turnOverdue(needs, scope);
  await postFees(needs, account, run.id, fees);
}

async function judged(needs: ReconciliationNeeds, scope: PartScope, all: readonly Found[]): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const found of all) for (const name of found.classes) judged.push(await judge(needs, scope, found, name));
  return judged;
}

/** A success that we never heard of is heard here; an hour beside midnight explains itself. */
async function judge(
  needs: ReconciliationNeeds,
  { account, run }: PartScope,
  found: Found,
  name: BreakClass,
): Promise<Judged> {
  if (name === "day_boundary" && found.line !== null && found.near_edge)
    return { found, class: name, resolution: "late" };
  const { subject, theirs, wallet_ref: walletRef, at, kind } = found;
  // Of an attempt that is not paid here, another amount is asked about too: what the wallet confirms goes back.
  const unheard = found.their_state === "done" && found.classes.includes("state") && /^(state|amount)$/.test(name);
  if (!unheard || kind === "fund" || subject === null || theirs === null || walletRef === null)
    return { found, class: name, resolution: null };
  const said = { kind, walletRef, at, amount: money(theirs, "CNY"), brought: run.files !== null };
  const heard = await needs.hear(account.id, subject, said);
  return { found, class: name, resolution: heard ? "heard" : null };
}

/** The run and the word of it in one commit; whoever comes second finds it done. */
async function finish(needs: ReconciliationNeeds, run: RunView): Promise<RunView> {
  return await needs.db.tx(async (tx) => {
    const now = needs.clock.now();
    const counts = await tx.query<{ class: BreakClass; count: bigint }>(
      `select class, count(*) as count from bill_breaks where run = $1 group by class`,
      [run.id],
    );
    const found = Object.fromEntries(counts.map((row) => [row.class, Number.parseInt(`${row.count}`, 10)]));
    const [done] = await tx.query<RunView>(
      `update bill_runs set state = 'done', found = $2, finished_at = $3 where id = $1 and state = 'imported'
       returning *`,
      [run.id, JSON.stringify(found), now],
    );
    if (!done) return { ...run, state: "done", found };
    const { wallet, wallet_account, day, lines, totals } = done;
    const data = { run: run.id, wallet, wallet_account, day, lines: `${lines}`, totals, found };
    const about = { type: "reconciliation.finished", version: 1, marketplace: run.marketplace, subject: run.id };
    await writeEvent(tx, needs.ids, { ...about, data }, now);
    return done;
  });
}
