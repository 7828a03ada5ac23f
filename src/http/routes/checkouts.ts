import type { Static } from "typebox";
import Type from "typebox";
import { fromJson } from "#money";
import type { CheckoutView, NewCheckout, OrderLine } from "#payments";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer, marketplaceFor, reachOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  CheckoutShape,
  CreatedCheckoutShape,
  checkoutStates,
  choice,
  Id,
  ListOf,
  NewCheckoutShape,
  PageQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

type Body = Static<typeof NewCheckoutShape>;

function lineOf(line: Body["orders"][number]["lines"][number]): OrderLine {
  const { amount, ...rest } = line;
  return { ...rest, amount: fromJson(amount) };
}

/** The lines sum to the order, to the minor unit: checked before anything is written. */
function orderOf(order: Body["orders"][number]): NewCheckout["orders"][number] {
  const lines = order.lines.map(lineOf);
  const amount = fromJson(order.amount);
  if (lines.some((line) => line.amount.currency !== amount.currency))
    throw new Refusal("amount_mismatch", { order: order.number });
  const total = lines.reduce((sum, line) => sum + line.amount.minor, 0n);
  if (total !== amount.minor) throw new Refusal("amount_mismatch", { order: order.number, lines: total.toString() });
  return { store: order.store, number: order.number, title: order.title, amount, lines };
}

function inputOf(caller: Caller, body: Body): NewCheckout {
  const orders = body.orders.map(orderOf);
  // It would choose for itself that its money comes by the time since payment, with nothing sent.
  if (caller.store !== null && orders.some(({ lines }) => lines.some(({ ships }) => ships === false)))
    throw new Refusal("forbidden", { needs: "a key of the marketplace, to say that nothing is sent (`ships`)" });
  if (new Set(orders.map((order) => order.amount.currency)).size > 1) throw new Refusal("currency_unsupported");
  return {
    marketplace: marketplaceFor(caller, body.marketplace),
    orders,
    buyer: body.buyer ?? {},
    success_url: body.success_url,
    cancel_url: body.cancel_url,
    locale: body.locale ?? "zh-CN",
    expires_in: body.expires_in ?? 1800,
    metadata: body.metadata ?? {},
  };
}

/** A store's key sees a checkout only when all of it is that store's. */
export function mayReadCheckout(caller: Caller, checkout: CheckoutView): boolean {
  if (caller.kind === "checkout") return caller.checkout === checkout.id;
  if (caller.kind === "friend") return false;
  if (caller.marketplace !== null && caller.marketplace !== checkout.marketplace) return false;
  return caller.store === null || checkout.orders.every((order) => order.store === caller.store);
}

/** The checkout, or `not_found` when it is not there or not the caller's. */
export async function readCheckout(parts: HttpParts, caller: Caller, id: string): Promise<CheckoutView> {
  // Another checkout's secret proves nothing here, so nothing is read for it.
  if (!isBearer(caller) && caller.checkout !== id) throw new Refusal("not_found");
  const checkout = await parts.payments.getCheckout(id, caller);
  if (checkout === null || !mayReadCheckout(caller, checkout)) throw new Refusal("not_found");
  return checkout;
}

export function checkoutRoutes(app: App, parts: HttpParts): void {
  const { payments, config } = parts;
  const write = { scope: "checkouts:write" } as const;

  app.post(
    "/v1/checkouts",
    {
      config: { access: write },
      schema: {
        operationId: "createCheckout",
        tags: ["checkouts"],
        summary: "Create a checkout for one order, or for a cart over several stores",
        description: "创建收银台：一笔订单，或跨店铺的购物车。",
        body: ref(NewCheckoutShape),
        response: answers(
          { 201: ref(CreatedCheckoutShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "store_unknown", "store_closed", "amount_mismatch", "amount_invalid"] as const),
          ...(["currency_unsupported", "order_duplicate"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const input = inputOf(caller, request.body);
      if (caller.store !== null && input.orders.some((order) => order.store !== caller.store))
        throw new Refusal("store_unknown");
      const { checkout, secret } = answered(reply, await payments.createCheckout(caller, input, repeatOf(request)));
      const url = `${config.publicUrl}/pay/${checkout.id}#${secret}`;
      return reply.code(201).send({ ...wire(checkout), url, secret });
    },
  );

  app.get(
    "/v1/checkouts",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        operationId: "listCheckouts",
        tags: ["checkouts"],
        summary: "List checkouts, newest first",
        description: "收银台列表，最新的在前。",
        querystring: query({ ...PageQuery, state: Type.Optional(choice(checkoutStates)) }),
        response: answers({ 200: ListOf(CheckoutShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, ...filter } = request.query;
      return listOf(await payments.listCheckouts({ ...reachOf(callerOf(request)), ...filter }, pageOf(request.query)));
    },
  );

  app.get(
    "/v1/checkouts/:id",
    {
      config: { access: { scope: "checkouts:read", also: ["checkout"] } },
      schema: {
        operationId: "getCheckout",
        tags: ["checkouts"],
        summary: "Read a checkout",
        description: "查询收银台。",
        params: params({ id: Id("chk") }),
        response: answers({ 200: ref(CheckoutShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(await readCheckout(parts, callerOf(request), request.params.id)),
  );
}

export function checkoutMoves(app: App, parts: HttpParts): void {
  const moves = [
    ["expire", "Expire a checkout: the wallets are asked first", "令收银台过期；会先向钱包查询。"],
    ["cancel", "Cancel a checkout: the wallets are asked first", "取消收银台；会先向钱包查询。"],
  ] as const;
  for (const [move, summary, description] of moves)
    app.post(
      `/v1/checkouts/:id/${move}`,
      {
        config: { access: { scope: "checkouts:write" } },
        schema: {
          operationId: `${move}Checkout`,
          tags: ["checkouts"],
          summary,
          description,
          params: params({ id: Id("chk") }),
          response: answers(
            { 200: ref(CheckoutShape) },
            ...[common.withCaller, common.withBody, "not_found" as const],
            ...(["checkout_complete", "checkout_expired", "checkout_cancelled", "checkout_wrong_state"] as const),
            ...(["payment_in_progress", "payment_not_closed", "wallet_unreachable"] as const),
          ),
        },
      },
      async (request) => {
        const { id } = await readCheckout(parts, callerOf(request), request.params.id);
        const result = move === "expire" ? parts.payments.expireCheckout(id) : parts.payments.cancelCheckout(id);
        return wire(settled(await result));
      },
    );
}
