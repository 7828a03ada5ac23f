import { bucketValues, makeIds, writeEvent } from "#db";
import { money } from "#money";
import { BillFault, type BillLine, type Wallet } from "#wallets/protocol";
import { bucketIndexOf } from "./buckets.ts";
import { dayOf, dayText } from "./day.ts";
import { edgeMinutes, type Found, findInBill, findInOurs, type Scope } from "./find-breaks.ts";
import { type Imported, importBill } from "./import-bill.ts";
import {
  type AccountFacts,
  type BreakClass,
  type ReconciliationNeeds,
  type Result,
  type RunFault,
  type RunView,
  refused,
} from "./types.ts";
import { type Judged, writeBreaks } from "./write-breaks.ts";

export type Progress = (done: number, of: number, what: "lines" | "buckets") => void;
export type RunDone = { run: RunView; repeated: boolean };

/** A payment's id carries the time of its order, which is paid within this many days, or was not paid at all. */
const payableDays = 8;
const dayMs = 86_400_000;

/**
 * Holds a wallet's bill of a day of Asia/Shanghai against our own payments and refunds of that day. Any number of
 * times: the same bill again changes nothing, another one for the same day is refused (`bill_changed`).
 */
export async function runDay(
  needs: ReconciliationNeeds,
  asked: { account: string; day: string },
  told: Progress = () => {},
): Promise<Result<RunDone, RunFault>> {
  const day = dayOf(asked.day);
  if (!day) return refused("bill_day_invalid", { day: asked.day });
  const account = needs.account(asked.account);
  const wallet = account && (await needs.wallet(account.id));
  if (!account || !wallet) return refused("not_found", { wallet_account: asked.account });
  if (!wallet.bill) return refused("bill_not_offered", { wallet: account.wallet });
  // A day that is not over has no last line yet, and a bill is brought in once.
  if (needs.clock.now() < day.to) return refused("bill_not_ready", { day: asked.day });
  let imported: Imported;
  try {
    imported = await importBill(needs, account, asked.day, await linesOf(needs, account, wallet, asked.day, day), (n) =>
      told(n, n, "lines"),
    );
  } catch (error) {
    if (error instanceof BillFault) return refused(error.code, { says: error.message });
    throw error;
  }
  const { run, isNew, same } = imported;
  if (!same) return refused("bill_changed", { run: run.id });
  if (run.state === "done") return { ok: true, value: { run, repeated: !isNew } };
  return { ok: true, value: { run: await matchDay(needs, account, run, day, told), repeated: false } };
}

/** A day without a bill is an empty day only when we have nothing on it either. */
async function linesOf(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  wallet: Wallet,
  text: string,
  day: { from: Date; to: Date },
): Promise<AsyncIterable<BillLine>> {
  const lines = wallet.bill?.(text)[Symbol.asyncIterator]();
  if (!lines) throw new Error("A wallet without bills is refused before.");
  let first: IteratorResult<BillLine>;
  try {
    first = await lines.next();
  } catch (error) {
    const empty = error instanceof BillFault && error.code === "bill_missing";
    if (!empty || (await hasAny(needs, account, day))) throw error;
    first = { done: true, value: undefined };
  }
  return (async function* () {
    for (let next = first; !next.done; next = await lines.next()) yield next.value;
  })();
}

async function hasAny(needs: ReconciliationNeeds, account: AccountFacts, day: { from: Date; to: Date }) {
  for (const bucket of bucketValues) {
    const scope = { bucket, run: "none", account: account.id, ...day };
    if ((await findInOurs(needs.db, scope, idsOf(bucket, day))).length > 0) return true;
  }
  return false;
}

async function matchDay(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  run: RunView,
  day: { from: Date; to: Date },
  told: Progress,
): Promise<RunView> {
  for (const [done, bucket] of bucketValues.entries()) {
    const scope: Scope = { bucket, run: run.id, account: account.id, ...day };
    const inBill = await findInBill(needs.db, scope);
    const inOurs = await findInOurs(needs.db, scope, idsOf(bucket, day));
    const judged: Judged[] = [];
    for (const found of [...inBill, ...inOurs])
      for (const name of found.classes) judged.push(await judge(needs, account, found, name));
    const now = needs.clock.now();
    await writeBreaks(needs.db, run, account, bucket, judged, now);
    await closeLate(needs, scope, now);
    told(done + 1, bucketValues.length, "buckets");
  }
  return await finish(needs, run);
}

/** A success that we never heard of is heard here; an hour beside midnight explains itself. */
async function judge(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  found: Found,
  name: BreakClass,
): Promise<Judged> {
  if (name === "day_boundary" && found.n !== null && found.near_edge) return { found, class: name, resolution: "late" };
  const { subject, theirs, wallet_ref: walletRef, at, kind } = found;
  const unheard = name === "state" && found.their_state === "done" && !found.classes.includes("amount");
  if (!unheard || subject === null || theirs === null || walletRef === null)
    return { found, class: name, resolution: null };
  const heard = await needs.hear(account.id, subject, { kind, walletRef, at, amount: money(theirs, "CNY") });
  return { found, class: name, resolution: heard ? "heard" : null };
}

/**
 * What an earlier day had and its bill had not is in this one: closed by itself. What this day's bill should have had
 * too, and has not, is ours alone.
 */
async function closeLate(needs: ReconciliationNeeds, scope: Scope, now: Date): Promise<void> {
  await needs.db.read(
    `update bill_breaks b set state = 'closed', resolution = 'late', closed_at = $4
     from bill_lines l where l.bucket = $1 and l.run = $2 and l.state <> 'failed' and b.bucket = l.bucket
       and b.subject = l.subject and b.wallet_account = $3 and b.run <> $2 and b.state <> 'closed'
       and b.class in ('ours_only', 'day_boundary')`,
    [scope.bucket, scope.run, scope.account, now],
  );
  await needs.db.read(
    `update bill_breaks b set class = 'ours_only', advice = 'accept',
       says = 'We have this; neither its day''s bill nor the next one has it.'
     where b.bucket = $1 and b.wallet_account = $2 and b.day = $3 and b.class = 'day_boundary' and b.advice = 'wait'
       and b.state = 'open'`,
    [scope.bucket, scope.account, dayText(new Date(scope.from.getTime() - dayMs))],
  );
}

/** The run and the word of it in one commit; whoever comes second finds it done. */
async function finish(needs: ReconciliationNeeds, run: RunView): Promise<RunView> {
  return await needs.db.tx(async (tx) => {
    const now = needs.clock.now();
    const counts = await tx.query<{ class: BreakClass; count: bigint }>(
      `select class, count(*) as count from bill_breaks where bucket = any($1) and run = $2 group by class`,
      [bucketValues, run.id],
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

/** The ids that a payment of that day can have, in one bucket. */
function idsOf(bucket: number, day: { from: Date; to: Date }): { from: string; to: string } {
  const at = (ms: number) =>
    makeIds({ now: () => new Date(ms) }, (n) => Buffer.alloc(n)).next("pay", bucketIndexOf(bucket));
  const slack = edgeMinutes * 60_000;
  return { from: at(day.from.getTime() - payableDays * dayMs), to: at(day.to.getTime() + slack) };
}
