import { encodeGbk } from "#gbk";
import { fen, share } from "#money";
import { alterBill, alterFunds, type BillRow } from "../../fake-bill-faults.ts";
import { shanghaiText } from "../time.ts";
import type { FakeRefund, FakeTrade } from "./state.ts";
import { type World, yuanText } from "./world.ts";
import { zip } from "./zip.ts";

/**
 * The trade bill of a day or month as a file: a ZIP with two CSVs in GBK. Columns and lines are those of public
 * samples; the summary's columns, the fee and that a refund returns none are remembered, not verified.
 */
const columns =
  "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）," +
  "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）," +
  "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
const summaryColumns =
  "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）," +
  "服务费（元）,分润（元）,实收净额（元）";

type Row = BillRow & { trade: FakeTrade; refund: FakeRefund | null };

/** What the knob bill_file makes of a file. */
export const files = { cut: 1, wrongHash: 2, wrongTotal: 3, notReady: 4, none: 5 } as const;

/** `period` is a day "2024-09-12" or a month "2024-09" of Asia/Shanghai. Null when nothing happened in it. */
export function billFile(world: World, period: string): Buffer | null {
  const rows =
    period.length === 7 ? rowsOf(world, period) : alterBill((day) => rowsOf(world, day), period, world.knobs);
  if (rows.length === 0) return null;
  const base = `${world.sellerId}_${period.replaceAll("-", "")}_业务明细`;
  return zip([gbkFile(base, detail(world, period, rows)), gbkFile(`${base}(汇总)`, summary(world, period, rows))]);
}

/**
 * What moved the account in a period (signcustomer): payments and their fees, refunds. Columns and words are
 * remembered, not verified.
 */
export function fundFile(world: World, period: string): Buffer | null {
  const all = period.length === 7 ? rowsOf(world, period) : alterFunds((of) => rowsOf(world, of), period, world.knobs);
  const flows = [...all.flatMap(flowsOf), ...strangeFlows(world, period)].filter((flow) => flow.amount !== 0n);
  if (flows.length === 0) return null;
  let balance = 0n;
  const rows = flows.map((flow, i) => {
    balance += flow.amount;
    const sides = flow.amount > 0n ? [yuanText(flow.amount), "0.00"] : ["0.00", yuanText(flow.amount)];
    const numbers = [text(`${period.replaceAll("-", "")}${i}`), text(flow.ref), text(flow.own), text(flow.title)];
    const when = [text(shanghaiText(new Date(flow.at))), text("buy***@sandbox.test")];
    return [...numbers, ...when, ...sides, yuanText(balance), text("支付宝"), text(flow.word), text("")].join(",");
  });
  const side = (isIn: boolean): string => {
    const some = flows.filter((flow) => flow.amount > 0n === isIn);
    return `${some.length}笔，共${yuanText(some.reduce((sum, flow) => sum + flow.amount, 0n))}元`;
  };
  const lines = [
    ...head(world, period, "支付宝账务明细查询"),
    rule("账务明细列表"),
    fundColumns,
    ...rows,
    rule("账务明细列表结束"),
    `#收入合计：${side(true)}；支出合计：${side(false)}`,
    exported(world),
  ];
  return zip([gbkFile(`${world.sellerId}_${period.replaceAll("-", "")}_账务明细`, lines)]);
}

const fundColumns =
  "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注";

type Flow = { at: number; ref: string; own: string; title: string; word: string; amount: bigint };

function flowsOf({ at, own, ref, amount, fee, kind, trade }: Row): Flow[] {
  const common = { at, ref, own, title: trade.subject };
  if (kind === "refund") return [{ ...common, word: "交易退款", amount: -amount }];
  return [
    { ...common, word: "在线支付", amount },
    { ...common, word: "收费", amount: -fee },
  ];
}

/** What the knob makes: each takes a fen away, and nobody here knows why. */
function strangeFlows({ knobs }: World, period: string): Flow[] {
  const at = Date.parse(`${period.length === 7 ? `${period}-01` : period}T20:00:00+08:00`);
  return Array.from({ length: knobs.fund_extra }, (_, i) => ({
    ...{ at, ref: `${period.replaceAll("-", "")}9000${i}`, own: "", title: "", word: "其它", amount: -1n },
  }));
}

function gbkFile(name: string, lines: readonly string[]): { name: Buffer; bytes: Buffer } {
  return { name: encodeGbk(`${name}.csv`), bytes: encodeGbk(`${lines.join("\r\n")}\r\n`) };
}

