import type { RepeatKey } from "#db";
import type { Money } from "#money";
import type { RawRequest, RawResponse, RefundTo } from "#wallets/protocol";
import { checkCheckout, checkPayment, closePayment } from "./check.ts";
import { closeOverCaps } from "./close-over-caps.ts";
import type { PaymentsContext } from "./context.ts";
import { createCheckout } from "./create-checkout.ts";
import { createRefund } from "./create-refund.ts";
import { workDue } from "./due.ts";
import { endCheckout } from "./end-checkout.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { findFriendLink, makeFriendLink, readFriendLink } from "./friend-link.ts";
import { type HeardInBill, hearBill } from "./hear-bill.ts";
import { listRows, type Page, type Paged } from "./lists.ts";
import { type Between, ordersNumbered, type Range, type Reach } from "./narrow.ts";
import { loadCheckout, toCheckoutView } from "./read-checkout.ts";
import { makeRefundDoor, refundOf } from "./refund-door.ts";
import { retryRefund } from "./retry-refund.ts";
import { type CheckoutRow, type OrderRow, type PaymentRow, type RefundRow, readRows } from "./rows.ts";
import { noteEnded } from "./second-look.ts";
import { checkoutSecret, readToken } from "./secrets.ts";
import { sendRefund } from "./send-refund.ts";
import { startPayment } from "./start-payment.ts";
import { takeNotice } from "./take-notice.ts";
import type { Caller, CheckoutView, NewCheckout, StartPayment } from "./types.ts";
import { toOrderView, toPaymentView, toRefundView } from "./views.ts";

/** Who holds a checkout's secret or a friend's link. */
export type SecretHolder = {
  kind: "checkout" | "friend";
  id: string;
  checkout: string;
  marketplace: string;
  store: null;
};

/** Everything that others may ask of this room. */
export function makeDoor(context: PaymentsContext) {
  const { needs } = context;
  const view = async (id: string): Promise<CheckoutView | null> => {
    const loaded = await loadCheckout(context, id);
    return loaded && toCheckoutView(context, loaded);
  };
  const end = async (id: string, to: "expired" | "cancelled"): Promise<Result<CheckoutView>> => {
    const done = await endCheckout(context, id, to);
    return done.ok ? ok(toCheckoutView(context, done.value)) : done;
  };
  return {
    async createCheckout(caller: Caller, input: NewCheckout, repeat: RepeatKey | null) {
      const made = await createCheckout(context, caller, input, repeat);
      if (!made.ok) return made;
      const checkout = toCheckoutView(context, made.value);
      return ok({ checkout, secret: checkoutSecret(needs, checkout.id) }, made.repeated);
    },
    getCheckout: view,
    expireCheckout: (id: string) => end(id, "expired"),
    cancelCheckout: (id: string) => end(id, "cancelled"),
    async checkCheckout(id: string): Promise<Result<CheckoutView>> {
      await checkCheckout(context, id);
      const checkout = await view(id);
      return checkout ? ok(checkout) : refuse("not_found");
    },
    startPayment: (caller: Caller, input: StartPayment, repeat: RepeatKey | null) =>
      startPayment(context, caller, input, repeat),
    checkPayment: (id: string) => checkPayment(context, id),
    closePayment: (id: string) => closePayment(context, id),
    /** After caps may have been lowered; answers how many attempts above them are still open. */
    closeOverCaps: (side: string) => closeOverCaps(context, side),
    /** What was decided elsewhere: in a dispute or by a voucher, which ask `countAlone`. No limit counts. */
    async createRefund(
      caller: Caller,
      input: { payment: string; amount: Money; reason: string },
      repeat: RepeatKey | null,
    ) {
      const made = await createRefund(context, caller, input, repeat);
      if (!made.ok) return made;
      if (!made.repeated) await sendRefund(context, made.value, "send");
      return ok(await refundOf(context, made.value), made.repeated);
    },
    ...makeRefundDoor(context),
    async retryRefund(id: string, to?: RefundTo) {
      const done = await retryRefund(context, id, to);
      if (!done.ok) return done;
      const row = (await readRows<RefundRow>(needs.db, "refunds", [id])).get(id);
      return row ? ok(toRefundView(row)) : refuse("not_found");
    },
    makeFriendLink: (checkout: string, repeat: RepeatKey | null = null) => makeFriendLink(context, checkout, repeat),
    readFriendLink: (token: string) => readFriendLink(context, token),
    readSecret: (token: string) => readSecret(context, token),
    takeNotice: (wallet: string, account: string, raw: RawRequest): Promise<RawResponse | null> =>
      takeNotice(context, wallet, account, raw),
    hearBill: (account: string, subject: string, heard: HeardInBill) => hearBill(context, account, subject, heard),
    subscribe: context.subscribe,
    changed: context.changed,
    allChanged: context.allChanged,
    watched: context.watched,
    /** Does what is due, 64 at most unless told; answers how much. On main's timer; tests run it until it answers 0. */
    workDue: (atMost?: number) => workDue(context, atMost),
    /** Has what ended unpaid looked at once more, and late money counted in its caps: the worker's chore. */
    noteEnded: () => noteEnded(needs),
    ...makeReads(context, view),
  };
}

