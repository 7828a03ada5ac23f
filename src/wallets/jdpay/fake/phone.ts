import { fen, toDecimalText } from "#money";
import type { PhoneDecision, PhoneView } from "../../fake-protocol.ts";
import type { Words } from "../../protocol.ts";
import { openHex } from "../seal.ts";
import { formContent, verifyText } from "../sign.ts";
import { tell } from "./notices.ts";
import type { FakeTrade } from "./state.ts";
import { isRefusal, takeTrade, tradeFields } from "./trades.ts";
import { nowMs, type World } from "./world.ts";

const says = {
  confirm: { zh: "请确认付款", en: "Confirm the payment" },
  paid: { zh: "支付成功", en: "Paid" },
  already: { zh: "这笔订单已经付过款", en: "This order has been paid already" },
  cancelled: { zh: "已取消，订单在有效期内仍可支付", en: "Cancelled; the order can still be paid while it is valid" },
  insufficient: { zh: "余额不足，请换一种付款方式", en: "The balance is too low: choose another way to pay" },
  expired: { zh: "订单已超时", en: "The order's time is over" },
} as const satisfies Record<string, Words>;

export const pagePath = "/jdpay/saveOrder";
const bare = new Set(["version", "merchant", "sign"]);

/** The order that a code leads to; opening a pay page unseals its form, proves it, and takes the order in. */
function open(world: World, code: string): FakeTrade | Words {
  const known = world.state.trades.find((trade) => trade.code === code || trade.code === orderIdIn(code));
  if (known) return known;
  const [address = "", query] = code.split("?", 2);
  if (!address.endsWith(pagePath) || query === undefined)
    return { zh: "京东打不开这个码", en: "JD's app cannot open this code" };
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const plain = bare.has(name) ? value : openHex(value, world.secret);
    if (plain === null) return { zh: `字段 ${name} 无法解密`, en: `The field ${name} does not open` };
    fields[name] = plain;
  }
  const genuine = verifyText(formContent(fields), fields["sign"] ?? "", world.merchantKey);
  if (fields["merchant"] !== world.merchant || !genuine)
    return { zh: "支付页验签失败", en: "The pay page's signature does not fit" };
  const made = takeTrade(world, fields, code);
  if (!isRefusal(made)) return made;
  const reason = `${made["result.code"]} ${made["result.desc"]}`;
  return { zh: `支付页打不开：${reason}`, en: `The pay page cannot be opened: ${reason}` };
}

/** The number inside what a native app hands to JD's SDK. */
function orderIdIn(code: string): string {
  return /^\{.*"orderId":"(\d+)"/.exec(code)?.[1] ?? code;
}

export function look(world: World, code: string): PhoneView {
  const trade = open(world, code);
  if (!("tradeNum" in trade)) return { ok: false, state: "unknown_code", says: trade };
  if (trade.paidAt !== null) return viewOf(trade, "already");
  return viewOf(trade, trade.expiresAt <= nowMs(world) ? "expired" : "confirm");
}

export function act(world: World, code: string, decision: PhoneDecision, buyer: string): PhoneView {
  const before = look(world, code);
  if (before.state !== "confirm") return { ...before, ok: false };
  const trade = open(world, code);
  if (!("tradeNum" in trade)) return before;
  if (decision !== "pay") return viewOf(trade, decision === "cancel" ? "cancelled" : "insufficient");
  payTrade(world, trade, buyer);
  const view = viewOf(trade, "paid");
  return trade.callbackUrl === null ? view : { ...view, return_url: trade.callbackUrl };
}

export function payTrade(world: World, trade: FakeTrade, buyer: string): void {
  trade.paidAt = nowMs(world);
  trade.buyer = buyer;
  tell(world, trade.notifyUrl, trade.tradeNum, tradeFields(world, trade));
}

function viewOf(trade: FakeTrade, state: keyof typeof says): PhoneView {
  return {
    ok: state === "confirm" || state === "paid" || state === "cancelled",
    state: state === "already" ? "paid" : state,
    says: says[state],
    payee: "互通示例商户 Hutong Demo Merchant",
    title: trade.title,
    amount: toDecimalText(fen(trade.amount)),
    currency: "CNY",
    out_trade_no: trade.tradeNum,
    transaction_id: trade.orderId,
  };
}
