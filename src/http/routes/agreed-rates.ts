import { fen, fromJson } from "#money";
import { type App, answers, common, params } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf } from "../cursor.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { AgreedRateShape, Id, ListOf, NewAgreedRateShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const one = { tags: ["reconciliation"], params: params({ id: Id("wac") }) };
const path = "/v1/wallet-accounts/:id/agreed-rates";

/** What a wallet may keep, for bills that do not tell it. The platform's own, as bills are. */
export function agreedRateRoutes(app: App, parts: HttpParts): void {
  const { reconciliation, directory } = parts;
  app.get(
    path,
    {
      config: { access: { scope: "books:read" } },
      schema: {
        ...one,
        operationId: "listAgreedRates",
        summary: "What was agreed with the wallet about its fees at this account, newest first",
        description: "与钱包约定的手续费率，最新的在前。",
        response: answers({ 200: ListOf(AgreedRateShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = within(steering(callerOf(request)), await directory.getWalletAccount(request.params.id));
      return listOf({ data: await reconciliation.listAgreedRates(id), next: null });
    },
  );

  app.post(
    path,
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "addAgreedRate",
        summary: "Add what was agreed, for one method or for all, from an instant on; a fee beyond it is a break",
        description: "新增约定费率（可按支付方式），只增不改；账单手续费与之不符即为差错。",
        body: ref(NewAgreedRateShape),
        response: answers(
          { 201: ref(AgreedRateShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "agreed_rate_invalid", "agreed_rate_taken"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await directory.getWalletAccount(request.params.id));
      const { method = "*", starts_at, rate, minimum, rounding = "half_up", refunds_return = false } = request.body;
      const { end = false } = request.body;
      if (end === (rate !== undefined)) throw new Refusal("agreed_rate_invalid");
      const least = minimum ? fromJson(minimum) : fen(0);
      const figures = rate === undefined ? null : { rate, minimum: least, rounding, refunds_return };
      const given = { wallet_account: id, method, starts_at: instantOf(starts_at), figures };
      return reply.code(201).send(wire(settled(await reconciliation.setAgreedRate(caller.id, given))));
    },
  );
}
