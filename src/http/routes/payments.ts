import Type from "typebox";
import type { PaymentView, StartPayment } from "#payments";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer, reaches, reachOf } from "../auth.ts";
import { BetweenQuery, betweenOf, rangedFaults } from "../between.ts";
import { listOf, pageOf } from "../cursor.ts";
import { namesIn, orderOf, refundsOf } from "../expand.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { found, Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  choice,
  ExpandPayment,
  Id,
  ListOf,
  PageQuery,
  PaymentShape,
  paymentStates,
  ReadPaymentShape,
  ref,
  StartedShape,
  StartPaymentShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

function mayReadPayment(caller: Caller, payment: PaymentView): boolean {
  if (isBearer(caller)) return reaches(caller, payment);
  return caller.checkout === payment.checkout && (caller.kind === "checkout" || payment.by_friend);
}

type Request = Parameters<typeof callerOf>[0];

/** The payment, if it is the caller's. A friend's link that a newer one replaced, or that is used up, shows nothing. */
async function readPayment(parts: HttpParts, request: Request, id: string): Promise<PaymentView> {
  const caller = callerOf(request);
  if (caller.kind === "friend") settled(await parts.payments.readFriendLink(found(request.token)));
  const payment = await parts.payments.getPayment(id, caller);
  if (payment === null || !mayReadPayment(caller, payment)) throw new Refusal("not_found");
  return payment;
}

/** A cart is closed as a whole, so a store's key, which sees only its own part, may not close it. */
function mayClose(caller: Caller, payment: PaymentView): void {
  if (caller.store !== null && payment.combined !== null) throw new Refusal("payment_part_of_cart");
}

const friendFaults = ["friend_link_used", "friend_link_expired"] as const;

export const startFaults = [
  ...(["not_found", "checkout_expired", "checkout_complete", "checkout_cancelled", "order_already_paid"] as const),
  ...(["wallet_unknown", "wallet_not_offered", "wallet_unreachable", "wallet_refused"] as const),
  ...(["method_unsupported", "openid_required", "payment_in_progress", "friend_link_used"] as const),
  ...(["friend_link_expired", "currency_unsupported", "store_closed"] as const),
];

export function paymentRoutes(app: App, parts: HttpParts): void {
  const { payments } = parts;

  app.post(
    "/v1/payments",
    {
      config: { access: { scope: "payments:write", also: ["checkout", "friend"] } },
      schema: {
        operationId: "startPayment",
        tags: ["payments"],
        summary: "Start a payment with a wallet; `action` is what the buyer must do next",
        description: "用钱包发起支付；action 是买家的下一步。",
        body: ref(StartPaymentShape),
        response: answers({ 201: ref(StartedShape) }, common.withCaller, common.withBody, startFaults),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { openid, ...asked } = request.body;
      if (!isBearer(caller) && caller.checkout !== asked.checkout) throw new Refusal("not_found");
      const buyer = { ip: request.ip, ...(openid === undefined ? {} : { openid }) };
      const input: StartPayment = { ...asked, buyer, by_friend: caller.kind === "friend" };
      return reply.code(201).send(wire(answered(reply, await payments.startPayment(caller, input, repeatOf(request)))));
    },
  );

  paymentList(app, parts);

  app.get(
    "/v1/payments/:id",
    {
      config: { access: { scope: "payments:read", also: ["checkout", "friend"] } },
      schema: {
        operationId: "getPayment",
        tags: ["payments"],
        summary: "Read a payment, and what belongs to it where `expand` names it",
        description: "查询支付；expand 可一并读取退款与订单。",
        params: params({ id: Id("pay") }),
        querystring: query({ expand: ExpandPayment }),
        response: answers(
          { 200: ref(ReadPaymentShape) },
          ...[common.withCaller, friendFaults],
          ...(["not_found", "request_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const payment = await readPayment(parts, request, request.params.id);
      const names = namesIn(request.query.expand);
      if (names.length === 0) return wire(payment);
      const refunds = names.includes("refunds") ? { refunds: await refundsOf(parts, caller, payment.id) } : {};
      const order = names.includes("order") ? { order: await orderOf(parts, caller, payment.order) } : {};
      return { ...wire(payment), expanded: { ...refunds, ...order } };
    },
  );
}

function paymentList(app: App, parts: HttpParts): void {
  app.get(
    "/v1/payments",
    {
      config: { access: { scope: "payments:read" } },
      schema: {
        operationId: "listPayments",
        tags: ["payments"],
        summary: "List payments, newest first",
        description: "支付列表，最新的在前。",
        querystring: query({
          ...PageQuery,
          checkout: Type.Optional(Id("chk")),
          order: Type.Optional(Id("ord")),
          number: Type.Optional(Type.String({ maxLength: 64, description: "The order's, as the shop numbers it." })),
          ...BetweenQuery,
          wallet: Type.Optional(Type.String({ maxLength: 32 })),
          state: Type.Optional(choice(paymentStates)),
        }),
        response: answers({ 200: ListOf(PaymentShape) }, common.withCaller, rangedFaults),
      },
    },
    async (request) => {
      const { cursor: _cursor, limit: _limit, from, to, amount_from, amount_to, ...filter } = request.query;
      const asked = { ...reachOf(callerOf(request)), ...filter, ...betweenOf(request.query, parts.clock.now()) };
      return listOf(await parts.payments.listPayments(asked, pageOf(request.query)));
    },
  );
}

export function paymentMoves(app: App, parts: HttpParts): void {
  const moves = [
    ["check", "Ask the wallet now what came of a payment", "立即向钱包查询支付结果。"],
    ["close", "Close a payment at its wallet; one that was paid meanwhile answers as paid", "在钱包处关闭支付。"],
  ] as const;
  for (const [move, summary, description] of moves)
    app.post(
      `/v1/payments/:id/${move}`,
      {
        config: { access: { scope: "payments:write", also: ["checkout", "friend"] } },
        schema: {
          operationId: `${move}Payment`,
          tags: ["payments"],
          summary,
          description,
          params: params({ id: Id("pay") }),
          response: answers(
            { 200: ref(PaymentShape) },
            ...[common.withCaller, common.withBody, friendFaults],
            ...(["not_found", "payment_wrong_state", "payment_not_closed", "wallet_unreachable"] as const),
            ...(move === "close" ? (["payment_part_of_cart"] as const) : []),
          ),
        },
      },
      async (request) => {
        const payment = await readPayment(parts, request, request.params.id);
        if (move === "close") mayClose(callerOf(request), payment);
        const { id } = payment;
        const result = move === "check" ? parts.payments.checkPayment(id) : parts.payments.closePayment(id);
        return wire(settled(await result));
      },
    );
}
