import type { ReconciliationNeeds } from "./types.ts";

const hourMs = 3_600_000;
const keptDays = 30;

/**
 * Lets files go that nobody proposed in a month, whether alone or beside another; their parts, which nobody can find
 * then, go as those of an upload that broke off do. What was proposed is named in the chain of acts, and stays. Looks
 * once an hour.
 */
export function makeTrimFiles({ db, clock }: Pick<ReconciliationNeeds, "db" | "clock">): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = clock.now().getTime();
    if (now < next) return;
    next = now + hourMs;
    await db.read(
      `delete from bill_files f where f.state = 'checked' and f.proposer is null and f.uploaded_at < $1
         and not exists (select from bill_files o
           where o.wallet_account = f.wallet_account and o.day = f.day and f.id = any(o.beside))`,
      [new Date(now - keptDays * 24 * hourMs)],
    );
  };
}
