import { WireFault } from "./answer.ts";
import { type Context, nowMs } from "./context.ts";
import type { FakeReturn, FakeShare, FakeWithdrawal } from "./funds-state.ts";
import type { Order } from "./state.ts";

/** How long a share, a return or a withdrawal is under way; the real ones take seconds to days. */
export const fundsSettleMs = 2_000;
const bankReturnsMs = 60_000;

export const notEnough = (message: string): WireFault => new WireFault(403, "NOT_ENOUGH", message, 268_435_470);

/** Paid: held by the wallet if the order asked for it, else the merchant's at once. */
export function receivePayment(context: Context, order: Order): void {
  if (order.sharing) {
    order.held = order.total;
    context.store.funds.holding?.add(order);
  } else context.store.funds.move(order.merchant, order.total);
}

/** A refund takes what is held of the order first, then the merchant's balance; never more than there is. */
export function takeForRefund(context: Context, order: Order, amount: number): void {
  const held = Math.min(order.held ?? 0, amount);
  const rest = amount - held;
  if (rest > context.store.funds.balance(order.merchant)) throw notEnough("基本账户余额不足，请充值后重新发起");
  if (held > 0) order.held = (order.held ?? 0) - held;
  if (rest > 0) context.store.funds.move(order.merchant, -rest);
}

/** A platform pays a refund in its sub-merchant's place. */
export function takeAdvance(context: Context, amount: number): void {
  const { mchid } = context.credentials;
  if (amount > context.store.funds.balance(mchid)) throw notEnough("垫付账户余额不足");
  context.store.funds.move(mchid, -amount);
}

const dayMs = 86_400_000;

/** When the wallet lets go by itself what it still holds of a paid order. */
export const holdEnds = (context: Context, order: Order): number =>
  (order.paidAt ?? 0) + context.faults.hold_days * dayMs;

/**
 * What was held too long goes to the merchant by itself: after 30 days for an ordinary partner's orders, 180 for an
 * e-commerce platform's (both remembered, not verified).
 */
function thaw(context: Context): void {
  const { funds, orders } = context.store;
  funds.holding ??= new Set(
    [...orders.values()]
      .filter((order) => order.held !== undefined && order.held > 0)
      .sort((a, b) => (a.paidAt ?? 0) - (b.paidAt ?? 0)),
  );
  for (const order of funds.holding) {
    const isOver = holdEnds(context, order) <= nowMs(context);
    if (!isOver && order.held !== 0) return;
    funds.holding.delete(order);
    if (!isOver) continue;
    funds.move(order.merchant, order.held ?? 0);
    order.held = 0;
  }
}

/** Ends what has been under way long enough. */
export function settleFunds(context: Context): void {
  thaw(context);
  const { open } = context.store.funds;
  for (const one of open) {
    if (one.dueAt === null || one.dueAt > nowMs(context)) continue;
    if ("receivers" in one) endShare(context, one);
    else if ("outReturnNo" in one) endReturn(context, one);
    else moveWithdrawal(context, one);
  }
}

function endShare(context: Context, share: FakeShare): void {
  if (context.faults.share_stuck) return;
  const { store, faults } = context;
  const order = store.order(share.order);
  for (const part of share.receivers) {
    if (faults.share_refused) {
      Object.assign(part, { result: "CLOSED", failReason: "ACCOUNT_ABNORMAL" });
      order.held = (order.held ?? 0) + part.amount;
      store.funds.holding?.add(order);
    } else {
      part.result = "SUCCESS";
      store.funds.move(part.account, part.amount);
    }
  }
  if (share.released > 0) store.funds.move(share.merchant, share.released);
  share.finishedAt = nowMs(context);
  store.funds.open.delete(share);
}

function endReturn(context: Context, back: FakeReturn): void {
  if (context.faults.share_stuck) return;
  const { funds } = context.store;
  if (funds.balance(back.account) < back.amount) {
    back.result = "FAILED";
    back.failReason = "BALANCE_NOT_ENOUGH";
  } else {
    back.result = "SUCCESS";
    funds.move(back.account, -back.amount);
    funds.move(back.merchant, back.amount);
  }
  back.finishedAt = nowMs(context);
  funds.open.delete(back);
}

/** CREATE_SUCCESS → SUCCESS or FAIL; with the knob, SUCCESS → REFUND a minute later: the bank sends it back. */
function moveWithdrawal(context: Context, one: FakeWithdrawal): void {
  const { faults, store } = context;
  if (faults.withdrawal_stuck) return;
  const back = one.status === "SUCCESS" || faults.withdrawal_refused;
  const returns = one.status === "CREATE_SUCCESS" && !faults.withdrawal_refused && faults.withdrawal_returned;
  if (back) {
    one.reason = one.status === "SUCCESS" ? "银行退票：收款账户状态异常" : "银行卡已注销或户名不符，银行拒绝入账";
    one.status = one.status === "SUCCESS" ? "REFUND" : "FAIL";
    store.funds.move(one.merchant, one.amount);
  } else one.status = "SUCCESS";
  one.updatedAt = nowMs(context);
  one.dueAt = returns ? nowMs(context) + bankReturnsMs : null;
  if (one.dueAt === null) store.funds.open.delete(one);
}

/** What the wallet holds of a merchant's orders, and what is on its way to it. */
export function pendingOf(context: Context, merchant: string): number {
  const { orders, funds } = context.store;
  let pending = 0;
  for (const order of orders.values()) if (order.merchant === merchant) pending += order.held ?? 0;
  for (const one of funds.open)
    if ("receivers" in one && one.merchant === merchant)
      pending += one.released + one.receivers.reduce((sum, part) => sum + part.amount, 0);
  return pending;
}
