import { money } from "#money";
import type { WalletKind } from "#wallets/protocol";
import { askedOf } from "./asked.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type PaymentFault, type Result, refuse } from "./faults.ts";
import type { LoadedCheckout } from "./load.ts";
import { sameAccount } from "./offers.ts";
import { loadCheckout } from "./read-checkout.ts";
import type { OrderRow } from "./rows.ts";
import { overTogether, type Part } from "./together.ts";
import type { Caller, StartPayment } from "./types.ts";

/** What a start is about, once nothing speaks against it: the wallet, and the orders that are still unpaid. */
export type Plan = {
  kind: WalletKind;
  loaded: LoadedCheckout;
  orders: [OrderRow, ...OrderRow[]];
  /** Of what this was decided on. */
  version: bigint;
};

/** Decides from memory and from what was read; the start's own commit decides again. */
export async function planStart(context: PaymentsContext, caller: Caller, input: StartPayment): Promise<Result<Plan>> {
  // What was just made has no friend's link yet.
  const recent = caller.kind === "friend" ? undefined : context.recent.takeCheckout(input.checkout);
  const loaded = recent ?? (await loadCheckout(context, input.checkout));
  if (!loaded || !reaches(caller, loaded)) return refuse("not_found");
  if (caller.kind === "friend" && caller.id !== loaded.row.friend_link) return refuse("friend_link_expired");
  const fault = checkoutFault(context, loaded);
  if (fault) return refuse(fault);
  const kind = context.needs.kinds.find((one) => one.id === input.wallet);
  if (!kind) return refuse("wallet_unknown", { wallet: input.wallet });
  const orders = loaded.orders.filter((order) => input.order === undefined || order.id === input.order);
  const unpaid = orders.filter((order) => order.state === "unpaid");
  const [first, ...others] = unpaid;
  if (!first) return refuse(orders.length === 0 ? "not_found" : "order_already_paid");
  const version = context.needs.startVersion(loaded.row.marketplace);
  const shut = methodFault(context, kind, input, unpaid) ?? decisionFault(context, loaded, input, unpaid);
  return shut ?? ok({ kind, loaded, orders: [first, ...others], version });
}

function reaches(caller: Caller, loaded: LoadedCheckout): boolean {
  if (caller.checkout !== undefined) return caller.checkout === loaded.row.id;
  if (caller.marketplace !== null && caller.marketplace !== loaded.row.marketplace) return false;
  return caller.store === null || loaded.orders.every((order) => order.store === caller.store);
}

function checkoutFault(context: PaymentsContext, loaded: LoadedCheckout): PaymentFault | null {
  if (loaded.row.state === "complete") return "checkout_complete";
  if (loaded.row.state === "cancelled") return "checkout_cancelled";
  if (loaded.row.state === "expired" || loaded.row.expires_at <= context.needs.clock.now()) return "checkout_expired";
  return null;
}

function methodFault(
  context: PaymentsContext,
  kind: WalletKind,
  input: StartPayment,
  orders: readonly OrderRow[],
): Result<never> | null {
  const { method } = input;
  // Whether the account may charge is the wallet's to say; who calls with a payer's code is a till.
  if (method === "code" ? input.payer_code === undefined : !kind.methods.includes(method))
    return refuse("method_unsupported", { method });
  if (input.method === "in_app" && kind.inAppNeedsOpenid && !input.buyer.openid) return refuse("openid_required");
  if (orders.some((order) => !kind.currencies.includes(order.currency))) return refuse("currency_unsupported");
  if (orders.length === 1) return null;
  const { combined } = kind;
  const fits =
    method !== "code" &&
    input.issuer === undefined &&
    combined?.methods.includes(method) &&
    orders.length <= combined.partsMax;
  if (fits && sameAccount(context.needs, kind, orders)) return null;
  return refuse("method_unsupported", { method: input.method, pay_orders_one_by_one: orders.map((order) => order.id) });
}

function decisionFault(
  context: PaymentsContext,
  loaded: LoadedCheckout,
  input: StartPayment,
  orders: readonly OrderRow[],
): Result<never> | null {
  const now = context.needs.clock.now();
  const parts: Part[] = [];
  for (const order of orders) {
    const amount = money(order.amount, order.currency);
    const decision = context.needs.decide(askedOf(input, { store: order.store, amount }, loaded.row.buyer), now);
    if (!decision.open || !context.needs.accountFor(order.store, input.wallet))
      return refuse("wallet_not_offered", { reasons: decision.reasons, order: order.id });
    parts.push({ amount, decision });
  }
  const reasons = overTogether(parts);
  if (reasons.length === 0) return null;
  return refuse("wallet_not_offered", { reasons, pay_orders_one_by_one: orders.map((order) => order.id) });
}
