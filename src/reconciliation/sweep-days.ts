import { bucketValues } from "#db";
import { dayOf } from "./day.ts";
import { type Unplaced, unplacedIn } from "./placed.ts";
import { idsOf } from "./read-ours.ts";
import type { ReconciliationNeeds } from "./types.ts";

/** Buckets of a day a turn: a turn every five seconds goes through a day in three minutes. */
const bucketsATurn = 2;

/**
 * The slow sweep: days of accounts, newest first, bucket by bucket, each once when it is over and once more when its
 * bill is in. It finds what the quick look missed: money without a posting that is older than that looks back, or that
 * only a bill told. Where it has got to stands in the day's row; a bucket may be looked at twice, and none is left out.
 */
export async function sweepDays(needs: ReconciliationNeeds): Promise<Unplaced[]> {
  const found: Unplaced[] = [];
  for (let n = 0; n < bucketsATurn; n++) {
    const [next] = await needs.db.read<{ wallet_account: string; day: string; swept: number }>(
      // 64 buckets, in so many words: else the index over what is left is not used.
      "select wallet_account, day, swept from bill_days where swept < 64 order by day desc, wallet_account limit 1",
    );
    const day = next && dayOf(next.day);
    if (!next || !day) return found;
    const { wallet_account: account, swept } = next;
    const bucket = bucketValues[swept] as number;
    found.push(...(await unplacedIn(needs.db, { bucket, account, ids: idsOf(day), ...day })));
    // Whoever else looked at the same bucket has counted it: once is enough.
    await needs.db.read(
      "update bill_days set swept = swept + 1 where wallet_account = $1 and day = $2 and swept = $3",
      [account, next.day, swept],
    );
  }
  return found;
}
