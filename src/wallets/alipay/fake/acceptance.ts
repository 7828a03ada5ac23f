import { shanghaiText } from "../time.ts";
import { fieldText, isFields } from "../wire.ts";
import { isRefusal, openTrade, placeOrder } from "./orders.ts";
import { refuse } from "./refusal.ts";
import type { FakeTrade } from "./state.ts";
import { type Call, numbersOf, payTrade } from "./trades.ts";
import { yuanText } from "./world.ts";

/**
 * Pays a merchant for what another wallet's user paid, and tells it as of any trade. A simulation: the real wallet has
 * published no such call.
 */
export const accept: Call = (world, biz, addresses) => {
  const issuer = isFields(biz["issuer"]) ? biz["issuer"] : {};
  const [wallet, reference] = [fieldText(issuer, "wallet"), fieldText(issuer, "trade_no")];
  if (!/^[a-z][a-z0-9_]{1,31}$/.test(wallet)) return refuse("INVALID_PARAMETER", "issuer.wallet");
  if (reference === "" || reference.length > 64) return refuse("INVALID_PARAMETER", "issuer.trade_no");
  const asked = JSON.stringify(biz);
  const before = world.state.trades.get(fieldText(biz, "out_trade_no"));
  if (before?.accepted !== undefined)
    return before.accepted === asked ? { ok: true, fields: paidOf(before) } : refuse("CONTEXT_INCONSISTENT");
  const trade = placeOrder(world, biz, "qr", addresses);
  if (isRefusal(trade)) return trade;
  openTrade(world, trade);
  trade.accepted = asked;
  // Who paid is the other wallet's user, whom this one does not know.
  payTrade(world, trade, null);
  return { ok: true, fields: paidOf(trade) };
};

function paidOf(trade: FakeTrade) {
  const amounts = { total_amount: yuanText(trade.total), receipt_amount: yuanText(trade.total) };
  return { ...numbersOf(trade), ...amounts, gmt_payment: shanghaiText(new Date(trade.paidAt ?? 0)) };
}
