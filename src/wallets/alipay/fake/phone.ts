import type { PhoneDecision, PhoneView } from "../../fake-protocol.ts";
import type { Words } from "../../protocol.ts";
import { signContent } from "../sign.ts";
import { shanghaiText } from "../time.ts";
import { type Opened, openCode } from "./codes.ts";
import { formText } from "./form.ts";
import { openTrade } from "./orders.ts";
import type { Refusal } from "./refusal.ts";
import type { FakeTrade } from "./state.ts";
import { payTrade } from "./trades.ts";
import { alipaySigns, buyerNumber, nowMs, type World, yuanText } from "./world.ts";

const says = {
  confirm: { zh: "请确认付款", en: "Confirm the payment" },
  paid: { zh: "支付成功", en: "Paid" },
  already: { zh: "这笔订单已经付过款", en: "This order has been paid already" },
  cancelled: { zh: "已取消，订单在有效期内仍可支付", en: "Cancelled; the order can still be paid while it is valid" },
  insufficient: { zh: "余额不足，请换一种付款方式", en: "The balance is too low: choose another way to pay" },
  expired: { zh: "订单已超时", en: "The order's time is over" },
  closed: { zh: "交易已关闭", en: "The trade is closed" },
} as const satisfies Record<string, Words>;

/** Scanning or opening: from here on the trade exists at Alipay, though nothing is paid. */
export function look(world: World, code: string): PhoneView {
  const opened = openCode(world, code);
  if (opened.kind === "refused") return unknownCode(opened.refusal);
  for (const trade of opened.trades) openTrade(world, trade);
  return viewOf(world, opened, stateOf(world, opened.trades));
}

/** The person's decision. All parts of a combined order are paid, or none. */
export async function act(world: World, code: string, decision: PhoneDecision, buyer: string): Promise<PhoneView> {
  const before = look(world, code);
  if (before.state !== "confirm") return { ...before, ok: false };
  const opened = openCode(world, code);
  if (opened.kind === "refused") return unknownCode(opened.refusal);
  if (decision !== "pay") return viewOf(world, opened, decision === "cancel" ? "cancelled" : "insufficient");
  for (const trade of opened.trades) payTrade(world, trade, buyerNumber(buyer));
  const view = viewOf(world, opened, "paid");
  const returnUrl = await signedReturn(world, opened);
  return returnUrl === null ? view : { ...view, return_url: returnUrl };
}

type Order = Extract<Opened, { kind: "order" }>;

function stateOf(world: World, trades: readonly FakeTrade[]): "confirm" | "already" | "expired" | "closed" {
  const now = nowMs(world);
  if (trades.some((trade) => trade.paidAt !== null)) return "already";
  if (trades.some((trade) => trade.expiresAt <= now)) return "expired";
  return trades.every((trade) => trade.state === "WAIT_BUYER_PAY") ? "confirm" : "closed";
}

function viewOf(world: World, { trades, number }: Order, state: keyof typeof says): PhoneView {
  const [first] = trades;
  const view: PhoneView = {
    ok: state === "confirm" || state === "paid" || state === "cancelled",
    state: state === "already" ? "paid" : state,
    says: says[state],
    payee: world.payee,
    title: trades.map((trade) => trade.subject).join("；"),
    amount: yuanText(trades.reduce((sum, trade) => sum + trade.total, 0n)),
    currency: "CNY",
    out_trade_no: number,
  };
  return trades.length === 1 && first && first.tradeNo !== "" ? { ...view, transaction_id: first.tradeNo } : view;
}

function unknownCode(refusal: Refusal): PhoneView {
  const reason = `${refusal.subCode} ${refusal.subMsg}`;
  return {
    ok: false,
    state: "unknown_code",
    says: { zh: `支付宝打不开这个码：${reason}`, en: `Alipay cannot open this code: ${reason}` },
  };
}

/** return_url with the query that Alipay adds after paying; like a notice, signed without sign and sign_type. */
async function signedReturn(world: World, { trades, number, method, returnUrl }: Order): Promise<string | null> {
  if (returnUrl === null) return null;
  const [first] = trades;
  const own = trades.length === 1 ? { out_trade_no: number, trade_no: first?.tradeNo ?? "" } : { out_merge_no: number };
  const parameters: Record<string, string> = {
    ...own,
    charset: "utf-8",
    method: `${method}.return`,
    total_amount: yuanText(trades.reduce((sum, trade) => sum + trade.total, 0n)),
    auth_app_id: world.appId,
    app_id: world.appId,
    seller_id: world.sellerId,
    version: "1.0",
    timestamp: shanghaiText(world.outside.now()),
  };
  const sign = await alipaySigns(world, signContent(parameters, ["sign", "sign_type"]));
  return `${returnUrl}${returnUrl.includes("?") ? "&" : "?"}${formText({ ...parameters, sign, sign_type: "RSA2" })}`;
}
