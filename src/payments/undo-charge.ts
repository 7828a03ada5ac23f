import { bucketOf } from "#db";
import type { AskOutcome, Wallet } from "#wallets/protocol";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";

/** A reversal is two calls of a wallet, each with its time-out of seconds: after this nothing of it is under way. */
const reversalMs = 60_000;

const beingReversed = { kind: "unknown", cause: "a reversal may be under way" } as const;

/**
 * A payer's code at the wallet that charges it, be it the store's or another that its wallet accepts: its reversal asks
 * that wallet and then undoes it, also where it was paid between the two. So a reversal is one process's alone, for so
 * long, its intent is committed before the wallet hears of it, and "paid" is believed only from whoever finds no such
 * intent after having heard it: a reversal that begins later asks later, and finds it paid. Any other "paid" is asked
 * for again when nothing can undo it any more.
 */
export function undoneByOne(context: PaymentsContext, id: string, charge: Wallet): Wallet {
  const now = () => context.needs.clock.now();
  const hear = async <Said extends AskOutcome>(call: () => Promise<Said>, mine: Date | null = null) => {
    const askedAt = now();
    const said = await call();
    if (said.kind !== "paid") return said;
    const begun = await reversingAt(context, id);
    const over = begun === null || askedAt.getTime() >= begun.getTime() + reversalMs;
    return over || begun.getTime() === mine?.getTime() ? said : beingReversed;
  };
  const close: Wallet["close"] = async (subject) => {
    const at = now();
    if (!(await begin(context, id, at))) return beingReversed;
    const said = await hear(() => charge.close(subject), at);
    if (said.kind === "closed") await tellIfPaid(context, id);
    return said;
  };
  return {
    ...charge,
    async start(request) {
      // Nothing is charged after somebody has set out to undo it.
      if ((await reversingAt(context, id)) !== null) return beingReversed;
      const said = await hear(() => charge.start(request));
      if (said.kind !== "waiting" || !said.hopeless) return said;
      // A till has no second try: it is told no once nothing can be taken any more, and else what came of it.
      const ended = await close(request);
      return ended.kind === "closed" ? { kind: "refused", ...said.hopeless } : ended;
    },
    ask: (subject) => hear(() => charge.ask(subject)),
    close,
  };
}

/** A word that nobody asked for may be of any age: of a code that somebody set out to undo it is a hint alone. */
export async function isHintOnly(context: PaymentsContext, { id, method, start }: PaymentRow): Promise<boolean> {
  if (start.issuer !== undefined) return true;
  return method === "code" && (await reversingAt(context, id)) !== null;
}

/** A refund of no name of ours, of a code that was undone: a wallet may tell of its reversal as of a refund. */
export async function isReversal(context: PaymentsContext, payment: string, account: string): Promise<boolean> {
  const row = await context.loads.payments.submit(payment);
  if (!row || row.wallet_account !== account || row.reversing_at === null) return false;
  // That wallet was not the one that charged it.
  if (row.start.issuer !== undefined) return false;
  return row.state !== "paid" && row.state !== "surplus" && row.state !== "returned";
}

/** Read anew: what was known before the wallet's word proves nothing. */
async function reversingAt(context: PaymentsContext, id: string): Promise<Date | null> {
  return (await context.loads.payments.submit(id))?.reversing_at ?? null;
}

/** Only where a process slept for a minute between a reversal's two calls: money went back, and a person looks. */
async function tellIfPaid({ loads, needs }: PaymentsContext, id: string): Promise<void> {
  const row = await loads.payments.submit(id);
  if (row?.state === "paid") needs.alarm("payment_contradiction", { payment: id, said: "undone after it was paid" });
}

/** The intent. False: somebody else reverses it, or it is paid. */
async function begin({ needs }: PaymentsContext, id: string, at: Date): Promise<boolean> {
  const rows = await needs.db.read<{ id: string }>(
    `update payments set reversing_at = $3
     where bucket = $1 and id = $2 and (reversing_at is null or reversing_at <= $4)
       and state in ('starting', 'waiting', 'abandoned', 'closed', 'refused')
     returning id`,
    [bucketOf(id), id, at, new Date(at.getTime() - reversalMs)],
  );
  return rows.length === 1;
}
