import { hash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fen, type Money, share, toDecimalText } from "#money";
import { alterBill, alterFunds, type BillRow } from "../../fake-bill-faults.ts";
import { shanghaiDay, wireTime } from "../time.ts";
import { parameterFault, type Result, WireFault } from "./answer.ts";
import { type Context, letters, nowMs } from "./context.ts";
import { tradeTypes } from "./orders.ts";
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

export function tradeBill(context: Context, query: URLSearchParams, tokens: Tokens): Result {
  return handOut(context, query, tokens, tradeFile(context, query));
}

/** The file itself, by the questions of v3: bill_date, bill_type, sub_mchid. */
export function tradeFile(context: Context, query: URLSearchParams): Buffer {
  const day = checkedDay(context, query);
  const type = query.get("bill_type") || "ALL";
  // Vouchers that are topped up are not known here, so nothing of them was ever refunded.
  if (type === "RECHARGE_REFUND") throw noBill();
  if (!["ALL", "SUCCESS", "REFUND"].includes(type))
    throw parameterFault({ field: "bill_type", value: type, issue: "不支持的账单类型", location: "query" });
  const sub = query.get("sub_mchid");
  const own = ({ order }: Row) => sub === null || sub === "" || order.subMchid === sub;
  const wanted = type === "ALL" ? null : type === "REFUND" ? "refund" : "payment";
  const columns = columnsOf(type);
  const rowsOf = type === "REFUND" ? refundRowsOn : rowsOn;
  const rows = alterBill((of) => rowsOf(context, of), day, context.faults)
    .filter(own)
    .filter((row) => wanted === null || row.kind === wanted);
  const cells = rows.map((row) => {
    const all = row.refund === null ? paidRow(row) : refundRow(row, row.refund);
    if (type === "REFUND" && row.refund !== null) return withTimes(all, row.refund);
    return type === "SUCCESS" ? withoutRefunds(all) : all;
  });
  const totals = tradeTotals(rows, context.faults.bill_file === files.wrongTotal ? 1n : 0n);
  return file(columns, cells, tradeSummary, totals);
}

const noBill = (): WireFault => new WireFault(400, "NO_STATEMENT_EXIST", "账单不存在", 268_435_471);

/** What the knob bill_file makes of a file. */
const files = { cut: 1, wrongHash: 2, wrongTotal: 3, notReady: 4, none: 5 } as const;

type Row = BillRow & { order: Order; refund: Refund | null };

function rowsOn(context: Context, day: string): Row[] {
  const paid = paidOn(context, day).map((order): Row => {
    const what = { at: order.paidAt ?? 0, own: order.outTradeNo, ref: order.transactionId ?? "" };
    const amounts = { amount: BigInt(order.total), fee: feeOf(order.total).minor };
    return { ...what, ...amounts, kind: "payment", wrongState: false, ownBack: null, order, refund: null };
  });
  const refunds = refundsOn(context, day).map((refund) => refundLine(context, refund));
  return [...paid, ...refunds].sort((a, b) => a.at - b.at);
}

/** Refunds of the bill REFUND: asked for on the day, or arrived on it; remembered, not verified. */
function refundRowsOn(context: Context, day: string): Row[] {
  const isOn = (at: number | null): boolean => at !== null && shanghaiDay(new Date(at)) === day;
  return [...context.store.refunds.values()]
    .filter((refund) => isOn(refund.createdAt) || isOn(refund.successAt))
    .map((refund) => refundLine(context, refund));
}

function refundLine(context: Context, refund: Refund): Row {
  const order = context.store.order(refund.order);
  const what = { at: refund.createdAt, own: order.outTradeNo, ref: refund.refundId };
  const amounts = { amount: BigInt(refund.amount), fee: -feeOf(refund.amount).minor };
  return { ...what, ...amounts, kind: "refund", wrongState: false, ownBack: refund.outRefundNo, order, refund };
}

/** REFUND has 退款申请时间 and 退款成功时间 before 微信退款单号. */
function withTimes(cells: readonly string[], refund: Refund | null): string[] {
  const at = (ms: number | null) => (ms === null ? "" : time(ms));
  const times = refund ? [at(refund.createdAt), at(refund.successAt)] : ["退款申请时间", "退款成功时间"];
  return [...cells.slice(0, 14), ...times, ...cells.slice(14)];
}