function rowsOf(world: World, period: string): Row[] {
  const isIn = (at: number) => shanghaiText(new Date(at)).startsWith(period);
  const rows: Row[] = [];
  for (const trade of world.state.trades.values()) {
    if (trade.paidAt === null) continue;
    const common = { own: trade.outTradeNo, ref: trade.tradeNo, wrongState: false, trade };
    // 0.60 %, to the fen.
    const fee = share(fen(trade.total), 6n, 1000n, "half_even").minor;
    if (isIn(trade.paidAt))
      rows.push({
        ...common,
        ...{ kind: "payment", at: trade.paidAt, refund: null, ownBack: null },
        amount: trade.total,
        fee,
      });
    for (const refund of trade.refunds)
      if (refund.done && isIn(refund.at))
        rows.push({
          ...{ ...common, kind: "refund", at: refund.at, refund, ownBack: refund.outRequestNo },
          ...{ amount: refund.amount, fee: 0n },
        });
  }
  return rows.sort((a, b) => a.at - b.at);
}

/** As the file has it: what went back is negative, and so is a fee. */
const signed = (row: Row): bigint => (row.kind === "refund" ? -row.amount : row.amount);

function detail(world: World, period: string, rows: readonly Row[]): string[] {
  const totals = (isRefund: boolean) => {
    const some = rows.filter((row) => (row.refund !== null) === isRefund);
    const off = !isRefund && world.knobs.bill_file === files.wrongTotal ? 1n : 0n;
    return { count: some.length, sum: yuanText(some.reduce((sum, row) => sum + signed(row), off)) };
  };
  const [paid, back] = [totals(false), totals(true)];
  return [
    ...head(world, period, "支付宝业务明细查询"),
    rule("业务明细列表"),
    columns,
    ...rows.map(cellsOf),
    rule("业务明细列表结束"),
    `#交易合计：${paid.count}笔，商家实收共${paid.sum}元，商家优惠共0.00元`,
    `#退款合计：${back.count}笔，商家实收退款共${back.sum}元，商家优惠退款共0.00元`,
    exported(world),
  ];
}

function cellsOf(row: Row): string {
  const { at, trade, refund, own, ref, fee, ownBack } = row;
  const yuan = yuanText(signed(row));
  const [none, zero] = [text(""), "0.00"];
  return [
    text(ref),
    text(own),
    text(row.wrongState ? "其它" : refund === null ? "交易" : "退款"),
    text(trade.subject),
    text(shanghaiText(new Date(trade.madeAt))),
    text(shanghaiText(new Date(at))),
    ...[none, none, none, none, text("buy***@sandbox.test")],
    ...[yuan, yuan, zero, zero, zero, zero, zero, none, zero, zero],
    text(ownBack ?? ""),
    ...[yuanText(-fee), zero, text(refund?.reason ?? "")],
  ].join(",");
}

function summary(world: World, period: string, rows: readonly Row[]): string[] {
  const refunds = rows.filter((row) => row.refund !== null).length;
  const amount = rows.reduce((sum, row) => sum + signed(row), 0n);
  const fees = rows.reduce((sum, row) => sum - row.fee, 0n);
  const yuan = yuanText(amount);
  const all = [text("合计"), text(""), rows.length - refunds, refunds, yuan, yuan, "0.00", "0.00", "0.00"];
  return [
    ...head(world, period, "支付宝业务汇总查询"),
    rule("业务汇总列表"),
    summaryColumns,
    [...all, yuanText(fees), "0.00", yuanText(amount + fees)].join(","),
    rule("业务汇总列表结束"),
    exported(world),
  ];
}

function head(world: World, period: string, title: string): string[] {
  const from = new Date(`${period.length === 7 ? `${period}-01` : period}T00:00:00+08:00`);
  const to = new Date(from.getTime() + 86_400_000);
  if (period.length === 7) while (shanghaiText(to).startsWith(period)) to.setTime(to.getTime() + 86_400_000);
  const dates = `#起始日期：[${inChinese(from)}]   终止日期：[${inChinese(to)}]`;
  return [`#${title}`, `#账号：[${world.sellerId}0156]`, dates];
}

const dashes = "-".repeat(41);
const rule = (title: string): string => `#${dashes}${title}${dashes}`;
const exported = (world: World): string => `#导出时间：[${inChinese(world.outside.now())}]`;

function inChinese(at: Date): string {
  return shanghaiText(at).replace(/^(\d{4})-(\d\d)-(\d\d)/, "$1年$2月$3日");
}

/** Texts end with a tab, which keeps spreadsheets from making numbers of them. Commas would break the line. */
const text = (value: string): string => `${value.replaceAll(/[,"\t\r\n]/g, " ")}\t`;
