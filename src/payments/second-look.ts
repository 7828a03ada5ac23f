import { bucketValues, type Clock, type Db, type HouseEvent, moveCursors, readCursors, readEvents } from "#db";
import type { CapsDoor } from "#openings";
import { loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentsNeeds } from "./needs.ts";
import type { PaymentRow } from "./rows.ts";
import { askAttempt, closeAttempt } from "./settle-attempt.ts";

const reader = "second look";
const batch = 500;
/** After an attempt has ended unpaid, the wallet is asked once more. */
const lookAgainMs = 5 * 60_000;
/** What ended before, a house that has just got this far asks about no more: its bill has told it. */
const oldestMs = 86_400_000;

type Needs = { db: Db; clock: Clock; caps?: Pick<CapsDoor, "settle">; acceptance?: PaymentsNeeds["acceptance"] };

/**
 * Follows attempts that ended unpaid, and has each looked at once more: a wallet that closed an order may all the same
 * have taken its money a moment before, and its notice may be lost. Nothing is asked here; what is due is written in
 * the commit that moves the cursor. Money that came after the end all the same is counted in its day's caps
 * again before the cursor moves, since whoever heard of it may have died over that. Answers how many were read.
 */
export async function noteEnded({ db, clock, caps, acceptance }: Needs): Promise<number> {
  const begun = await readCursors(db, reader);
  const events = await readEvents(db, new Map(bucketValues.map((bucket) => [bucket, begun.get(bucket) ?? 0n])), batch);
  if (events.length === 0) return 0;
  const since = clock.now().getTime() - oldestMs;
  const ended = events.filter(
    ({ type, at }) => (type === "payment.closed" || type === "payment.refused") && at.getTime() > since,
  );
  if (caps) await countLate({ db, caps, acceptance }, events.filter(isLate));
  await db.tx(async (tx) => {
    if (ended.length > 0)
      await tx.query(
        `insert into due (bucket, at, kind, subject)
         select bucket, at, 'payment', subject
         from unnest($1::int[], $2::timestamptz[], $3::text[]) as u (bucket, at, subject)
         on conflict do nothing`,
        [
          ended.map((event) => event.bucket),
          ended.map((event) => new Date(event.at.getTime() + lookAgainMs)),
          ended.map((event) => event.subject),
        ],
      );
    await moveCursors(tx, reader, new Map(events.map((event) => [event.bucket, event.number])));
  });
  return events.length;
}

const isLate = ({ type, data }: HouseEvent): boolean =>
  type === "payment.paid" && "from" in data && (data.from === "closed" || data.from === "refused");

/** Any number of times; a fault keeps the cursor where it is. */
async function countLate(
  { db, caps, acceptance }: Omit<Needs, "clock" | "caps"> & { caps: Pick<CapsDoor, "settle"> },
  late: readonly HouseEvent[],
): Promise<void> {
  if (late.length === 0) return;
  const rows = await db.read<{ id: string; use: string | null; through: boolean }>(
    `select p.id, p.start ->> 'cap_use' as use, p.start ? 'issuer' as through
     from unnest($1::int[], $2::text[]) as u (bucket, id) join payments p on p.bucket = u.bucket and p.id = u.id
     where p.start ?| '{cap_use,issuer}'`,
    [late.map((event) => event.bucket), late.map((event) => event.subject)],
  );
  for (const { id, use, through } of rows) {
    if (use !== null) await caps.settle({ payment: id, id: use }, "paid");
    if (through) await acceptance?.settleCaps?.(id, "paid");
  }
}

/** Ended on the wallet's word, without money. */
export const endedUnpaid = ({ state }: Pick<PaymentRow, "state">): boolean => state === "closed" || state === "refused";

/**
 * Asks the wallet about an attempt that ended unpaid. What it took all the same becomes the order's money or goes back;
 * what it would still take is closed again. False where the wallet could not say, and is to be asked later.
 */
export async function lookAgain(context: PaymentsContext, row: PaymentRow): Promise<boolean> {
  const attempt = await loadAttempt(context, row);
  if (!attempt.complete) return true;
  const heard = await askAttempt(context, attempt);
  if (heard.some(({ outcome }) => outcome.kind === "waiting")) {
    await closeAttempt(context, attempt);
    return false;
  }
  return heard.every(({ outcome }) => outcome.kind !== "unknown");
}
