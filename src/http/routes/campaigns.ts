import type { FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { BudgetLimits, NewCampaign } from "#campaigns";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reaches, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import type { CampaignsDoor } from "../hosts-door.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { found, Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  type BudgetLimitsShape,
  CampaignBillShape,
  CampaignFunnelShape,
  CampaignShape,
  ClickOpenedShape,
  Id,
  JumpTargetsShape,
  ListOf,
  MoveCampaignShape,
  NewCampaignShape,
  PageQuery,
  ref,
  SetJumpTargetsShape,
  TellClickOpenedShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { reachMarketplace } from "./directory.ts";

const tags = ["campaigns"];
const ofCampaign = { tags, params: params({ id: Id("cmp") }) };
const [reads, writes] = [{ scope: "openings:read" } as const, { scope: "openings:write" } as const];
type View = NonNullable<Awaited<ReturnType<CampaignsDoor["getCampaign"]>>>;

/** A store reads the campaigns that it pays, and no others. */
export async function mineOf(parts: HttpParts, caller: Caller, id: string): Promise<View> {
  const view = await parts.campaigns.getCampaign(id);
  within(caller, view && { marketplace: view.marketplace, store: view.payer });
  return found(view);
}

async function mine(parts: HttpParts, caller: Caller, id: string): Promise<View> {
  return within(steering(caller), await parts.campaigns.getCampaign(id));
}

/** With the addresses that advertisements carry, and what is left to spend. */
async function toldAll({ config, campaigns }: HttpParts, views: readonly View[]) {
  const budgets = await campaigns.readBudgets(views);
  return views.map((view) => {
    const placements = view.placements.map((one) => ({ ...one, jump: `${config.publicUrl}/k/${one.id}` }));
    return { ...view, placements, budget: found(budgets.get(view.id)) };
  });
}

export const told = async (parts: HttpParts, view: View) => found((await toldAll(parts, [view]))[0]);

export const limitsOf = (body: Static<typeof BudgetLimitsShape> | undefined): BudgetLimits => ({
  total: body?.total ? fromJson(body.total) : null,
  day: body?.day ? fromJson(body.day) : null,
});

/** What a body says, with what is assumed where it says nothing. */
export function campaignInput(
  body: Omit<Static<typeof NewCampaignShape>, "marketplace">,
  whose: { marketplace: string; payer: string | null },
): NewCampaign {
  const { starts_at, ends_at, price, share_bp = null, placements, budget, ...rest } = body;
  const { plan = null, wallet_account = null, model = "last_touch", window_seconds = 604_800 } = rest;
  const dates = { starts_at: instantOf(starts_at) as Date, ends_at: instantOf(ends_at) };
  const terms = { plan, wallet_account, model, window_seconds, share_bp, price: price ? fromJson(price) : null };
  const placed = placements.map((one) => ({ ...one, store: one.store ?? null }));
  return { ...rest, ...dates, ...terms, ...whose, budget: limitsOf(budget), placements: placed };
}

export function campaignRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.post(
    "/v1/campaigns",
    {
      config: { access: writes },
      schema: {
        ...{ operationId: "createCampaign", tags, description: "新建广告活动及其广告位。" },
        summary: "Make a campaign with its placements in host apps",
        body: ref(NewCampaignShape),
        response: answers(
          { 201: ref(CampaignShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "campaign_invalid", "jump_target_not_allowed"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { marketplace: named, ...body } = request.body;
      const marketplace = marketplaceFor(caller, named);
      found(await parts.directory.getMarketplace(marketplace));
      const input = campaignInput(body, { marketplace, payer: null });
      const made = answered(reply, await campaigns.createCampaign(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(await told(parts, made)));
    },
  );
  app.get(
    "/v1/campaigns",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "listCampaigns", tags, description: "广告活动列表，最新的在前。" },
        summary: "List campaigns, newest first",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(CampaignShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace, store } = callerOf(request);
      const { data, next } = await campaigns.listCampaigns(
        { marketplace, payer: store },
        pageOfIds(request.query, "cmp"),
      );
      return listOf({ data: await toldAll(parts, data), next });
    },
  );
  app.get(
    "/v1/campaigns/:id",
    {
      config: { access: reads },
      schema: {
        ...{ ...ofCampaign, operationId: "getCampaign", description: "查询广告活动。" },
        summary: "Read a campaign with its placements",
        response: answers({ 200: ref(CampaignShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => wire(await told(parts, await mineOf(parts, callerOf(request), request.params.id))),
  );
}

/** Paused, running again, ended. */
export function campaignMoves(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.patch(
    "/v1/campaigns/:id",
    {
      config: { access: writes },
      schema: {
        ...{ ...ofCampaign, operationId: "moveCampaign", description: "暂停、恢复或结束广告活动。" },
        summary: "Pause a campaign, let it run again, or end it",
        body: ref(MoveCampaignShape),
        response: answers(
          { 200: ref(CampaignShape) },
          ...[common.withCaller, common.withBody, ["not_found", "campaign_wrong_state"] as const],
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await mine(parts, caller, request.params.id);
      return wire(await told(parts, settled(await campaigns.moveCampaign(caller.id, id, request.body.state))));
    },
  );
}

/** What came of it, and what is owed for it. */
export function campaignFigures(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.get(
    "/v1/campaigns/:id/funnel",
    {
      config: { access: reads },
      schema: {
        ...{ ...ofCampaign, operationId: "readCampaignFunnel", description: "漏斗：点击、打开、支付、退款。" },
        summary: "Click → opened → paid → refunded, and what is credited to the campaign",
        response: answers({ 200: ref(CampaignFunnelShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const { id } = await mineOf(parts, callerOf(request), request.params.id);
      return wire(found(await campaigns.readFunnel(id)));
    },
  );
  app.post(
    "/v1/campaigns/:id/bills",
    {
      config: { access: writes },
      schema: {
        ...{
          ...ofCampaign,
          operationId: "billCampaign",
          description: "提出账单：截至此刻应付与已出账之差；须由另一人批准后入账。",
        },
        summary: "Propose what each host app is owed by now, less what was billed before; another person approves it",
        response: answers(
          { 200: ListOf(CampaignBillShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "campaign_not_billed"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await mine(parts, caller, request.params.id);
      return listOf({ data: settled(await campaigns.proposeBills(caller.id, id)), next: null });
    },
  );
  app.get(
    "/v1/campaigns/:id/bills",
    {
      config: { access: reads },
      schema: {
        ...{ ...ofCampaign, operationId: "listCampaignBills", description: "广告活动的账单，最新的在前。" },
        summary: "A campaign's bills, newest first",
        response: answers({ 200: ListOf(CampaignBillShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const campaign = await mineOf(parts, callerOf(request), request.params.id);
      return listOf({ data: await campaigns.listBills(campaign), next: null });
    },
  );
}

/** What the shop tells of a click. */
export function clickRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.post(
    "/v1/click-opens",
    {
      config: { access: { scope: "orders:write" } },
      schema: {
        ...{ operationId: "tellClickOpened", tags, description: "上报：点击后目标页已打开。" },
        summary: "Tell that a click's target was opened; once however often",
        body: ref(TellClickOpenedShape),
        response: answers({ 200: ref(ClickOpenedShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { click } = request.body;
      const marketplace = await campaigns.clickOwner(click);
      if (marketplace === null || !reaches(caller, { marketplace })) throw new Refusal("not_found");
      return wire(settled(await campaigns.tellOpened(click)));
    },
  );
}

/** Where placements may lead. */
export function jumpTargetRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  const shared = { tags, params: params({ id: Id("mkt") }) };
  const ofMine = (caller: Caller, id: string) => reachMarketplace(parts, steering(caller), id);
  app.get(
    "/v1/marketplaces/:id/jump-targets",
    {
      config: { access: reads },
      schema: {
        ...{ ...shared, operationId: "readJumpTargets", description: "允许跳转的网站。" },
        summary: "The origins that placements may lead to",
        response: answers({ 200: ref(JumpTargetsShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const marketplace = await ofMine(callerOf(request), request.params.id);
      return { origins: await campaigns.readJumpTargets(marketplace) };
    },
  );
  app.put(
    "/v1/marketplaces/:id/jump-targets",
    {
      config: { access: writes, recentStep: true },
      schema: {
        ...{ ...shared, operationId: "setJumpTargets", description: "设置允许跳转的网站；其余一律不跳转。" },
        summary: "Set the origins that placements may lead to; nothing else is jumped to from then on",
        body: ref(SetJumpTargetsShape),
        response: answers(
          { 200: ref(JumpTargetsShape) },
          ...[common.withCaller, common.withBody, ["not_found", "jump_target_not_allowed"] as const],
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const marketplace = await ofMine(caller, request.params.id);
      const { origins } = request.body;
      return { origins: [...settled(await campaigns.setJumpTargets(caller.id, marketplace, origins))] };
    },
  );
}

/** The advertisement itself: whoever taps it is counted and sent on. Never to an address that the visitor names. */
export function jumpRoutes(app: App, parts: HttpParts): void {
  app.get<{ Params: { placement: string }; Querystring: { hutong_click?: unknown } }>(
    "/k/:placement",
    { config: { access: "public" }, schema: { hide: true } },
    async (request, reply: FastifyReply) => {
      const before = request.query.hutong_click;
      const visitor = { address: request.ip, browser: request.headers["user-agent"] ?? "" };
      const jumper = { ...visitor, before: typeof before === "string" ? before : null };
      const { to } = settled(await parts.campaigns.jump(request.params.placement, jumper));
      // Each tap is a click: nobody between may answer it from memory.
      return reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer").redirect(to, 302);
    },
  );
}
