import { hash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fen, type Money, share, subtract, toDecimalText } from "#money";
import { shanghaiDay, wireTime } from "../time.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { type Context, letters, nowMs } from "./context.ts";
import type { Order, Refund } from "./state.ts";

type Tokens = Map<string, Buffer>;

/** Download links, kept for this process only. */
export const makeTokens = (): Tokens => new Map();

const tradeColumns =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额," +
  "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const tradeSummary = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
const fundColumns =
  "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";
const fundSummary = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";
const tradeTypes = { native: "NATIVE", jsapi: "JSAPI", app: "APP", h5: "MWEB" };

export function tradeBill(context: Context, query: URLSearchParams, tokens: Tokens): Result {
  const day = checkedDay(context, query);
  const type = query.get("bill_type") || "ALL";
  if (!["ALL", "SUCCESS", "REFUND"].includes(type))
    throw parameterFault({ field: "bill_type", value: type, issue: "不支持的账单类型", location: "query" });
  const sub = query.get("sub_mchid");
  const own = (order: Order) => sub === null || sub === "" || order.subMchid === sub;
  const paid = type === "REFUND" ? [] : paidOn(context, day).filter(own);
  const refunds =
    type === "SUCCESS" ? [] : refundsOn(context, day).filter((refund) => own(context.store.order(refund.order)));
  const columns = type === "SUCCESS" ? withoutRefunds(tradeColumns.split(",")) : tradeColumns.split(",");
  const rows = [
    ...paid.map((order) => ({ at: order.paidAt ?? 0, cells: paidRow(order) })),
    ...refunds.map((refund) => ({ at: refund.createdAt, cells: refundRow(context, refund) })),
  ].sort((a, b) => a.at - b.at);
  const cells = rows.map((row) => (type === "SUCCESS" ? withoutRefunds(row.cells) : row.cells));
  return handOut(context, query, tokens, file(columns, cells, tradeSummary, tradeTotals(paid, refunds)));
}

/** SUCCESS leaves out 微信退款单号 … 退款状态 and 申请退款金额. */
function withoutRefunds(cells: readonly string[]): string[] {
  return cells.filter((_, index) => (index < 14 || index > 19) && index !== 25);
}

function checkedDay(context: Context, query: URLSearchParams): string {
  const day = query.get("bill_date") ?? "";
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
    throw parameterFault({ field: "bill_date", value: day, issue: "应为 yyyy-MM-dd", location: "query" });
  const tar = query.get("tar_type");
  if (tar !== null && tar !== "" && tar !== "GZIP")
    throw parameterFault({ field: "tar_type", value: tar, issue: "只支持 GZIP", location: "query" });
  // The real bill is ready at about ten the next morning; the sandbox insists on that only with strict_clock.
  const readyAt = Date.parse(`${day}T10:00:00+08:00`) + 86_400_000;
  if (context.faults.strict_clock && nowMs(context) < readyAt)
    throw new WireFault(400, "STATEMENT_CREATING", "账单生成中，请稍后再试", 268_435_470);
  return day;
}

function paidOn(context: Context, day: string): Order[] {
  const isOn = (order: Order) => order.paidAt !== null && shanghaiDay(new Date(order.paidAt)) === day;
  return [...context.store.orders.values()].filter(isOn);
}

function refundsOn(context: Context, day: string): Refund[] {
  return [...context.store.refunds.values()].filter((refund) => shanghaiDay(new Date(refund.createdAt)) === day);
}

const yuan = (amount: Money): string => toDecimalText(amount);
const time = (ms: number): string => wireTime(new Date(ms)).slice(0, 19).replace("T", " ");

/** 0.60 %, to the fen, written with five decimals. */
const feeOf = (total: number): Money => share(fen(total), 6n, 1000n, "half_even");
const feeText = (fee: Money): string => `${yuan(fee)}000`;

function orderCells(at: number, order: Order, state: string): string[] {
  return [
    time(at),
    order.appid,
    order.mchid,
    order.subMchid ?? "0",
    "",
    order.transactionId ?? "",
    order.outTradeNo,
    order.payer ?? "",
    tradeTypes[order.path],
    state,
    "OTHERS",
    "CNY",
  ];
}

function paidRow(order: Order): string[] {
  const total = yuan(fen(order.total));
  return [
    ...orderCells(order.paidAt ?? 0, order, "SUCCESS"),
    ...[total, "0.00", "0", "0", "0.00", "0.00", "", "", clean(order.description), clean(order.attach)],
    ...[feeText(feeOf(order.total)), "0.60%", total, "0.00", ""],
  ];
}

