import { createHash } from "node:crypto";
import { fen, toDecimalText } from "#money";
import type { PhoneDecision, PhoneView } from "../../fake-protocol.ts";
import type { Words } from "../../protocol.ts";
import { refusalOf } from "./check.ts";
import { tellOfPayment } from "./notices.ts";
import { isRefusal, takeOrder } from "./orders.ts";
import type { FakeOrder } from "./state.ts";
import { newNumber, nowMs, type World } from "./world.ts";

const says = {
  confirm: { zh: "请确认付款", en: "Confirm the payment" },
  paid: { zh: "支付成功", en: "Paid" },
  already: { zh: "这笔订单已经付过款", en: "This order has been paid already" },
  cancelled: { zh: "已取消，订单在有效期内仍可支付", en: "Cancelled; the order can still be paid while it is valid" },
  insufficient: { zh: "余额不足，请换一张银行卡", en: "The card's balance is too low: choose another card" },
  expired: { zh: "订单已超时", en: "The order's time is over" },
} as const satisfies Record<string, Words>;

const pagePath = "/gateway/api/frontTransReq.do";

/** The order that a code leads to; opening a pay page takes its order in. */
function open(world: World, code: string): FakeOrder | Words {
  const known = world.state.orders.find((order) => order.code === code);
  if (known) return known;
  const [address = "", query] = code.split("?", 2);
  if (!address.endsWith(pagePath) || query === undefined)
    return { zh: "云闪付打不开这个码", en: "UnionPay's app cannot open this code" };
  const fields = Object.fromEntries(new URLSearchParams(query));
  const made = refusalOf(world, fields) ?? takeOrder(world, fields, "page", code);
  if (!isRefusal(made)) return made;
  const reason = `${made.respCode} ${made.respMsg}`;
  return { zh: `银联支付页打不开：${reason}`, en: `The pay page cannot be opened: ${reason}` };
}

export function look(world: World, code: string): PhoneView {
  const order = open(world, code);
  if (!("orderId" in order)) return { ok: false, state: "unknown_code", says: order };
  order.opened = true;
  if (order.paidAt !== null) return viewOf(order, "already");
  return viewOf(order, order.expiresAt <= nowMs(world) ? "expired" : "confirm");
}

export function act(world: World, code: string, decision: PhoneDecision, buyer: string): PhoneView {
  const before = look(world, code);
  if (before.state !== "confirm") return { ...before, ok: false };
  const order = open(world, code);
  if (!("orderId" in order)) return before;
  if (decision === "cancel") return viewOf(order, "cancelled");
  if (decision === "insufficient") {
    order.failed = "64";
    return viewOf(order, "insufficient");
  }
  payOrder(world, order, buyer);
  const view = viewOf(order, "paid");
  return order.frontUrl === null ? view : { ...view, return_url: order.frontUrl };
}

export function payOrder(world: World, order: FakeOrder, buyer: string): void {
  order.paidAt = nowMs(world);
  order.queryId = newNumber(world);
  order.buyer = cardOf(buyer);
  tellOfPayment(world, order);
}

/** A sandbox card, masked as UnionPay tells it to merchants. */
function cardOf(buyer: string): string {
  const number = createHash("sha256").update(buyer).digest().readUIntBE(0, 6) % 10_000;
  return `621626******${number.toString().padStart(4, "0")}`;
}

function viewOf(order: FakeOrder, state: keyof typeof says): PhoneView {
  return {
    ok: state === "confirm" || state === "paid" || state === "cancelled",
    state: state === "already" ? "paid" : state,
    says: says[state],
    payee: "互通示例商户 Hutong Demo Merchant",
    title: order.title,
    amount: toDecimalText(fen(order.amount)),
    currency: "CNY",
    out_trade_no: order.orderId,
    ...(order.queryId === null ? {} : { transaction_id: order.queryId }),
  };
}
