import { bucketOf } from "#db";
import { disputeChecks } from "#disputes";
import { checkBooks, ledgerChecks } from "#ledger";
import type { House } from "#main";
import { capChecks } from "#openings";
import { paymentChecks } from "#payments";
import { reconciliationChecks } from "#reconciliation";
import type { SandboxClock, SandboxWallets } from "#sandbox";
import { settlementChecks } from "#settlement";
import type { Acknowledged } from "./load.ts";

/** What the house must not show after the storm; each list is empty when all is well. */
export type Verdict = { books: string[]; lost: string[]; doubled: string[]; breaks: string[]; lines: number };

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Lets what is due come about: the wallets tell, the house asks, expired checkouts end, surplus goes back. */
export async function comeToRest(house: House, clock: SandboxClock): Promise<void> {
  for (const minutes of [0, 1, 5, 20, 60, 120]) {
    clock.set(new Date(clock.now().getTime() + minutes * minuteMs));
    await house.settle();
    while ((await house.caps.sweep()) > 0) if (minutes === 0) break;
  }
}

export async function judge(
  house: House,
  wallets: SandboxWallets,
  clock: SandboxClock,
  done: Acknowledged,
  began: Date,
): Promise<Verdict> {
  const rooms = [...paymentChecks, ...capChecks, ...settlementChecks, ...disputeChecks, ...reconciliationChecks];
  const checks = [...ledgerChecks, ...rooms];
  const { lost, doubled } = await againstWallets(house, wallets, done);
  const { breaks, lines } = await reconciled(house, clock, began);
  const books = (await checkBooks(house.db, checks)).map((fault) => `${fault.check}: ${fault.about} ${fault.detail}`);
  return { books, lost, doubled, breaks, lines };
}

type Ours = { id: string; state: string; amount: bigint; wallet_ref: string | null; refunded: bigint };

/** Every success and refund of the wallets' stands here, once, and everything that was acknowledged is there. */
async function againstWallets(house: House, wallets: SandboxWallets, done: Acknowledged) {
  const [lost, doubled]: [string[], string[]] = [[], []];
  const seen = new Set<string>();
  for (const { wallet, fake } of wallets.mounted) {
    for (const theirs of fake.ledger().payments) {
      const id = `pay_${theirs.out_trade_no}`;
      const [ours] = await house.db.read<Ours>(
        "select id, state, amount, wallet_ref, refunded from payments where bucket = $1 and id = $2",
        [bucketOf(id), id],
      );
      if (seen.has(id)) doubled.push(`${wallet.id} was paid ${id} twice`);
      seen.add(id);
      const settled = ours !== undefined && ["paid", "surplus", "returned"].includes(ours.state);
      if ((theirs.paid_at !== null) !== settled) lost.push(`${id} is ${ours?.state}, paid there at ${theirs.paid_at}`);
      if (settled && ours.amount.toString() !== theirs.amount) lost.push(`${id} has another amount`);
      if (settled && ours.refunded.toString() !== theirs.refunded)
        doubled.push(`${id}: ${ours.refunded} back here, ${theirs.refunded} there`);
    }
  }
  for (const table of [
    "checkouts",
    "payments",
    "refunds",
    "releases",
    "disputes",
    "evidence_files",
    "withdrawals",
  ] as const) {
    const ids = done[table];
    const key = table === "releases" ? "payment" : "id";
    const rows = await house.db.read<{ id: string }>(
      `select t.${key} as id from unnest($1::int[], $2::text[]) as w (bucket, id)
       join ${table} t on t.bucket = w.bucket and t.${key} = w.id`,
      [ids.map((id) => bucketOf(id)), ids],
    );
    const known = new Set(rows.map((row) => row.id));
    lost.push(...ids.filter((id) => !known.has(id)).map((id) => `${id} was acknowledged and is gone`));
  }
  return { lost, doubled };
}

/** The wallets' own bills of every day of it, held against ours: nothing may be left open. */
async function reconciled(house: House, clock: SandboxClock, began: Date) {
  const shanghai = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
  const days: string[] = [];
  for (let at = began.getTime(); shanghai(at) <= shanghai(clock.now().getTime()); at += dayMs) days.push(shanghai(at));
  const last = Date.parse(`${days.at(-1)}T00:00:00+08:00`) + dayMs;
  clock.set(new Date(last + 11 * 60 * minuteMs));
  await house.refresh();
  const breaks: string[] = [];
  let lines = 0;
  for (const { id: account, wallet } of house.directory.snapshot.walletAccounts())
    for (const day of days) {
      const done = await house.reconciliation.runDay({ account, day });
      if (!done.ok) breaks.push(`${wallet} ${day}: ${done.fault} ${JSON.stringify(done.detail)}`);
      else lines += Number.parseInt(`${done.value.run.lines}`, 10);
    }
  const open = await house.reconciliation.listBreaks({ marketplace: null }, { after: null, limit: 100 });
  breaks.push(
    ...open.data.filter((one) => one.state !== "closed").map((one) => `${one.class} ${one.subject} ${one.says}`),
  );
  return { breaks, lines };
}