function refundRow(context: Context, refund: Refund): string[] {
  const order = context.store.order(refund.order);
  const amount = yuan(fen(refund.amount));
  return [
    ...orderCells(refund.createdAt, order, "REFUND"),
    ...["0.00", "0.00", refund.refundId, refund.outRefundNo, amount, "0.00", "ORIGINAL", refund.status],
    ...[
      clean(order.description),
      clean(order.attach),
      `-${feeText(feeOf(refund.amount))}`,
      "0.60%",
      "0.00",
      amount,
      "",
    ],
  ];
}

/** Commas and backticks would break the file; the wallet replaces them. */
const clean = (text: string): string => text.replaceAll(/[,`\r\n]/g, " ");

function total(amounts: readonly Money[]): Money {
  return fen(amounts.reduce((sum, amount) => sum + amount.minor, 0n));
}

function tradeTotals(paid: readonly Order[], refunds: readonly Refund[]): string[] {
  const taken = yuan(total(paid.map((order) => fen(order.total))));
  const returned = yuan(total(refunds.map((refund) => fen(refund.amount))));
  const fees = total([
    ...paid.map((order) => feeOf(order.total)),
    ...refunds.map((refund) => fen(-feeOf(refund.amount).minor)),
  ]);
  const count = (paid.length + refunds.length).toString();
  return [count, taken, returned, "0.00", feeText(fees), taken, returned];
}

export function fundFlowBill(context: Context, query: URLSearchParams, tokens: Tokens): Result {
  const day = checkedDay(context, query);
  const flows = [
    ...paidOn(context, day).flatMap((order) => [
      {
        at: order.paidAt ?? 0,
        ref: order.transactionId ?? "",
        name: "交易",
        isIn: true,
        amount: fen(order.total),
        own: order.outTradeNo,
      },
      {
        at: order.paidAt ?? 0,
        ref: order.transactionId ?? "",
        name: "扣除交易手续费",
        isIn: false,
        amount: feeOf(order.total),
        own: "",
      },
    ]),
    ...refundsOn(context, day).map((refund) => ({
      at: refund.createdAt,
      ref: refund.refundId,
      name: "退款",
      isIn: false,
      amount: subtract(fen(refund.amount), feeOf(refund.amount)),
      own: refund.outRefundNo,
    })),
  ].filter((flow) => flow.amount.minor > 0n);
  flows.sort((a, b) => a.at - b.at);
  let balance = 0n;
  const rows = flows.map((flow, index) => {
    balance += flow.isIn ? flow.amount.minor : -flow.amount.minor;
    const number = `${day.replaceAll("-", "")}${(index + 1).toString().padStart(10, "0")}`;
    const kind = flow.isIn ? "收入" : "支出";
    return [
      time(flow.at),
      flow.ref,
      number,
      flow.name,
      flow.name,
      kind,
      yuan(flow.amount),
      yuan(fen(balance)),
      "system",
      "",
      flow.own,
    ];
  });
  const ins = flows.filter((flow) => flow.isIn).map((flow) => flow.amount);
  const outs = flows.filter((flow) => !flow.isIn).map((flow) => flow.amount);
  const totals = [
    flows.length.toString(),
    ins.length.toString(),
    yuan(total(ins)),
    outs.length.toString(),
    yuan(total(outs)),
  ];
  return handOut(context, query, tokens, file(fundColumns.split(","), rows, fundSummary, totals));
}

function file(
  columns: readonly string[],
  rows: readonly string[][],
  summary: string,
  totals: readonly string[],
): Buffer {
  if (rows.length === 0) throw new WireFault(400, "NO_STATEMENT_EXIST", "账单不存在", 268_435_471);
  const line = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(",");
  const lines = [columns.join(","), ...rows.map(line), summary, line(totals), ""];
  return Buffer.from(`\uFEFF${lines.join("\r\n")}`);
}

function handOut(context: Context, query: URLSearchParams, tokens: Tokens, bytes: Buffer): Result {
  const token = letters(context, 43);
  if (tokens.size > 100) tokens.clear();
  tokens.set(token, query.get("tar_type") === "GZIP" ? gzipSync(bytes) : bytes);
  const json = {
    hash_type: "SHA1",
    hash_value: hash("sha1", bytes),
    download_url: `${context.outside.origin}/v3/billdownload/file?token=${token}`,
  };
  return { status: 200, json };
}

export function download(query: URLSearchParams, tokens: Tokens): Result {
  const bytes = tokens.get(query.get("token") ?? "");
  if (!bytes) throw new WireFault(404, "RESOURCE_NOT_EXISTS", "下载链接不存在或已过期", 268_435_472);
  return { status: 200, file: bytes, type: bytes[0] === 0x1f ? "application/x-gzip" : "text/plain; charset=utf-8" };
}
