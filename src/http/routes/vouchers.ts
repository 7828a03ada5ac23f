import { fromJson } from "#money";
import { type App, answers, common, params } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { Id, IssuedVoucherShape, NewVoucherShape, RedeemVoucherShape, ref, VoucherShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { placeOf } from "./links.ts";

const tags = ["vouchers"];

export function voucherRoutes(app: App, parts: HttpParts): void {
  const { agreements } = parts;
  app.post(
    "/v1/vouchers",
    {
      config: { access: { scope: "checkouts:write" } },
      schema: {
        operationId: "issueVoucher",
        tags,
        summary: "Issue a voucher that was bought here, for a partner's tills",
        description: "发放在本应用购买、到伙伴门店核销的券。",
        body: ref(NewVoucherShape),
        response: answers(
          { 201: ref(IssuedVoucherShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "agreement_not_in_force", "voucher_invalid", "payment_wrong_state"] as const),
          ...(["voucher_money_apart", "voucher_order_bound", "voucher_value_differs", "voucher_shut"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { value, expires_at, payment = null, ...rest } = request.body;
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      const expires = instantOf(expires_at);
      if (!expires) throw new Refusal("request_invalid");
      const input = { ...rest, marketplace, payment, value: fromJson(value), expires_at: expires };
      const { voucher, code } = answered(reply, await agreements.issueVoucher(caller, input, repeatOf(request)));
      return reply.code(201).send({ ...wire(voucher), code });
    },
  );
  app.get(
    "/v1/vouchers/:id",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        ...{ operationId: "getVoucher", tags, params: params({ id: Id("vch") }) },
        summary: "Read a voucher; its code is not told again",
        description: "查询券；券码不再显示。",
        response: answers({ 200: ref(VoucherShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await agreements.getVoucher(request.params.id))),
  );
  app.post(
    "/v1/voucher-redemptions",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        operationId: "redeemVoucher",
        tags,
        summary: "Redeem a voucher at a till: once, whoever else asks at the same time",
        description: "在收银台核销券，只能核销一次。",
        body: ref(RedeemVoucherShape),
        response: answers(
          { 200: ref(VoucherShape) },
          ...[common.withCaller, common.withBody, ["voucher_money_apart"] as const],
          ...(["not_found", "voucher_invalid", "voucher_redeemed", "voucher_expired", "voucher_store_needed"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { code, till, store: named } = request.body;
      const { store } = named === undefined ? caller : await placeOf(parts, caller, { store: named });
      const input = { code, till, store, redeemer: caller.marketplace };
      return wire(answered(reply, await agreements.redeemVoucher(caller, input, repeatOf(request))));
    },
  );
}

/** A voucher that nobody redeemed goes back to whoever paid. */
export function voucherRefunds(app: App, parts: HttpParts): void {
  const { agreements } = parts;
  app.post(
    "/v1/vouchers/:id/refund",
    {
      config: { access: { scope: "refunds:write" }, recentStep: true },
      schema: {
        ...{ operationId: "refundVoucher", tags, params: params({ id: Id("vch") }) },
        summary: "End a voucher that nobody redeemed and refund what was paid for it",
        description: "退券：未核销的券作废，原路退款。",
        response: answers(
          { 200: ref(VoucherShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "voucher_redeemed", "voucher_not_booked", "voucher_above_limit"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await agreements.getVoucher(request.params.id));
      return wire(answered(reply, await agreements.refundVoucher(caller, id, repeatOf(request))));
    },
  );
}
