import { shanghaiText } from "../time.ts";
import { fieldText } from "../wire.ts";
import { isRefusal, openTrade, placeOrder } from "./orders.ts";
import { refuse, waitingForBuyer } from "./refusal.ts";
import type { FakeTrade } from "./state.ts";
import { buyerOf, type Call, numbersOf, payTrade } from "./trades.ts";
import { buyerNumber, type World, yuanText } from "./world.ts";

/** trade.pay: a payer's code pays its order at once, or the phone asks for a password first. */
export const pay: Call = (world, biz, addresses) => {
  const code = fieldText(biz, "auth_code");
  const face = code.startsWith("fp");
  if (fieldText(biz, "scene") !== (face ? "security_code" : "bar_code")) return refuse("INVALID_PARAMETER", "scene");
  if (!/^((2[5-9]|30)\d{14,22}|fp[0-9a-zA-Z]{33})$/.test(code)) return refuse("PAYMENT_AUTH_CODE_INVALID");
  const trade = placeOrder(world, biz, "qr", addresses);
  if (isRefusal(trade)) return trade;
  if (trade.state === "WAIT_BUYER_PAY") return { ok: true, fields: { ...waitingForBuyer, ...numbersOf(trade) } };
  const taken = world.payerCodes.take(code, trade.outTradeNo);
  if (typeof taken === "string") {
    forget(world, trade);
    return refuse("PAYMENT_AUTH_CODE_INVALID");
  }
  openTrade(world, trade);
  if (taken.mood === "insufficient") return refuse("BUYER_BALANCE_NOT_ENOUGH");
  if (world.payerCodes.asks(taken, trade.total)) {
    // From here on the phone knows the code as an order to confirm.
    trade.qrCode = code;
    world.state.byQrCode.set(code, trade);
    return { ok: true, fields: { ...waitingForBuyer, ...numbersOf(trade) } };
  }
  payTrade(world, trade, buyerNumber(taken.buyer));
  return { ok: true, fields: { ...numbersOf(trade), ...buyerOf(trade), ...paidOf(trade) } };
};

/** A wrong code leaves no trade behind. */
function forget(world: World, trade: FakeTrade): void {
  if (trade.state === "NOT_OPENED") world.state.trades.delete(trade.outTradeNo);
}

function paidOf(trade: FakeTrade) {
  const total = yuanText(trade.total);
  const amounts = { total_amount: total, receipt_amount: total, buyer_pay_amount: total };
  return { ...amounts, gmt_payment: shanghaiText(new Date(trade.paidAt ?? 0)) };
}
