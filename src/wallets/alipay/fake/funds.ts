import type { FakeLedger } from "../../fake-protocol.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { FakeTrade } from "./state.ts";
import { nowMs, type World } from "./world.ts";

const dayMs = 86_400_000;
/** How long a royalty or a transfer to a bank is under way. */
export const fundsSettleMs = 2_000;
const bankReturnsMs = 60_000;

export const payeeOf = (world: World, trade: FakeTrade): string => trade.subMerchant ?? world.sellerId;

export function move(world: World, account: string, amount: bigint): void {
  const { balances } = world.state.after;
  balances.set(account, (balances.get(account) ?? 0n) + amount);
}

export const balanceOf = (world: World, account: string): bigint => world.state.after.balances.get(account) ?? 0n;

/** Paid: a sub-merchant's trade with a settlement period is held, all else is the payee's at once. */
export function receive(world: World, trade: FakeTrade): void {
  if (trade.settleDays !== undefined) trade.held = trade.total;
  else move(world, payeeOf(world, trade), trade.total);
}

/** What is still held; over its period it goes by itself. */
export function heldOf(world: World, trade: FakeTrade): bigint {
  const until = (trade.paidAt ?? 0) + (trade.settleDays ?? 0) * dayMs;
  if (trade.held !== undefined && trade.held > 0n && until <= nowMs(world)) letGo(world, trade);
  return trade.held ?? 0n;
}

export function letGo(world: World, trade: FakeTrade): void {
  move(world, payeeOf(world, trade), trade.held ?? 0n);
  trade.held = 0n;
}

/** A refund takes what is held of the trade first, then the payee's balance; never more than there is. */
export function takeForRefund(world: World, trade: FakeTrade, amount: bigint): Refusal | null {
  const held = heldOf(world, trade);
  const first = held < amount ? held : amount;
  if (amount - first > balanceOf(world, payeeOf(world, trade))) return refuse("SELLER_BALANCE_NOT_ENOUGH");
  if (first > 0n) trade.held = held - first;
  move(world, payeeOf(world, trade), first - amount);
  return null;
}

/** Ends what has been under way long enough. */
export function settleFunds(world: World): void {
  const { royalties, transfers } = world.state.after;
  if (!world.knobs.share_stuck)
    for (const one of royalties.values()) {
      if (one.at + fundsSettleMs > nowMs(world)) continue;
      for (const part of one.details) {
        if (part.state !== "PROCESSING") continue;
        part.state = world.knobs.share_refused ? "FAIL" : "SUCCESS";
        move(world, part.state === "SUCCESS" ? part.transIn : one.merchant, part.amount);
      }
    }
  if (world.knobs.withdrawal_stuck) return;
  for (const one of transfers.values()) {
    if (one.dueAt === null || one.dueAt > nowMs(world)) continue;
    const back = one.status === "SUCCESS" || world.knobs.withdrawal_refused;
    const later = !back && world.knobs.withdrawal_returned;
    if (back) {
      one.reason = one.status === "SUCCESS" ? "银行退票，收款账户异常" : "收款银行卡信息有误";
      one.status = one.status === "SUCCESS" ? "REFUND" : "FAIL";
      move(world, world.sellerId, one.amount);
    } else one.status = "SUCCESS";
    one.dueAt = later ? nowMs(world) + bankReturnsMs : null;
  }
}

export function fundsLedger(world: World): Pick<FakeLedger, "balances" | "shares" | "withdrawals"> {
  settleFunds(world);
  const { balances, royalties, transfers } = world.state.after;
  const pending = new Map<string, bigint>();
  const add = (account: string, amount: bigint) => pending.set(account, (pending.get(account) ?? 0n) + amount);
  for (const trade of world.state.trades.values())
    if (trade.paidAt !== null) add(payeeOf(world, trade), heldOf(world, trade));
  for (const one of royalties.values())
    for (const part of one.details) if (part.state === "PROCESSING") add(one.merchant, part.amount);
  return {
    balances: [...new Set([...balances.keys(), ...pending.keys()])].map((merchant) => ({
      merchant,
      available: balanceOf(world, merchant).toString(),
      pending: (pending.get(merchant) ?? 0n).toString(),
    })),
    shares: [...royalties.values()].flatMap((one) =>
      one.details.map((part) => ({
        out_order_no: one.outRequestNo,
        merchant: one.merchant,
        receiver: part.transIn,
        amount: part.amount.toString(),
        state: part.state,
      })),
    ),
    withdrawals: [...transfers.values()].map((one) => ({
      out_request_no: one.outBizNo,
      merchant: world.sellerId,
      amount: one.amount.toString(),
      state: one.status,
    })),
  };
}
