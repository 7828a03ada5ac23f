import { fromJson } from "#money";
import { type App, answers, common } from "../app.ts";
import { callerOf } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  DecodedShape,
  NewTillPaymentShape,
  ref,
  ScannedShape,
  TillPaymentShape,
  TillWithdrawalShape,
  WithdrawnSaleShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["codes"];

const chargeFaults = [
  ...(["store_closed", "payer_code_unknown", "payer_code_ambiguous", "payer_code_used"] as const),
  ...(["payer_code_of_other_wallet", "till_number_used", "wallet_unknown", "wallet_not_offered"] as const),
  ...(["wallet_refused", "order_already_paid", "payment_in_progress", "method_unsupported", "not_found"] as const),
  ...(["checkout_cancelled", "checkout_expired", "checkout_complete"] as const),
  ...(["currency_unsupported", "amount_invalid"] as const),
];

export function tillRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/till-payments",
    {
      config: { access: { scope: "payments:write" } },
      schema: {
        operationId: "chargePayerCode",
        tags,
        summary: "Charge the code that a payer shows; one code is charged once, one number is paid once",
        description:
          "收银台扫付款码收款：一个付款码只扣一次，一个单号只收一次。A payment that waits is asked for every five seconds and " +
          "reversed after 45: read it, or close it (POST /v1/payments/{id}/close) to give up at once.",
        body: ref(NewTillPaymentShape),
        response: answers({ 201: ref(TillPaymentShape) }, common.withCaller, common.withBody, chargeFaults),
      },
    },
    async (request, reply) => {
      const input = { ...request.body, amount: fromJson(request.body.amount), ip: request.ip };
      const made = await parts.codes.charge(callerOf(request), input, repeatOf(request));
      return reply.code(201).send(wire(answered(reply, made)));
    },
  );

  app.post(
    "/v1/codes/check",
    {
      config: { access: { scope: "payments:read" }, reads: true },
      schema: {
        operationId: "checkCode",
        tags,
        summary: "Tell what a scanned text is, and why it is nothing that we know",
        description: "识别扫到的内容，不能识别时说明原因。",
        body: ref(ScannedShape),
        response: answers({ 200: ref(DecodedShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { marketplace } = await readStore(parts, callerOf(request), request.body.store);
      const told = parts.codes.decode(request.body.text, marketplace);
      return {
        kind: told.kind,
        wallets: told.kind === "payer_code" ? [...told.wallets] : [],
        merchant_code: told.kind === "merchant_code" || told.kind === "emv" ? told.id : null,
        name: told.kind === "emv" ? (told.emv.local?.name ?? told.emv.name) : null,
        amount: told.kind === "emv" ? told.emv.amount : null,
        fault: told.kind === "unknown" ? told.fault : null,
        at: told.kind === "unknown" ? told.at : null,
        says: told.kind === "unknown" ? told.says : null,
      };
    },
  );
}

export function tillWithdrawals(app: App, parts: HttpParts): void {
  app.post(
    "/v1/till-payments/withdraw",
    {
      config: { access: { scope: "payments:write" } },
      schema: {
        operationId: "withdrawTillSale",
        tags,
        summary: "Take a sale back by its number, whether or not it ever arrived: it is not charged from then on",
        description:
          "按单号撤回一笔收款，无论是否曾送达；撤回后不再扣款。`paid`: it had been paid, so it stays; `ending`: a payment " +
          "is still being reversed, ask again.",
        body: ref(TillWithdrawalShape),
        response: answers(
          { 200: ref(WithdrawnSaleShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "store_closed", "till_number_used", "currency_unsupported", "amount_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const { store, number, amount } = request.body;
      return settled(await parts.codes.withdraw(callerOf(request), { store, number, amount: fromJson(amount) }));
    },
  );
}
