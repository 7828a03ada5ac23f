import type { Fields } from "../xml.ts";
import { payTrade } from "./phone.ts";
import { isRefusal, no, takeTrade, tradeFields } from "./trades.ts";
import { nowMs, type World } from "./world.ts";

const ok = { "result.code": "000000", "result.desc": "success" };

/** fkmPay: `token` is the payer's code. Status 1 while the payer's app asks for a password. */
export function charge(world: World, fields: Fields): Fields {
  const code = fields["token"] ?? "";
  if (!/^18\d{16}$/.test(code)) return no("JDP0002", "参数错误[token]");
  if (world.state.trades.some(({ tradeNum }) => tradeNum === fields["tradeNum"]))
    return no("JDP0003", "交易号重复[tradeNum]");
  const taken = world.payerCodes.take(code, fields["tradeNum"] ?? "");
  if (typeof taken === "string") return no("JDP0005", "付款码无效或已过期[token]");
  if (taken.mood === "insufficient") return no("JDP0005", "余额不足");
  const trade = takeTrade(world, fields, null);
  if (isRefusal(trade)) return trade;
  trade.code = code;
  if (!world.payerCodes.asks(taken, trade.amount)) payTrade(world, trade, taken.buyer);
  const told = tradeFields(world, trade);
  return { ...ok, ...told, status: trade.paidAt === null ? "1" : "2" };
}

/** revoke: an unpaid trade ends; a paid one's money goes back. */
export function revoke(world: World, fields: Fields): Fields {
  const trade = world.state.trades.find(({ tradeNum }) => tradeNum === fields["oTradeNum"]);
  if (!trade) return no("JDP0004", "交易不存在[oTradeNum]");
  trade.expiresAt = Math.min(trade.expiresAt, nowMs(world));
  trade.revoked = true;
  return { ...ok, tradeNum: fields["tradeNum"] ?? "", oTradeNum: trade.tradeNum, status: "2" };
}
