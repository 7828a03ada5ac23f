import { type App, answers, common, params } from "../app.ts";
import { callerOf, isBearer, within } from "../auth.ts";
import { listOf } from "../cursor.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  BalanceShape,
  Id,
  ListOf,
  ReleaseShape,
  ref,
  SetSettlementTermsShape,
  SettlementTermsShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { reachMarketplace } from "./directory.ts";
import { readStore } from "./stores.ts";

const tags = ["settlement"];
const releaseFaults = ["not_found", "order_not_paid", "order_refunded", "release_held", "refund_in_progress"] as const;

/** A store must neither confirm that its own buyer has the goods nor set its own commission. */
function noStore<T extends Caller>(caller: T): T {
  if (caller.store !== null) throw new Refusal("forbidden", { needs: "a key or person of the marketplace" });
  return caller;
}

export function settlementRoutes(app: App, parts: HttpParts): void {
  const { settlement, payments } = parts;

  app.post(
    "/v1/orders/:id/receipt",
    {
      config: { access: { scope: "orders:write", also: ["checkout"] }, recentStep: true },
      schema: {
        operationId: "confirmReceipt",
        tags,
        summary: "The buyer has the goods: the order's money becomes the store's",
        description: "确认收货：订单款项从担保转入店铺余额，扣除平台佣金。",
        params: params({ id: Id("ord") }),
        response: answers({ 200: ref(ReleaseShape) }, common.withCaller, common.withBody, releaseFaults),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id, checkout } = within(caller, await payments.getOrder(request.params.id));
      // The buyer's page confirms its own orders alone.
      if (!isBearer(caller) && caller.checkout !== checkout) throw new Refusal("not_found");
      return wire(answered(reply, await settlement.confirmReceipt(noStore(caller).id, id, repeatOf(request))));
    },
  );

  app.get(
    "/v1/stores/:id/balances",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "readBalances",
        tags,
        summary: "A store's money, by the wallet account that holds it",
        description: "店铺在各钱包账户中的款项：担保中、可用余额、退款中。",
        params: params({ id: Id("sto") }),
        response: answers({ 200: ListOf(BalanceShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await readStore(parts, callerOf(request), request.params.id);
      return listOf({ data: await settlement.balances(id), next: null });
    },
  );
}

export function settlementTermsRoutes(app: App, parts: HttpParts): void {
  const { settlement } = parts;
  const path = "/v1/marketplaces/:id/settlement-terms";
  const one = { tags, params: params({ id: Id("mkt") }) };

  app.get(
    path,
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        ...one,
        operationId: "getSettlementTerms",
        summary: "When a paid order's money is released by itself, and the marketplace's commission",
        description: "查询结算规则：自动放款天数与佣金费率。",
        response: answers({ 200: ref(SettlementTermsShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) =>
      wire(await settlement.terms(await reachMarketplace(parts, callerOf(request), request.params.id))),
  );

  app.put(
    path,
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "setSettlementTerms",
        summary: "Set the terms for what is paid from now on; what was paid before keeps its own",
        description: "设置结算规则，仅适用于此后的支付。",
        body: ref(SetSettlementTermsShape),
        response: answers({ 200: ref(SettlementTermsShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const id = await reachMarketplace(parts, caller, request.params.id);
      return wire(await settlement.setTerms(noStore(caller).id, id, request.body));
    },
  );
}
