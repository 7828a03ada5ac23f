import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import { listOf, pageOf } from "../cursor.ts";
import type { HttpParts } from "../parts.ts";
import {
  Id,
  ListOf,
  PageQuery,
  ref,
  SetWithdrawalRulesShape,
  WithdrawalRulesSetShape,
  WithdrawalRulesShape,
  WithdrawalShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["withdrawals"];

export function withdrawalRuleRoutes(app: App, parts: HttpParts): void {
  const { settlement } = parts;
  const one = { tags, params: params({ id: Id("sto") }) };

  app.get(
    "/v1/withdrawals",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listWithdrawals",
        tags,
        summary: "List withdrawals, newest first",
        description: "提现列表，最新的在前。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(WithdrawalShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => listOf(await settlement.listWithdrawals(reachOf(callerOf(request)), pageOf(request.query))),
  );

  app.get(
    "/v1/stores/:id/withdrawal-rules",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        ...one,
        operationId: "getWithdrawalRules",
        summary: "Read a store's own rules for withdrawals",
        description: "查询店铺提现规则：是否须两人、单日限额。",
        response: answers({ 200: ref(WithdrawalRulesShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.id);
      return wire(await settlement.withdrawalRules(id));
    },
  );

  app.put(
    "/v1/stores/:id/withdrawal-rules",
    {
      config: { access: { scope: "withdrawals:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "setWithdrawalRules",
        summary: "Set them: stricter at once, easier a day later",
        description: "设置店铺提现规则：收紧立即生效，放宽 24 小时后生效。",
        body: ref(SetWithdrawalRulesShape),
        response: answers({ 200: ref(WithdrawalRulesSetShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await readStore(parts, caller, request.params.id);
      const { two_people, daily_limit } = request.body;
      const rules = { two_people, daily_limit: daily_limit === null ? null : fromJson(daily_limit) };
      return wire(await settlement.setWithdrawalRules(caller.id, id, rules));
    },
  );
}