async function readSecret(context: PaymentsContext, token: string): Promise<SecretHolder | null> {
  const id = readToken(context.needs, token);
  if (id === null) return null;
  if (id.startsWith("chk_")) {
    const row = (await readRows<CheckoutRow>(context.needs.db, "checkouts", [id])).get(id);
    return row ? { kind: "checkout", id, checkout: id, marketplace: row.marketplace, store: null } : null;
  }
  const found = await findFriendLink(context, token);
  if (!found) return null;
  const { row } = found.loaded;
  return { kind: "friend", id, checkout: row.id, marketplace: row.marketplace, store: null };
}

type Views = (id: string) => Promise<CheckoutView | null>;

function makeReads(context: PaymentsContext, view: Views) {
  const { needs } = context;
  const paged = async <Row extends { id: string }, T>(rows: Promise<Paged<Row>>, to: (row: Row) => T) => {
    const { data, next } = await rows;
    return { data: data.map(to), next };
  };
  return {
    async getPayment(id: string) {
      const row = await context.loads.payments.submit(id);
      return row && toPaymentView(row);
    },
    async getRefund(id: string) {
      const row = (await readRows<RefundRow>(needs.db, "refunds", [id])).get(id);
      return row ? toRefundView(row) : null;
    },
    async getOrder(id: string) {
      const row = (await readRows<OrderRow>(needs.db, "orders", [id])).get(id);
      return row ? toOrderView(needs, row) : null;
    },
    async listCheckouts(filter: Reach & { state?: string }, page: Page): Promise<Paged<CheckoutView>> {
      const { store, ...rest } = filter;
      if (store !== null) return { data: [], next: null };
      const rows = await listRows<CheckoutRow>(context, "checkouts", rest, page);
      const views = await Promise.all(rows.data.map((row) => view(row.id)));
      return { data: views.flatMap((one) => one ?? []), next: rows.next };
    },
    listPayments: async (
      filter: Reach & Between & { checkout?: string; order?: string; number?: string; wallet?: string; state?: string },
      page: Page,
    ) => {
      const { order, number, from, to, amount_from, amount_to, ...rest } = filter;
      const range: Range = { from, to, amount_from, amount_to };
      if (number !== undefined) range.orders = await ordersNumbered(context, number, filter);
      const where = { ...rest, order_id: order };
      return paged(listRows<PaymentRow>(context, "payments", where, page, range), toPaymentView);
    },
    listRefunds: (filter: Reach & { payment?: string; order?: string; state?: string }, page: Page) => {
      const { order, ...rest } = filter;
      return paged(listRows<RefundRow>(context, "refunds", { ...rest, order_id: order }, page), toRefundView);
    },
    listOrders: (filter: Reach & Between & { checkout?: string; number?: string; state?: string }, page: Page) => {
      const { from, to, amount_from, amount_to, ...rest } = filter;
      const range = { from, to, amount_from, amount_to };
      return paged(listRows<OrderRow>(context, "orders", rest, page, range), (row) => toOrderView(needs, row));
    },
  };
}
