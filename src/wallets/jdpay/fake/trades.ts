import { fromShanghaiText, shanghaiText } from "../time.ts";
import type { Fields } from "../xml.ts";
import { tell } from "./notices.ts";
import { type FakeRefund, type FakeTrade, refundedOf } from "./state.ts";
import { newNumber, nowMs, type World } from "./world.ts";

export type Refusal = { "result.code": string; "result.desc": string };
export const no = (code: string, desc: string): Refusal => ({ "result.code": code, "result.desc": desc });
export const isRefusal = (given: object): given is Refusal => "result.code" in given;

const amountOf = (fields: Fields): bigint | null =>
  /^[1-9]\d{0,11}$/.test(fields["amount"] ?? "") ? BigInt(fields["amount"] ?? "") : null;

/** Takes an order in. The same number again: the same order for the same request, else it is refused as taken. */
export function takeTrade(world: World, fields: Fields, page: string | null): FakeTrade | Refusal {
  const amount = amountOf(fields);
  const at = fromShanghaiText(fields["tradeTime"] ?? "");
  if (amount === null || !at || fields["currency"] !== "CNY")
    return no("JDP0002", "参数错误[amount,tradeTime,currency]");
  if (!/^[0-9A-Za-z]{8,30}$/.test(fields["tradeNum"] ?? "")) return no("JDP0002", "参数错误[tradeNum]");
  if (!/^https?:\/\//.test(fields["notifyUrl"] ?? "")) return no("JDP0002", "参数错误[notifyUrl]");
  const far = Math.abs(nowMs(world) - at.getTime());
  if (world.knobs.strict_clock && far > 20 * 60_000) return no("JDP0002", "参数错误[tradeTime]");
  const fingerprint = `${amount}|${fields["notifyUrl"]}|${fields["vendorId"] ?? ""}`;
  const known = world.state.trades.find(({ tradeNum }) => tradeNum === fields["tradeNum"]);
  if (known) {
    if (known.fingerprint !== fingerprint) return no("JDP0003", "交易号重复[tradeNum]");
    // A page that is opened again is the same order.
    if (page !== null) known.code = page;
    return known;
  }
  const orderId = newNumber(world);
  const trade: FakeTrade = {
    ...{ tradeNum: fields["tradeNum"] ?? "", orderId, fingerprint, code: page ?? orderId, amount },
    ...{ title: fields["tradeName"] ?? "", notifyUrl: fields["notifyUrl"] ?? "", paidAt: null, buyer: null },
    ...{ callbackUrl: page === null ? null : (fields["callbackUrl"] ?? null), vendor: fields["vendorId"] ?? null },
    expiresAt: at.getTime() + Number.parseInt(fields["expireTime"] ?? "3600", 10) * 1000,
  };
  world.state.trades.push(trade);
  return trade;
}

export function takeRefund(world: World, fields: Fields): Fields {
  const amount = amountOf(fields);
  if (amount === null) return no("JDP0002", "参数错误[amount]");
  const trade = world.state.trades.find(({ tradeNum }) => tradeNum === fields["oTradeNum"]);
  if (!trade || trade.paidAt === null) return no("JDP0005", "原交易不存在或未支付[oTradeNum]");
  const fingerprint = `${trade.tradeNum}|${amount}`;
  const known = world.state.refunds.find(({ tradeNum }) => tradeNum === fields["tradeNum"]);
  if (known) return known.fingerprint === fingerprint ? told(known) : no("JDP0003", "交易号重复[tradeNum]");
  if (amount > trade.amount - refundedOf(world.state, trade)) return no("JDP0005", "退款金额超过可退金额[amount]");
  const { refund_stuck, refund_abnormal } = world.knobs;
  const made: FakeRefund = {
    ...{
      tradeNum: fields["tradeNum"] ?? "",
      oTradeNum: trade.tradeNum,
      orderId: newNumber(world),
      fingerprint,
      amount,
    },
    ...{ notifyUrl: fields["notifyUrl"] ?? "", at: nowMs(world) },
    status: refund_stuck ? "1" : refund_abnormal ? "3" : "2",
  };
  world.state.refunds.push(made);
  if (made.status !== "1") tell(world, made.notifyUrl, made.tradeNum, refundFields(made));
  return told(made);
}

const ok = { "result.code": "000000", "result.desc": "success" };
const told = (refund: FakeRefund): Fields => ({ ...ok, ...refundFields(refund) });

/** When the knob is cleared, what was stuck ends well. */
export function finishStuck(world: World): void {
  for (const one of world.state.refunds.filter(({ status }) => status === "1")) {
    one.status = "2";
    tell(world, one.notifyUrl, one.tradeNum, refundFields(one));
  }
}

export function queryTrade(world: World, fields: Fields): Fields {
  const number = fields["tradeNum"];
  if (fields["tradeType"] === "1") {
    const refund = world.state.refunds.find(({ tradeNum }) => tradeNum === number);
    return refund ? told(refund) : no("JDP0004", "交易不存在[tradeNum]");
  }
  const trade = world.state.trades.find(({ tradeNum }) => tradeNum === number);
  return trade ? { ...ok, ...tradeFields(world, trade) } : no("JDP0004", "交易不存在[tradeNum]");
}

export function tradeFields(world: World, trade: FakeTrade): Fields {
  const status = trade.revoked ? "4" : trade.paidAt !== null ? "2" : trade.expiresAt <= nowMs(world) ? "4" : "0";
  const paid =
    trade.paidAt === null ? {} : { tradeTime: shanghaiText(new Date(trade.paidAt)), userId: trade.buyer ?? "" };
  return {
    ...{ tradeNum: trade.tradeNum, orderId: trade.orderId, tradeType: "0", status },
    ...{ amount: trade.amount.toString(), currency: "CNY", ...paid },
  };
}

function refundFields(refund: FakeRefund): Record<string, string> {
  return {
    ...{ tradeNum: refund.tradeNum, oTradeNum: refund.oTradeNum, orderId: refund.orderId, tradeType: "1" },
    ...{ status: refund.status, amount: refund.amount.toString(), currency: "CNY" },
    tradeTime: shanghaiText(new Date(refund.at)),
  };
}
