import { type AccountCode, accountOf, type PostingKind } from "#chart";
import { bucketOf } from "#db";
import { accountId } from "#ledger";
import type { SettlementContext } from "./context.ts";
import { copiedTexts } from "./copied-texts.ts";
import { type Form, forms, type StatementLine, type Sums } from "./statement-forms.ts";

export type StatementForm = "ledger" | "wechatpay" | "alipay";

/**
 * What a store sees of its book, in this order: what is its own, what waits, what is under way, what was kept, what
 * lies between its book and others. All that a store's book can hold, so that the whole balances.
 */
export const statementAccounts = [
  ...(["balance", "ads_held", "escrow", "vouchers_due", "refunds_due", "withdrawals_due"] as const),
  ...(["advances", "suspense", "commission", "commission_collected", "wallet_fees", "withdrawal_fees"] as const),
  ...(["in_transit", "ads_between", "vouchers_between", "receivable"] as const),
] as const satisfies readonly AccountCode[];
export type StatementAccount = (typeof statementAccounts)[number];

export type StatementAsked = {
  store: string;
  wallet_account: string;
  /** One account of the book, or all of them, one after the other. A wallet's own columns have one. */
  of: StatementAccount | "all";
  /** From this instant on, up to but not including the other. */
  from: Date;
  to: Date;
  form: StatementForm;
};

/**
 * A store's accounts at one wallet account as CSV: what each was, each change in order, what it became. Streamed, so
 * that a book of any size needs no memory; sums are yuan with two decimals, above zero where the account grew. In the
 * columns of a wallet's own bill of funds: with its signs, times of Asia/Shanghai, and its sums at the end.
 */
export async function* statement(context: SettlementContext, asked: StatementAsked): AsyncGenerator<string> {
  const form = forms[asked.form];
  const made = context.needs.clock.now();
  yield lines(form.head(asked, made), "\uFEFF");
  const codes = asked.of === "all" ? statementAccounts : [asked.of];
  for (const code of codes) yield* ofAccount(context, asked, code, form, made);
}

async function* ofAccount(
  context: SettlementContext,
  asked: StatementAsked,
  code: AccountCode,
  form: Form,
  made: Date,
): AsyncGenerator<string> {
  const place = placeOf(asked, code);
  let balance = await balanceBefore(context, place, asked.from);
  yield lines(form.opening(asked, code, balance));
  const sums: Sums = { in: 0n, inCount: 0, out: 0n, outCount: 0 };
  for await (const line of changes(context, asked, place, balance)) {
    balance = line.balance;
    if (line.change > 0n) [sums.in, sums.inCount] = [sums.in + line.change, sums.inCount + 1];
    else [sums.out, sums.outCount] = [sums.out - line.change, sums.outCount + 1];
    yield `${form.line(line, code)}\r\n`;
  }
  yield lines(form.closing(asked, code, balance, sums, made));
}

const lines = (texts: readonly string[], before = ""): string => before + texts.map((text) => `${text}\r\n`).join("");

type Place = { bucket: number; book: string; id: string; grows: 1n | -1n };

function placeOf({ store, wallet_account }: StatementAsked, code: AccountCode): Place {
  const account = accountOf(code, { store, wallet_account, currency: "CNY" });
  const grows = account.side === "credit" ? 1n : -1n;
  return { bucket: bucketOf(store), book: store, id: accountId(account), grows };
}

async function balanceBefore(context: SettlementContext, place: Place, at: Date): Promise<bigint> {
  const [row] = await context.needs.db.read<{ held: bigint }>(
    `select coalesce(sum(credit - debit), 0)::bigint as held from entries
     where bucket = $1 and book = $2 and account = $3 and at < $4`,
    [place.bucket, place.book, place.id, at],
  );
  return (row?.held ?? 0n) * place.grows;
}

/** Ordered by the database, which puts aside on disk what does not fit; here one row at a time. */
async function* changes(
  context: SettlementContext,
  asked: StatementAsked,
  place: Place,
  opening: bigint,
): AsyncGenerator<StatementLine> {
  const rows = context.needs.db.copy(
    `select json_build_array(transfer, extract(epoch from at) * 1000, kind, subject, (credit - debit)::text)::text
     from entries
     where bucket = $1::int and book = $2 and account = $3::uuid and at >= $4::timestamptz and at < $5::timestamptz
     order by at, transfer`,
    [String(place.bucket), place.book, place.id, asked.from.toISOString(), asked.to.toISOString()],
  );
  let balance = opening;
  for await (const text of copiedTexts(rows)) {
    const [id, ms, kind, subject, moved] = JSON.parse(text) as [string, number, PostingKind, string, string];
    const change = BigInt(moved) * place.grows;
    balance += change;
    yield { id, at: new Date(ms), kind, subject, change, balance };
  }
}
