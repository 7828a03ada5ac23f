import { fromJson } from "#money";
import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import {
  Id,
  RatingShape,
  RefundOnlyRulesShape,
  ref,
  SetRatingShape,
  SetRefundOnlyRulesShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { reachMarketplace } from "./directory.ts";
import { readStore } from "./stores.ts";

const tags = ["disputes"];
const path = "/v1/marketplaces/:id/refund-only-rules";

/** How a marketplace decides refund-only requests, and what it says of its stores. */
export function refundOnlyRulesRoutes(app: App, parts: HttpParts): void {
  const { disputes } = parts;
  const one = { tags, params: params({ id: Id("mkt") }) };

  app.get(
    path,
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        ...one,
        operationId: "getRefundOnlyRules",
        summary: "When a refund-only request is granted at once, asked of the store, or decided by people",
        description: "查询仅退款规则。",
        response: answers({ 200: ref(RefundOnlyRulesShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(await disputes.rules(await reachMarketplace(parts, callerOf(request), request.params.id))),
  );

  app.put(
    path,
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "setRefundOnlyRules",
        summary: "Set the rules for what is asked from now on",
        description: "设置仅退款规则，仅适用于此后的申请。",
        body: ref(SetRefundOnlyRulesShape),
        response: answers(
          { 200: ref(RefundOnlyRulesShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "amount_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const id = await reachMarketplace(parts, caller, request.params.id);
      const { id: by } = steering(caller);
      const [automatic_max, person_above] = [fromJson(request.body.automatic_max), fromJson(request.body.person_above)];
      const sums = [automatic_max, person_above];
      const wrong = sums.some((sum) => sum.currency !== "CNY" || sum.minor < 0n || sum.minor > 100_000_000_000n);
      if (wrong || automatic_max.minor > person_above.minor) throw new Refusal("amount_invalid");
      return wire(await disputes.setRules(by, id, { ...request.body, automatic_max, person_above }));
    },
  );
}

export function ratingRoutes(app: App, parts: HttpParts): void {
  const { disputes } = parts;
  app.put(
    "/v1/stores/:id/rating",
    {
      config: { access: { scope: "directory:write" } },
      schema: {
        operationId: "setStoreRating",
        tags,
        summary: "Set what the marketplace's buyers say of a store; refund-only rules look at it",
        description: "设置店铺评分，供仅退款规则使用。",
        params: params({ id: Id("sto") }),
        body: ref(SetRatingShape),
        response: answers({ 200: ref(RatingShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const store = await readStore(parts, caller, request.params.id);
      return wire(await disputes.setRating(steering(caller).id, store, request.body.rating));
    },
  );
}
