import { type App, answers, common, params } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  BudgetLimitsShape,
  CampaignBillShape,
  CampaignBudgetShape,
  CampaignShape,
  DecideBillShape,
  Id,
  MoveCampaignShape,
  NewStoreCampaignShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { campaignInput, limitsOf, mineOf, told } from "./campaigns.ts";
import { readStore } from "./stores.ts";

const tags = ["campaigns"];
const ofMoney = { access: { scope: "withdrawals:write" } } as const;

/** What a campaign may spend. Of a store's campaign it is the store's money, so that its own people may say it. */
export function campaignBudgetRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.put(
    "/v1/campaigns/:id/budget",
    {
      config: { ...ofMoney, recentStep: true },
      schema: {
        ...{ operationId: "setCampaignBudget", tags, params: params({ id: Id("cmp") }) },
        summary: "Set what a campaign may spend in all and on a day; a store's total is set aside at once",
        description: "设置活动的总预算与每日预算；店铺自付的活动，总预算即时从店铺余额预留。",
        body: ref(BudgetLimitsShape),
        response: answers(
          { 200: ref(CampaignBudgetShape) },
          ...[common.withCaller, common.withBody],
          ...([
            "not_found",
            "campaign_invalid",
            "budget_too_small",
            "campaign_balance_short",
            "campaign_debt_first",
          ] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await mineOf(parts, caller, request.params.id);
      return wire(settled(await campaigns.setBudget(caller.id, id, limitsOf(request.body))));
    },
  );
  app.post(
    "/v1/campaign-bills/:id/decide",
    {
      // An approver reads all and writes nothing; the directory says whether this one may approve that proposal.
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...{ operationId: "decideCampaignBill", tags, params: params({ id: Id("bil") }) },
        summary: "Approve a campaign's bill (the books move) or reject it; never one's own, never with a key",
        description: "批准广告账单（即刻入账）或否决；不得批准自己提出的账单，密钥不能批准。",
        body: ref(DecideBillShape),
        response: answers(
          { 200: ref(CampaignBillShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "bill_wrong_state"] as const),
          ...(["campaign_funds_short", "campaign_balance_short"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const bill = within(caller, await campaigns.getBill(request.params.id));
      const may = await parts.mayApprove(caller, bill.marketplace, bill.asked_by);
      if (!may.ok) throw new Refusal("second_person_needed", may.detail);
      return wire(settled(await campaigns.decideBill(caller.id, bill.id, request.body.approve)));
    },
  );
}

/** Campaigns that a store pays out of its own balance: made and steered by its own people. */
export function storeCampaignRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.post(
    "/v1/stores/:id/campaigns",
    {
      config: { ...ofMoney, recentStep: true },
      schema: {
        ...{ operationId: "createStoreCampaign", tags, params: params({ id: Id("sto") }) },
        summary: "Make a campaign that the store pays: its total is set aside out of the balance at once",
        description: "新建店铺自付的广告活动；总预算即时从店铺余额预留。",
        body: ref(NewStoreCampaignShape),
        response: answers(
          { 201: ref(CampaignShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "campaign_invalid", "jump_target_not_allowed"] as const),
          ...(["campaign_balance_short", "campaign_debt_first", "campaign_store_apart"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id: store, marketplace } = await readStore(parts, caller, request.params.id);
      const placements = request.body.placements.map((one) => ({ ...one, store }));
      const input = campaignInput({ ...request.body, placements }, { marketplace, payer: store });
      const made = answered(reply, await campaigns.createCampaign(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(await told(parts, made)));
    },
  );
  app.patch(
    "/v1/store-campaigns/:id",
    {
      config: ofMoney,
      schema: {
        ...{ operationId: "moveStoreCampaign", tags, params: params({ id: Id("cmp") }) },
        summary: "Pause a campaign that the store pays, let it run again, or end it",
        description: "暂停、恢复或结束店铺自付的广告活动。",
        body: ref(MoveCampaignShape),
        response: answers(
          { 200: ref(CampaignShape) },
          ...[common.withCaller, common.withBody, ["not_found", "campaign_wrong_state"] as const],
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id, payer } = await mineOf(parts, caller, request.params.id);
      if (payer === null) throw new Refusal("not_found");
      return wire(await told(parts, settled(await campaigns.moveCampaign(caller.id, id, request.body.state))));
    },
  );
}
