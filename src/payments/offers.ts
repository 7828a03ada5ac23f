import { compare, type Money, money } from "#money";
import type { CheckoutMethod, WalletKind } from "#wallets/protocol";
import type { LoadedCheckout } from "./load.ts";
import type { PaymentsNeeds } from "./needs.ts";
import type { OrderRow } from "./rows.ts";
import { overTogether } from "./together.ts";
import type { Offer, Reason } from "./types.ts";

/**
 * Every wallet of the house for what is still unpaid: available, or why not. A cart's wallet is available when it is
 * for every store; the reasons then name the stores that keep it out.
 */
export function offersFor(needs: PaymentsNeeds, loaded: LoadedCheckout): Offer[] {
  const unpaid = loaded.orders.filter((order) => order.state === "unpaid");
  return needs.kinds.map((kind) => toOffer(needs, kind, loaded, unpaid));
}

function toOffer(needs: PaymentsNeeds, kind: WalletKind, loaded: LoadedCheckout, unpaid: readonly OrderRow[]): Offer {
  const now = needs.clock.now();
  const decisions = unpaid.map((order) => ({
    order,
    decision: needs.decide(
      { store: order.store, wallet: kind.id, amount: money(order.amount, order.currency), buyer: loaded.row.buyer },
      now,
    ),
  }));
  const shut = decisions.filter((one) => !one.decision.open);
  const reasons = (shut.length > 0 ? shut : decisions).flatMap((one) =>
    one.decision.reasons.map((reason) => (unpaid.length > 1 ? named(needs, reason, one.order.store) : reason)),
  );
  const combining = combinedMethods(needs, kind, loaded, unpaid);
  const cap = smallest(decisions.flatMap((one) => one.decision.cap ?? []));
  return {
    wallet: kind.id,
    title: kind.title,
    mark: kind.mark,
    available: unpaid.length > 0 && shut.length === 0,
    reasons: distinct(shut.length === 0 && combining.methods.length === 0 ? [...combining.over, ...reasons] : reasons),
    methods: kind.methods,
    combined: combining.methods.length > 0,
    cap,
    in_app: { user_agent: kind.inAppUserAgent, needs_openid: kind.inAppNeedsOpenid },
    desktop_jump: kind.desktopJump === true,
    ...(kind.combined ? { combined_methods: combining.methods } : {}),
  };
}

/** The methods that open one payment for the whole cart; where its sum is too much for that, why. */
function combinedMethods(
  needs: PaymentsNeeds,
  kind: WalletKind,
  loaded: LoadedCheckout,
  unpaid: readonly OrderRow[],
): { methods: readonly CheckoutMethod[]; over: readonly Reason[] } {
  const { combined } = kind;
  if (!combined || !sameAccount(needs, kind, unpaid) || unpaid.length > combined.partsMax)
    return { methods: [], over: [] };
  if (unpaid.length < 2) return { methods: combined.methods, over: [] };
  const now = needs.clock.now();
  const judged = combined.methods.map((method) => {
    const parts = unpaid.map((order) => {
      const amount = money(order.amount, order.currency);
      const asked = { store: order.store, wallet: kind.id, method, amount, buyer: loaded.row.buyer };
      return { amount, decision: needs.decide(asked, now) };
    });
    return { method, over: overTogether(parts) };
  });
  return {
    methods: judged.flatMap((one) => (one.over.length === 0 ? [one.method] : [])),
    over: judged.flatMap((one) => one.over),
  };
}

/** A combined order is opened by one account of ours for all its parts. */
export function sameAccount(needs: PaymentsNeeds, kind: WalletKind, orders: readonly OrderRow[]): boolean {
  return new Set(orders.map((order) => needs.accountFor(order.store, kind.id)?.id)).size === 1;
}

function named(needs: PaymentsNeeds, reason: Reason, store: string): Reason {
  const title = needs.store(store)?.title ?? { zh: store, en: store };
  return { code: reason.code, zh: `${title.zh}：${reason.zh}`, en: `${title.en}: ${reason.en}` };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.en}`, reason])).values()];
}

function smallest(caps: readonly Money[]): Money | null {
  return caps.reduce<Money | null>((least, cap) => (least === null || compare(cap, least) < 0 ? cap : least), null);
}
