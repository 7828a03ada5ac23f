import { bucketFromText, bucketIndex, bucketOf, bucketValue, bucketValues, derivedId, isId, withPrefix } from "#db";
import { dayText } from "./day.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import type { LiveWord, ReconciliationNeeds } from "./types.ts";

/** What payments could not place is named at once, and not only when the bill tells it the next day. */
export async function nameLive(needs: ReconciliationNeeds, word: LiveWord): Promise<void> {
  const { subject, walletRef, account, at } = word;
  const bucket = subject === null ? bucketFromText(walletRef) : bucketIndex(subject);
  const owner = subject ?? account.id;
  // Where no number of ours tells them apart, a wallet may write one number on a payment and on its refund.
  const about = `live ${word.class} ${subject === null && word.kind === "refund" ? "refund " : ""}${walletRef}`;
  await needs.db.tx(async (tx) => {
    const made = await tx.query<ToldBreak>(
      `insert into bill_breaks as b (bucket, id, marketplace, wallet_account, day, class, kind, subject, wallet_ref,
       currency, ours, theirs, says, owner, advice, state, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'CNY', $10, $11, $12, 'finance', 'accept', 'open', $13)
     on conflict do nothing returning ${toldColumns}`,
      [
        ...[bucketValue(bucket), derivedId("brk", owner, about, 0, bucket)],
        ...[account.marketplace, account.id, dayText(at), word.class, word.kind, subject, walletRef],
        ...[word.ours, word.theirs, word.says, at],
      ],
    );
    await tellBreaks(tx, needs, "opened", made);
  });
}

type Stray = { wallet_account: string; notice_id: string; about: string; reading: unknown; at: Date };

const namedMax = 10_000;

/**
 * Proven notices about nothing that we know, if they tell of money. `named` remembers those that have their break
 * already, which whoever looks again need not write again.
 */
export async function nameStrays(needs: ReconciliationNeeds, since: Date, named: Set<string>): Promise<void> {
  const strays = await needs.db.read<Stray>(
    "select wallet_account, notice_id, about, reading, at from stray_notices where bucket = any($1) and at >= $2",
    [bucketValues, since],
  );
  for (const stray of strays) {
    const key = `${stray.wallet_account} ${stray.notice_id}`;
    if (named.has(key)) continue;
    const account = needs.account(stray.wallet_account);
    const word = successOf(stray);
    if (!account || !word) continue;
    const { kind, amount, walletRef } = word;
    const says =
      kind === "payment"
        ? `A proven notice tells that ${stray.about} was paid; we know of no such payment on this account.`
        : `A proven notice tells that ${stray.about} was refunded; we know of no such refund on this account.`;
    const what = { class: "theirs_only", kind, ours: null, theirs: amount, says } as const;
    await nameLive(needs, { ...what, account, subject: null, walletRef, at: stray.at });
    if (named.size >= namedMax) named.clear();
    named.add(key);
  }
}

type Success = { kind: "payment" | "refund"; walletRef: string; amount: bigint };

/** The wallet's number and the amount that a kept reading says was paid, or sent back. */
function successOf({ reading, about }: Stray): Success | null {
  const outcome = memberOf(reading, "outcome") ?? partOf(reading, about);
  const minor = memberOf(memberOf(outcome, "amount"), "minor");
  const amount = typeof minor === "string" && /^\d+$/.test(minor) ? BigInt(minor) : 0n;
  const word = memberOf(outcome, "kind");
  const walletRef = memberOf(outcome, word === "refunded" ? "walletRefundRef" : "walletRef");
  if ((word !== "paid" && word !== "refunded") || typeof walletRef !== "string") return null;
  return { kind: word === "paid" ? "payment" : "refund", walletRef, amount };
}

/** What a notice of a combined order tells of one payment of it. */
function partOf(reading: unknown, about: string): unknown {
  const parts = memberOf(reading, "parts");
  const part = Array.isArray(parts) ? parts.find((one) => memberOf(one, "paymentId") === about) : null;
  return memberOf(part, "outcome");
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : null;
}

/** An alarm of payments about a success that did not fit, as a word to be named; null for every other alarm. */
export function liveWordOf(
  needs: Pick<ReconciliationNeeds, "account">,
  alarm: { what: string; about: Readonly<Record<string, unknown>>; at: Date },
  accountOf: string | null,
): LiveWord | null {
  const isMisfit = alarm.what === "payment_amount_differs" || alarm.what === "payment_contradiction";
  const { payment, wallet_ref: walletRef, said, expected } = alarm.about;
  const account = accountOf === null ? null : needs.account(accountOf);
  if (!isMisfit || !account || typeof payment !== "string" || !isId(payment) || typeof walletRef !== "string")
    return null;
  const minor = (text: unknown): bigint | null => {
    const found = typeof text === "string" ? /^(\d+) /.exec(text) : null;
    return found ? BigInt(found[1] as string) : null;
  };
  return {
    ...{ account, subject: withPrefix("pay", payment), walletRef, at: alarm.at, kind: "payment" },
    class: alarm.what === "payment_amount_differs" ? "amount" : "state",
    ...{ ours: minor(expected), theirs: minor(said) },
    says: `The wallet tells of ${String(said)} where ${String(expected)} was asked for; nothing was posted.`,
  };
}

/** The wallet account of a payment, which an alarm does not name. */
export async function accountOfPayment(needs: ReconciliationNeeds, payment: string): Promise<string | null> {
  const [row] = await needs.db.read<{ wallet_account: string }>(
    "select wallet_account from payments where bucket = $1 and id = $2",
    [bucketOf(payment), payment],
  );
  return row?.wallet_account ?? null;
}
