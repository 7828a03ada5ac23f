import { shanghaiText } from "../time.ts";
import { type Fields, fieldText } from "../wire.ts";
import { heldOf, receive } from "./funds.ts";
import { tellAboutTrade } from "./notices.ts";
import { type Addresses, isRefusal, openTrade, placeOrder } from "./orders.ts";
import { type Result, refuse } from "./refusal.ts";
import type { FakeTrade } from "./state.ts";
import { nowMs, openIdOf, type World, yuanText } from "./world.ts";

/** A call of Alipay's: its biz_content in, its fields or a refusal out. */
export type Call = (world: World, biz: Fields, addresses: Addresses) => Result;

export const precreate: Call = (world, biz, addresses) => {
  const trade = placeOrder(world, biz, "qr", addresses);
  if (isRefusal(trade)) return trade;
  if (trade.qrCode === "") {
    trade.qrCode = `https://qr.alipay.com/bax${world.outside.random(12).toString("hex")}`;
    world.state.byQrCode.set(trade.qrCode, trade);
  }
  return { ok: true, fields: { out_trade_no: trade.outTradeNo, qr_code: trade.qrCode } };
};

export const create: Call = (world, biz, addresses) => {
  const buyer = ["buyer_id", "buyer_open_id", "buyer_logon_id"].map((name) => fieldText(biz, name)).find(Boolean);
  if (buyer === undefined) return refuse("INVALID_PARAMETER", "buyer_id / buyer_open_id");
  if (buyer === world.sellerId) return refuse("BUYER_SELLER_EQUAL");
  const trade = placeOrder(world, biz, "create", addresses);
  if (isRefusal(trade)) return trade;
  openTrade(world, trade);
  return { ok: true, fields: { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo } };
};

/** trade_no wins over out_trade_no. A trade that nobody has opened is not there. */
export function findTrade(world: World, biz: Fields): FakeTrade | null {
  const tradeNo = fieldText(biz, "trade_no");
  const { byTradeNo, trades } = world.state;
  const found = tradeNo !== "" ? byTradeNo.get(tradeNo) : trades.get(fieldText(biz, "out_trade_no"));
  if (!found) return null;
  endIfOver(world, found);
  return found.state === "NOT_OPENED" ? null : found;
}

export const query: Call = (world, biz) => {
  if (fieldText(biz, "trade_no") === "" && fieldText(biz, "out_trade_no") === "")
    return refuse("INVALID_PARAMETER", "out_trade_no / trade_no");
  const trade = findTrade(world, biz);
  return trade
    ? {
        ok: true,
        fields: { ...numbersOf(trade), ...stateOf(asTold(world, trade)), ...settleInfoOf(world, biz, trade) },
      }
    : refuse("TRADE_NOT_EXIST");
};

/** The knob ask_stale: what was true before the trade was paid. */
function asTold(world: World, trade: FakeTrade): FakeTrade {
  return world.knobs.ask_stale && trade.paidAt !== null ? { ...trade, state: "WAIT_BUYER_PAY", paidAt: null } : trade;
}

/** Told when asked for; that the field is named so is remembered, not verified. */
function settleInfoOf(world: World, biz: Fields, trade: FakeTrade): Fields {
  const options = biz["query_options"];
  if (!Array.isArray(options) || !options.includes("trade_settle_info") || trade.paidAt === null) return {};
  return { trade_settle_info: { trade_unsettled_amount: yuanText(heldOf(world, trade)) } };
}

export function numbersOf(trade: FakeTrade): Fields {
  return { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo };
}

function stateOf(trade: FakeTrade): Fields {
  const total = yuanText(trade.total);
  const paid = trade.paidAt === null ? "0.00" : total;
  const amounts = { total_amount: total, receipt_amount: paid, buyer_pay_amount: paid, invoice_amount: paid };
  const common = { trade_status: trade.state, ...amounts, point_amount: "0.00" };
  if (trade.paidAt === null) return common;
  return { ...common, ...buyerOf(trade), send_pay_date: shanghaiText(new Date(trade.paidAt)) };
}

export function buyerOf(trade: FakeTrade): Fields {
  if (trade.buyer === null) return {};
  return { buyer_user_id: trade.buyer, buyer_open_id: openIdOf(trade.buyer), buyer_logon_id: "buy***@sandbox.test" };
}

export const close: Call = (world, biz) => {
  const trade = findTrade(world, biz);
  if (!trade) return refuse("TRADE_NOT_EXIST");
  if (world.knobs.ask_stale && trade.paidAt !== null) return refuse("SYSTEM_ERROR");
  if (trade.state !== "WAIT_BUYER_PAY") return refuse("TRADE_STATUS_ERROR", "只有等待买家付款状态下才能发起交易关闭");
  endTrade(world, trade, nowMs(world));
  return { ok: true, fields: numbersOf(trade) };
};

/** Closes an unpaid trade; the notice of it is remembered, not verified (an app may have to switch it on). */
export function endTrade(world: World, trade: FakeTrade, at: number): void {
  trade.state = "TRADE_CLOSED";
  trade.closedAt = at;
  world.state.open.delete(trade);
  tellAboutTrade(world, trade, { gmt_close: shanghaiText(new Date(at)) });
}

export function endIfOver(world: World, trade: FakeTrade): void {
  if (trade.state === "WAIT_BUYER_PAY" && trade.expiresAt <= nowMs(world)) endTrade(world, trade, trade.expiresAt);
}

/** The buyer pays. */
export function payTrade(world: World, trade: FakeTrade, buyer: string | null): void {
  trade.state = "TRADE_SUCCESS";
  trade.paidAt = nowMs(world);
  trade.buyer = buyer;
  world.state.open.delete(trade);
  receive(world, trade);
  tellAboutTrade(world, trade, {});
}
