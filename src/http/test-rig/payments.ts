import type { CheckoutView, PaymentView, RefundView } from "#payments";
import type { Paged, PaymentsDoor, Reach, RepeatKey, Result } from "../parts.ts";
import { east, id } from "./people.ts";
import { fakeRefunds } from "./refunds.ts";
import { checkout, checkouts, friendView, payment, refund, start } from "./views.ts";

export const secretOf = (n: number) => `cs_${id("chk", n).slice(4)}secret`;
export const friendOf = (n: number) => `fl_${id("chk", n).slice(4)}friend`;

type Row = { marketplace: string; store: string };

export function reached<T extends Row>(rows: Iterable<T>, reach: Reach): T[] {
  return [...rows].filter(
    (row) =>
      (reach.marketplace === null || reach.marketplace === row.marketplace) &&
      (reach.store === null || reach.store === row.store),
  );
}

/** A page of a list, in the order given; `next` is the last one's id. */
export function page<T extends { id: string }>(
  rows: readonly T[],
  { after, limit }: { after: string | null; limit: number },
): Paged<T> {
  const from = after === null ? 0 : rows.findIndex((row) => row.id === after) + 1;
  const data = rows.slice(from, from + limit);
  return { data, next: from + limit < rows.length ? (data.at(-1)?.id ?? null) : null };
}

/** Remembers answers by key, as the rooms do in the effect's own commit. */
export function repeats() {
  const kept = new Map<string, { hash: string; value: unknown }>();
  return async <T>(repeat: RepeatKey | null, make: () => T): Promise<Result<T>> => {
    if (repeat === null) return { ok: true, value: make() };
    const name = `${repeat.caller} ${repeat.route} ${repeat.key}`;
    const found = kept.get(name);
    if (found && found.hash !== repeat.requestHash) return { ok: false, fault: "idempotency_key_reused" };
    if (found) return { ok: true, value: found.value as T, repeated: true };
    const value = make();
    kept.set(name, { hash: repeat.requestHash, value });
    return { ok: true, value };
  };
}

/** The payments room, in memory. Tests change `rows` and call `changed`, or put a method of their own in place. */
export function fakePayments() {
  const rows = {
    checkouts: new Map<string, CheckoutView>(checkouts.map((one) => [one.id, one])),
    payments: new Map<string, PaymentView>(checkouts.flatMap((one) => one.payments.map((pay) => [pay.id, pay]))),
    refunds: new Map<string, RefundView>(),
  };
  const followers = new Map<string, Set<() => void>>();
  const first = checkouts[0].payments[0] as PaymentView;
  rows.refunds.set(id("ref", 1), refund(1, first));
  const once = repeats();
  let made = 100;
  const orders = () => [...rows.checkouts.values()].flatMap((one) => one.orders);
  const got = (one: CheckoutView | PaymentView | undefined) => one ?? null;
  const move = async (name: string, state: CheckoutView["state"]): Promise<Result<CheckoutView>> => {
    const one = rows.checkouts.get(name);
    if (!one) return { ok: false, fault: "not_found" };
    rows.checkouts.set(name, { ...one, state });
    return { ok: true, value: { ...one, state } };
  };
  const door: PaymentsDoor = {
    createCheckout: (_caller, input, repeat) =>
      once(repeat, () => {
        made += 1;
        const stores = input.orders.map((order) => order.store);
        const one = checkout(made, stores, { marketplace: input.marketplace, metadata: input.metadata });
        rows.checkouts.set(one.id, one);
        return { checkout: one, secret: secretOf(made) };
      }),
    getCheckout: async (name) => rows.checkouts.get(name) ?? null,
    listCheckouts: async ({ marketplace, store }, at) => {
      const mine = [...rows.checkouts.values()].filter(
        (one) => marketplace === null || one.marketplace === marketplace,
      );
      return page(store === null ? mine : [], at);
    },
    expireCheckout: (name) => move(name, "expired"),
    cancelCheckout: (name) => move(name, "cancelled"),
    checkCheckout: async (name) => ({ ok: true, value: rows.checkouts.get(name) as CheckoutView }),
    startPayment: async (caller, input, repeat) => {
      const one = rows.checkouts.get(input.checkout);
      const mine = caller.marketplace === null || caller.marketplace === one?.marketplace;
      const stores = caller.store === null || one?.orders.every((order) => order.store === caller.store);
      if (!one || !mine || !stores) return { ok: false, fault: "not_found" };
      return await once(repeat, () => {
        made += 1;
        const pay = payment(made, one.orders[0] as (typeof one.orders)[0], { by_friend: input.by_friend });
        rows.payments.set(pay.id, pay);
        return { payments: [pay], action: pay.action };
      });
    },
    getPayment: async (name) => got(rows.payments.get(name)) as PaymentView | null,
    listPayments: async (filter, at) => page(reached(rows.payments.values(), filter), at),
    checkPayment: async (name) => ({ ok: true, value: rows.payments.get(name) as PaymentView }),
    closePayment: async (name) => ({
      ok: true,
      value: { ...(rows.payments.get(name) as PaymentView), state: "closed" },
    }),
    retryRefund: async (wanted) => {
      const one = rows.refunds.get(wanted);
      return one ? { ok: true, value: one } : { ok: false, fault: "not_found" };
    },
    askRefund: (_caller, input, repeat) =>
      once(repeat, () => {
        made += 1;
        const one = { ...refund(made, rows.payments.get(input.payment) as PaymentView), amount: input.amount };
        rows.refunds.set(one.id, one);
        return { refund: one };
      }),
    ...fakeRefunds(first),
    getRefund: async (name) => rows.refunds.get(name) ?? null,
    listRefunds: async (filter, at) => page(reached(rows.refunds.values(), filter), at),
    getOrder: async (name) => orders().find((one) => one.id === name) ?? null,
    listOrders: async (filter, at) => page(reached(orders(), filter), at),
    makeFriendLink: async (name) => ({ ok: true, value: { token: `fl_${name.slice(4)}friend`, expires_at: start } }),
    readFriendLink: async (token) => {
      const one = rows.checkouts.get(`chk_${token.slice(3, 29)}`);
      return one ? { ok: true, value: friendView(one) } : { ok: false, fault: "not_found" };
    },
    readSecret: async (token) => {
      const name = `chk_${token.slice(3, 29)}`;
      const kind = token.startsWith("cs_") ? "checkout" : "friend";
      if (!rows.checkouts.has(name) || !/(secret|friend)$/.test(token)) return null;
      return { kind, id: kind === "checkout" ? name : id("frl", 1), checkout: name, marketplace: east, store: null };
    },
    takeNotice: async (wallet, _account, raw) =>
      wallet === "wechatpay"
        ? { status: 200, headers: { "content-type": "text/plain" }, body: Buffer.from(`took ${raw.body.length}`) }
        : null,
    subscribe(name, changed) {
      const set = followers.get(name) ?? new Set();
      followers.set(name, set.add(changed));
      return () => set.delete(changed);
    },
  };
  const changed = (name: string) => followers.get(name)?.forEach((call) => void call());
  return { door, rows, changed, followers: (name: string) => followers.get(name)?.size ?? 0 };
}