function columnsOf(type: string): string[] {
  const all = tradeColumns.split(",");
  if (type === "REFUND") return withTimes(all, null);
  return type === "SUCCESS" ? withoutRefunds(all) : all;
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
  const made = context.faults.bill_file;
  if (made === files.none) throw noBill();
  if (made === files.notReady || (context.faults.strict_clock && nowMs(context) < readyAt))
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

function orderCells(row: Row, state: string): string[] {
  const { order } = row;
  return [
    time(row.at),
    order.appid,
    order.mchid,
    order.subMchid ?? "0",
    "",
    row.refund === null ? row.ref : (order.transactionId ?? ""),
    row.own,
    order.payer ?? "",
    tradeTypes[order.path],
    state,
    "OTHERS",
    "CNY",
  ];
}

function paidRow(row: Row): string[] {
  const total = yuan(fen(row.amount));
  const { description, attach } = row.order;
  return [
    ...orderCells(row, row.wrongState ? "REVOKED" : "SUCCESS"),
    ...[total, "0.00", "0", "0", "0.00", "0.00", "", "", clean(description), clean(attach)],
    ...[feeText(fen(row.fee)), "0.60%", total, "0.00", ""],
  ];
}

function refundRow(row: Row, refund: Refund): string[] {
  const amount = yuan(fen(row.amount));
  const { description, attach } = row.order;
  return [
    ...orderCells(row, "REFUND"),
    ...["0.00", "0.00", row.ref, row.ownBack ?? "", amount, "0.00", "ORIGINAL"],
    row.wrongState ? "CLOSED" : refund.status,
    ...[clean(description), clean(attach), feeText(fen(row.fee)), "0.60%", "0.00", amount, ""],
  ];
}

/** Commas and backticks would break the file; the wallet replaces them. */
const clean = (text: string): string => text.replaceAll(/[,`\r\n]/g, " ");

function total(amounts: readonly Money[]): Money {
  return fen(amounts.reduce((sum, amount) => sum + amount.minor, 0n));
}

function tradeTotals(rows: readonly Row[], off: bigint): string[] {
  const of = (kind: Row["kind"]) => rows.filter((row) => row.kind === kind);
  const taken = yuan(fen(total(of("payment").map((row) => fen(row.amount))).minor + off));
  const returned = yuan(total(of("refund").map((row) => fen(row.amount))));
  const fees = total(rows.map((row) => fen(row.fee)));
  return [rows.length.toString(), taken, returned, "0.00", feeText(fees), taken, returned];
}

/** Payments, their fees, refunds less the fees that came back: what moved, whatever the knobs make of the trades. */
export function fundFlowBill(context: Context, query: URLSearchParams, tokens: Tokens): Result {
  return handOut(context, query, tokens, fundFile(context, query));
}

/** Only the basic account moves here: of the two others there is never a bill. */
export function fundFile(context: Context, query: URLSearchParams): Buffer {
  const account = query.get("account_type") || "BASIC";
  if (!["BASIC", "OPERATION", "FEES"].includes(account))
    throw parameterFault({ field: "account_type", value: account, issue: "不支持的资金账户类型", location: "query" });
  const day = checkedDay(context, query);
  if (account !== "BASIC") throw noBill();
  // A service provider's own account moves by shares, and not by its stores' payments.
  const own = ({ order }: Row): boolean => order.subMchid === null;
  const trades = alterFunds((of) => rowsOn(context, of), day, context.faults)
    .filter(own)
    .flatMap(flowsOf);
  const all = [
    ...trades,
    ...shareFlowsOn(context, day),
    ...transferFlowsOn(context, day),
    ...strangeFlows(context, day),
  ];
  const flows = all.filter((flow) => flow.amount > 0n);
  let balance = 0n;
  const rows = flows.map((flow, index) => {
    balance += flow.isIn ? flow.amount : -flow.amount;
    const number = `${day.replaceAll("-", "")}${(index + 1).toString().padStart(10, "0")}`;
    const side = flow.isIn ? "收入" : "支出";
    const what = [time(flow.at), flow.ref, number, flow.name, flow.name, side];
    return [...what, yuan(fen(flow.amount)), yuan(fen(balance)), "system", "", flow.own];
  });
  const side = (isIn: boolean) => flows.filter((flow) => flow.isIn === isIn).map((flow) => fen(flow.amount));
  const [ins, outs] = [side(true), side(false)];
  const counts = [flows.length, ins.length, outs.length].map((count) => count.toString()) as [string, string, string];
  const totals = [counts[0], counts[1], yuan(total(ins)), counts[2], yuan(total(outs))];
  return file(fundColumns.split(","), rows, fundSummary, totals);
}

type Flow = { at: number; ref: string; own: string; name: string; isIn: boolean; amount: bigint };

/** What the knob makes: each takes a fen away, and nobody here knows why. */
function strangeFlows({ faults }: Context, day: string): Flow[] {
  const at = Date.parse(`${day}T20:00:00+08:00`);
  return Array.from({ length: faults.fund_extra }, (_, i) => {
    const ref = `${day.replaceAll("-", "")}9000${i}`;
    return { at, ref, own: "", name: "差错调账", isIn: false, amount: 1n };
  });
}

/** Transfers to users; what was not taken comes back (the names are remembered, not verified). */
function transferFlowsOn({ store }: Context, day: string): Flow[] {
  const isOn = (at: number): boolean => shanghaiDay(new Date(at)) === day;
  return [...store.transfers.byOwnNo.values()].flatMap((one) => {
    const what = { ref: one.billNo, own: one.outBillNo, amount: BigInt(one.amount) };
    const isBack = one.state === "FAIL" || one.state === "CANCELLED";
    const flows: Flow[] = isOn(one.createdAt) ? [{ ...what, at: one.createdAt, name: "商家转账", isIn: false }] : [];
    if (isBack && isOn(one.updatedAt)) flows.push({ ...what, at: one.updatedAt, name: "商家转账退回", isIn: true });
    return flows;
  });
}

/** What shares brought the fake's own merchant on a day, and what returns took from it. */
function shareFlowsOn(context: Context, day: string): Flow[] {
  const { funds } = context.store;
  const { mchid } = context.credentials;
  const isOn = (at: number | null): at is number => at !== null && shanghaiDay(new Date(at)) === day;
  const flows: Flow[] = [];
  for (const { finishedAt: at, receivers, outOrderNo: own, orderId: ref } of funds.shares.values())
    for (const part of receivers)
      if (isOn(at) && part.account === mchid && part.result === "SUCCESS")
        flows.push({ at, ref, own, name: "分账", isIn: true, amount: BigInt(part.amount) });
  for (const one of funds.returns.values())
    if (isOn(one.finishedAt) && one.account === mchid && one.result === "SUCCESS") {
      const { finishedAt: at, returnId: ref, outReturnNo: own, amount } = one;
      flows.push({ at, ref, own, name: "分账回退", isIn: false, amount: BigInt(amount) });
    }
  return flows.sort((a, b) => a.at - b.at);
}

function flowsOf({ at, ref, amount, fee, order, refund }: Row): Flow[] {
  if (refund !== null) return [{ at, ref, own: refund.outRefundNo, name: "退款", isIn: false, amount: amount + fee }];
  const paid = { at, ref, own: order.outTradeNo, name: "交易", isIn: true, amount };
  return [paid, { at, ref, own: "", name: "扣除交易手续费", isIn: false, amount: fee }];
}

function file(
  columns: readonly string[],
  rows: readonly string[][],
  summary: string,
  totals: readonly string[],
): Buffer {
  if (rows.length === 0) throw noBill();
  const line = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(",");
  const lines = [columns.join(","), ...rows.map(line), summary, line(totals), ""];
  return Buffer.from(`\uFEFF${lines.join("\r\n")}`);
}

function handOut(context: Context, query: URLSearchParams, tokens: Tokens, bytes: Buffer): Result {
  const token = letters(context, 43);
  if (tokens.size > 100) tokens.clear();
  const packed = query.get("tar_type") === "GZIP" ? gzipSync(bytes) : bytes;
  const made = context.faults.bill_file;
  tokens.set(token, made === files.cut ? packed.subarray(0, packed.length - 40) : packed);
  const json = {
    hash_type: "SHA1",
    hash_value: hash("sha1", made === files.wrongHash ? Buffer.concat([bytes, Buffer.from(" ")]) : bytes),
    download_url: `${context.outside.origin}/v3/billdownload/file?token=${token}`,
  };
  return { status: 200, json };
}

export function download(query: URLSearchParams, tokens: Tokens): Result {
  const bytes = tokens.get(query.get("token") ?? "");
  if (!bytes) throw new WireFault(404, "RESOURCE_NOT_EXISTS", "下载链接不存在或已过期", 268_435_472);
  return { status: 200, file: bytes, type: bytes[0] === 0x1f ? "application/x-gzip" : "text/plain; charset=utf-8" };
}
