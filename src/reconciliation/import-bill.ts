import { createHash } from "node:crypto";
import type { BillLine } from "#wallets/protocol";
import { LinePacker } from "./line-record.ts";
import { putAside } from "./put-aside.ts";
import { Spill } from "./spill.ts";
import type { AccountFacts, ReconciliationNeeds, RunView } from "./types.ts";

/** A bill as it was read to its end: its lines lie in `spill`, which whoever has it removes. */
export type ReadBill = { spill: Spill; digest: string; lines: number; totals: RunView["totals"] } & {
  /** What the account must have moved by, fees and what is under way included. */
  moved: bigint;
};

/**
 * Reads a bill to its end. Nothing of it is kept before: a bill that breaks off, or whose total is wrong, leaves
 * nothing behind. Memory holds a batch of its lines, however many it has.
 */
export async function readBill(
  batches: AsyncIterable<readonly BillLine[]>,
  told: (lines: number) => void,
): Promise<ReadBill> {
  const spill = new Spill();
  const packer = new LinePacker();
  const digest = createHash("sha256");
  const sums = { payments: 0n, refunds: 0n, fees: 0n };
  let lines = 0;
  let moved = 0n;
  try {
    for await (const batch of batches) {
      for (const line of batch) {
        packer.add(line, lines++);
        if (line.state === "done") sums[line.kind === "payment" ? "payments" : "refunds"] += line.amount.minor;
        sums.fees += line.fee.minor;
        const { minor } = line.amount;
        if (line.state !== "failed") moved += (line.kind === "payment" ? minor : -minor) - line.fee.minor;
      }
      const packed = packer.take();
      digest.update(packed);
      putAside(spill, packed);
      told(lines);
    }
  } catch (fault) {
    spill.remove();
    throw fault;
  }
  const totals = { payments: `${sums.payments}`, refunds: `${sums.refunds}`, fees: `${sums.fees}` };
  return { spill, digest: digest.digest("hex"), lines, totals, moved };
}

export type Claimed = { run: RunView; isNew: boolean; same: boolean };

/**
 * The run of a day, which there is once: `same` is false when the wallet tells another story of a day that was brought
 * in before.
 */
export async function claimRun(
  needs: ReconciliationNeeds,
  account: AccountFacts,
  day: string,
  bill: Omit<ReadBill, "spill"> & { files: readonly string[] | null },
): Promise<Claimed> {
  const made = await needs.db.read<RunView & { digest: string }>(
    `insert into bill_runs (id, marketplace, wallet, wallet_account, day, state, digest, lines, totals, files,
       imported_at)
     values ($1, $2, $3, $4, $5, 'imported', $6, $7, $8, $9, $10)
     on conflict (wallet_account, day) do nothing returning *`,
    [
      ...[needs.ids.next("rec"), account.marketplace, account.wallet, account.id, day, bill.digest, bill.lines],
      ...[JSON.stringify(bill.totals), bill.files, needs.clock.now()],
    ],
  );
  if (made[0]) return { run: made[0], isNew: true, same: true };
  const [known] = await needs.db.read<RunView & { digest: string }>(
    "select * from bill_runs where wallet_account = $1 and day = $2",
    [account.id, day],
  );
  if (!known) throw new Error("A run that stood in the way must be there.");
  // Whatever it was begun with, it is read to its end from these.
  const same = known.digest === bill.digest;
  if (known.state === "done" || !same) return { run: known, isNew: false, same };
  await needs.db.read("update bill_runs set files = $2 where id = $1 and state = 'imported'", [known.id, bill.files]);
  return { run: { ...known, files: bill.files }, isNew: false, same };
}
