import { type AccountCode, chartOfAccounts as accounts, type PostingKind, postingKinds } from "#chart";
import { bare } from "#db";
import { money, toDecimalText } from "#money";
import type { StatementAsked, StatementForm } from "./statements.ts";

/** A change of one account: `change` and `balance` are above zero where the account grew. */
export type StatementLine = {
  id: string;
  at: Date;
  kind: PostingKind;
  subject: string;
  change: bigint;
  balance: bigint;
};

/** What went in and out; `balance` is what stood before the first change, and then after the last. */
export type Sums = { in: bigint; inCount: number; out: bigint; outCount: number };

export type Form = {
  head(asked: StatementAsked, made: Date): string[];
  opening(asked: StatementAsked, account: AccountCode, balance: bigint): string[];
  line(line: StatementLine, account: AccountCode): string;
  closing(asked: StatementAsked, account: AccountCode, balance: bigint, sums: Sums, made: Date): string[];
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

/** A line that opens or closes an account: its words, then the name of the account, and what it holds. */
function edge(at: Date, kind: string, zh: string, en: string, code: AccountCode, balance: bigint): string {
  const { title } = accounts[code];
  const words = [`${title.zh}${zh}`, `${title.en}: ${en}`];
  return [at.toISOString(), "", kind, ...words.map(field), "", code, "", "", yuan(balance)].join(",");
}

const ledger: Form = {
  head: () => ["time,transfer,kind,说明,description,subject,account,in_yuan,out_yuan,balance_yuan"],
  opening: ({ from }, code, balance) => [edge(from, "opening", "期初余额", "opening balance", code, balance)],
  line({ id, at, kind, subject, change, balance }, code) {
    const { zh, en } = postingKinds[kind].says;
    const sides = change > 0n ? [yuan(change), ""] : ["", yuan(-change)];
    return [at.toISOString(), id, kind, field(zh), field(en), subject, code, ...sides, yuan(balance)].join(",");
  },
  closing: ({ to }, code, balance) => [edge(to, "closing", "期末余额", "closing balance", code, balance)],
};

const ticked = (...texts: string[]): string => texts.map((text) => `\`${field(text)}`).join(",");

/** The columns of WeChat Pay's fund bill (its published bill of fund flows, account BASIC). */
const wechatpay: Form = {
  head: () => [
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人," +
      "备注,业务凭证号",
  ],
  opening: () => [],
  line({ id, at, kind, subject, change, balance }, code) {
    const numbers = [shanghai(at), bare(subject), bare(id), postingKinds[kind].says.zh, kind];
    const sums = [change > 0n ? "收入" : "支出", yuan(absolute(change)), yuan(balance)];
    return ticked(...numbers, ...sums, "system", accounts[code].title.zh, subject);
  },
  closing: (_asked, _code, _balance, sums) => [
    "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
    ticked(`${sums.inCount + sums.outCount}`, `${sums.inCount}`, yuan(sums.in), `${sums.outCount}`, yuan(sums.out)),
  ],
};

const dashes = "-".repeat(41);
const inChinese = (at: Date): string => shanghai(at).replace(/^(\d{4})-(\d\d)-(\d\d)/, "$1年$2月$3日");

/** Texts end with a tab, which keeps spreadsheets from making numbers of them; a comma would break the line. */
const tabbed = (text: string): string => `${text.replaceAll(/[,"\t\r\n]/g, " ")}\t`;

/** The lines and columns of Alipay's account bill, remembered, not verified; in UTF-8, where Alipay's own is GBK. */
const alipay: Form = {
  head: ({ from, to, store }) => [
    ...["#支付宝账务明细查询", `#账号：[${store}]`],
    `#起始日期：[${inChinese(from)}]   终止日期：[${inChinese(to)}]`,
    `#${dashes}账务明细列表${dashes}`,
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注",
  ],
  opening: () => [],
  line({ id, at, kind, subject, change, balance }, code) {
    const numbers = [bare(id), bare(subject), subject, "", shanghai(at), ""].map(tabbed);
    const sums = change > 0n ? [yuan(change), "0.00"] : ["0.00", yuan(change)];
    const words = ["支付宝", postingKinds[kind].says.zh, accounts[code].title.zh].map(tabbed);
    return [...numbers, ...sums, yuan(balance), ...words].join(",");
  },
  closing: (_asked, _code, _balance, sums, made) => [
    `#${dashes}账务明细列表结束${dashes}`,
    `#收入合计：${sums.inCount}笔，共${yuan(sums.in)}元；支出合计：${sums.outCount}笔，共${yuan(-sums.out)}元`,
    `#导出时间：[${inChinese(made)}]`,
  ],
};

export const forms: Record<StatementForm, Form> = { ledger, wechatpay, alipay };
