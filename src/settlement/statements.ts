import { accountOf, type BookPlace, type PostingKind, postingKinds } from "#chart";
import { bare, bucketOf } from "#db";
import { accountId } from "#ledger";
import { money, toDecimalText } from "#money";
import type { SettlementContext } from "./context.ts";
import { copiedTexts } from "./copied-texts.ts";

export type StatementForm = "ledger" | "wechatpay";
export type StatementAsked = {
  store: string;
  wallet_account: string;
  /** From this instant on, up to but not including the other. */
  from: Date;
  to: Date;
  form: StatementForm;
};

type Line = { id: string; at: Date; kind: PostingKind; subject: string; change: bigint; balance: bigint };

/**
 * A store's balance at one wallet account as CSV: what it was, each change in order, what it became. Streamed, so that
 * a book of any size needs no memory; sums are yuan with two decimals. `wechatpay`: in the columns of that wallet's own
 * fund bill, with its backticks, times of Asia/Shanghai, and its two lines of sums at the end.
 */
export async function* statement(context: SettlementContext, asked: StatementAsked): AsyncGenerator<string> {
  const form = forms[asked.form];
  yield `\uFEFF${form.head}\r\n`;
  const sums = { count: 0, in: 0n, inCount: 0, out: 0n, outCount: 0 };
  const opening = await balanceBefore(context, asked, asked.from);
  yield* lines(form.opening(asked, opening));
  let balance = opening;
  for await (const line of changes(context, asked, opening)) {
    balance = line.balance;
    sums.count++;
    if (line.change > 0n) [sums.in, sums.inCount] = [sums.in + line.change, sums.inCount + 1];
    else [sums.out, sums.outCount] = [sums.out - line.change, sums.outCount + 1];
    yield `${form.line(line)}\r\n`;
  }
  yield* lines(form.closing(asked, balance, sums));
}

function* lines(texts: readonly string[]): Generator<string> {
  for (const text of texts) yield `${text}\r\n`;
}

const placeOf = ({ store, wallet_account }: StatementAsked): BookPlace => ({ store, wallet_account, currency: "CNY" });

async function balanceBefore(context: SettlementContext, asked: StatementAsked, at: Date): Promise<bigint> {
  const account = accountId(accountOf("balance", placeOf(asked)));
  const [row] = await context.needs.db.read<{ held: bigint }>(
    `select coalesce(sum(credit - debit), 0)::bigint as held from entries
     where bucket = $1 and book = $2 and account = $3 and at < $4`,
    [bucketOf(asked.store), asked.store, account, at],
  );
  return row?.held ?? 0n;
}

/** Ordered by the database, which puts aside on disk what does not fit; here one row at a time. */
async function* changes(context: SettlementContext, asked: StatementAsked, opening: bigint): AsyncGenerator<Line> {
  const account = accountId(accountOf("balance", placeOf(asked)));
  const rows = context.needs.db.copy(
    `select json_build_array(transfer, extract(epoch from at) * 1000, kind, subject, (credit - debit)::text)::text
     from entries
     where bucket = $1::int and book = $2 and account = $3::uuid and at >= $4::timestamptz and at < $5::timestamptz
     order by at, transfer`,
    [String(bucketOf(asked.store)), asked.store, account, asked.from.toISOString(), asked.to.toISOString()],
  );
  let balance = opening;
  for await (const text of copiedTexts(rows)) {
    const [id, ms, kind, subject, change] = JSON.parse(text) as [string, number, PostingKind, string, string];
    balance += BigInt(change);
    yield { id, at: new Date(ms), kind, subject, change: BigInt(change), balance };
  }
}

type Sums = { count: number; in: bigint; inCount: number; out: bigint; outCount: number };
type Form = {
  head: string;
  opening(asked: StatementAsked, balance: bigint): string[];
  line(line: Line): string;
  closing(asked: StatementAsked, balance: bigint, sums: Sums): string[];
};

const yuan = (minor: bigint): string => toDecimalText(money(minor, "CNY"));
const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** A field of CSV; one that a spreadsheet would take for a formula is disarmed. */
function field(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const shanghaiMs = 8 * 3_600_000;
const shanghai = (at: Date): string => new Date(at.getTime() + shanghaiMs).toISOString().slice(0, 19).replace("T", " ");

const ledgerForm: Form = {
  head: "time,transfer,kind,说明,description,subject,in_yuan,out_yuan,balance_yuan",
  opening: ({ from }, balance) => [`${from.toISOString()},,opening,期初余额,opening balance,,,,${yuan(balance)}`],
  line({ id, at, kind, subject, change, balance }) {
    const { zh, en } = postingKinds[kind].says;
    const sides = change > 0n ? [yuan(change), ""] : ["", yuan(-change)];
    return [at.toISOString(), id, kind, field(zh), field(en), subject, ...sides, yuan(balance)].join(",");
  },
  closing: ({ to }, balance) => [`${to.toISOString()},,closing,期末余额,closing balance,,,,${yuan(balance)}`],
};

const ticked = (...texts: string[]): string => texts.map((text) => `\`${field(text)}`).join(",");

/** The columns of WeChat Pay's fund bill (its published bill of fund flows, account BASIC). */
const wechatpayForm: Form = {
  head:
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人," +
    "备注,业务凭证号",
  opening: () => [],
  line({ id, at, kind, subject, change, balance }) {
    const { zh } = postingKinds[kind].says;
    const way = change > 0n ? "收入" : "支出";
    return ticked(
      ...[
        shanghai(at),
        bare(subject),
        bare(id),
        zh,
        kind,
        way,
        yuan(absolute(change)),
        yuan(balance),
        "system",
        "",
        subject,
      ],
    );
  },
  closing: (_, __, sums) => [
    "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
    ticked(`${sums.count}`, `${sums.inCount}`, yuan(sums.in), `${sums.outCount}`, yuan(sums.out)),
  ],
};

const forms: Record<StatementForm, Form> = { ledger: ledgerForm, wechatpay: wechatpayForm };
