import Type from "typebox";
import { type App, answers, common, query } from "../app.ts";
import { callerOf, isBearer } from "../auth.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { Id, ListOf, PayerCodeRuleShape, ref, SetPayerCodeRuleShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["codes"];

/** Null: the whole house, for its own people who named no marketplace. */
function ownerFor(caller: Caller, named: string | undefined): string | null {
  if (caller.marketplace === null) return named ?? null;
  if (named !== undefined && named !== caller.marketplace) throw new Refusal("not_found");
  return caller.marketplace;
}

export function payerCodeRuleRoutes(app: App, { payerRules, directory }: HttpParts): void {
  app.get(
    "/v1/payer-code-rules",
    {
      config: { access: { scope: "wallet_accounts:read" } },
      schema: {
        operationId: "listPayerCodeRules",
        tags,
        summary:
          "Whose payer's codes are whose, by prefix and length: the wallets' own rules and those that were added",
        description: "付款码归属规则：钱包自带的与后加的；多家符合时由收银员选择。",
        querystring: query({ marketplace: Type.Optional(Id("mkt")) }),
        response: answers({ 200: ListOf(PayerCodeRuleShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => ({
      data: payerRules.list(ownerFor(callerOf(request), request.query.marketplace)).map((rule) => wire(rule)),
      next_cursor: null,
    }),
  );

  app.put(
    "/v1/payer-code-rules",
    {
      config: { access: { scope: "wallet_accounts:write" }, recentStep: true },
      schema: {
        operationId: "setPayerCodeRule",
        tags,
        summary:
          "Add a rule of a wallet's payer's codes, or take it out; the house's own people without a marketplace: for all",
        description: "增加或停用一条付款码规则；与其他钱包重叠的付款码由收银员选择钱包。",
        body: ref(SetPayerCodeRuleShape),
        response: answers(
          { 200: ListOf(PayerCodeRuleShape) },
          ...[common.withCaller, common.withBody, ...(["not_found", "wallet_unknown"] as const)],
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      if (!isBearer(caller) || caller.store !== null)
        throw new Refusal("forbidden", { needs: "people or a key of the marketplace" });
      const { marketplace: named, state, ...rule } = request.body;
      const marketplace = ownerFor(caller, named);
      if (marketplace !== null && (await directory.getMarketplace(marketplace)) === null)
        throw new Refusal("not_found");
      const { prefix, digits } = rule;
      if (digits.min > digits.max || digits.min <= prefix.length) {
        const zh = "位数应不少于前缀且最小值不大于最大值";
        throw new Refusal("request_invalid", {}, [{ field: "digits", message: "do not fit prefix and order", zh }]);
      }
      if (!(await payerRules.set({ ...rule, marketplace }, state, caller.id))) throw new Refusal("wallet_unknown");
      return { data: payerRules.list(marketplace).map((one) => wire(one)), next_cursor: null };
    },
  );
}
