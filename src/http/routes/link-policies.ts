import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor } from "../auth.ts";
import { listOf } from "../cursor.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { found, settled } from "../refusal.ts";
import {
  Id,
  LinkAnswerShape,
  LinkCheckShape,
  LinkPolicyShape,
  LinkReportShape,
  LinkSettingsShape,
  ListOf,
  NewLinkPolicyShape,
  ref,
  ScreenedPostShape,
  ScreenPostShape,
  SetLinkSettingsShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { placeOf } from "./links.ts";

const tags = ["link policy"];
const mine = { tags, params: params({ id: Id("mkt") }) };
const ofMarketplace = query({ marketplace: Type.Optional(Id("mkt")) });

export function linkSettingsRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.get(
    "/v1/marketplaces/:id/link-settings",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...mine,
        operationId: "getLinkSettings",
        summary: "Hosts that links may lead to, and apps that open them",
        description: "链接可指向的域名，以及直接打开链接的应用。",
        response: answers({ 200: ref(LinkSettingsShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = request.params;
      const marketplace = marketplaceFor(steering(callerOf(request)), id);
      return wire(links.settingsOf(found(await parts.directory.getMarketplace(marketplace)).id)) as never;
    },
  );
  app.put(
    "/v1/marketplaces/:id/link-settings",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        ...mine,
        operationId: "setLinkSettings",
        summary: "Set the hosts and apps; links that are there go on leading where they lead",
        description: "设置域名与应用；已有链接的去向不变。",
        body: ref(SetLinkSettingsShape),
        response: answers(
          { 200: ref(LinkSettingsShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "link_settings_wrong" as const],
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.params.id);
      found(await parts.directory.getMarketplace(marketplace));
      return wire(settled(await links.setLinkSettings(caller.id, { marketplace, ...request.body }))) as never;
    },
  );
}

export function linkPolicyRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/link-policies",
    {
      config: { access: { scope: "openings:write" }, recentStep: true },
      schema: {
        operationId: "addLinkPolicy",
        tags,
        summary: "Add a version of how links open in a host app, and of what sellers may post of it",
        description: "新增一版链接政策：链接如何打开，商家可发布什么；旧版本保留。",
        body: ref(NewLinkPolicyShape),
        response: answers(
          { 201: ref(LinkPolicyShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "link_policy_late" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      found(await parts.directory.getMarketplace(marketplace));
      const starts_at = instantOf(request.body.starts_at);
      return reply
        .code(201)
        .send(wire(settled(await links.addPolicy(caller, { ...request.body, marketplace, starts_at }))) as never);
    },
  );
  app.get(
    "/v1/link-policies",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listLinkPolicies",
        tags,
        summary: "Every version of every link policy, oldest first",
        description: "全部链接政策的全部版本。",
        querystring: ofMarketplace,
        response: answers({ 200: ListOf(LinkPolicyShape) }, common.withCaller, "request_invalid", "not_found"),
      },
    },
    async (request) => {
      const marketplace = marketplaceFor(steering(callerOf(request)), request.query.marketplace);
      return listOf({ data: links.policiesOf(marketplace), next: null }) as never;
    },
  );
}

/** Where the caller, or our own follower, saw an address lead. */
async function ledOn(
  { links }: HttpParts,
  by: string,
  { marketplace, url, redirects }: { marketplace: string; url: string; redirects: readonly string[] | undefined },
) {
  if (redirects !== undefined) return { follow: null, redirects };
  const follow = await links.evidenceFor({ id: by }, { marketplace, url });
  return { follow, redirects: follow?.hops.slice(1).map((hop) => hop.url) ?? [] };
}

/** What others ask before they let something through. Nothing is changed by asking. */
export function linkCheckRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/link-checks",
    {
      config: { access: { scope: "openings:read" }, reads: true },
      schema: {
        operationId: "checkLink",
        tags,
        summary: "What happens to this link here: open, confirm, copy to the browser or block, and why",
        description: "此链接在此处：直接打开、确认后打开、复制到浏览器或屏蔽，并说明原因。",
        body: ref(LinkCheckShape),
        response: answers({ 200: ref(LinkAnswerShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const { body } = request;
      const caller = callerOf(request);
      const place = await placeOf(parts, caller, body);
      const { surface = null, buyer = null, partner, direction, url } = body;
      const { follow, redirects } = await ledOn(parts, caller.id, { ...place, url, redirects: body.redirects });
      const judged = links.checkLink({
        ...{ ...place, partner, direction, surface, class: body.class, url, redirects, buyer },
        evidence: follow,
      });
      return wire({ ...judged, ...(follow ? { follow: { id: follow.id, state: follow.state } } : {}) }) as never;
    },
  );
  app.post(
    "/v1/screenings",
    {
      // Nine pictures of two megabytes, as base64.
      bodyLimit: 27_000_000,
      config: { access: { scope: "openings:read" }, reads: true },
      schema: {
        operationId: "checkPost",
        tags,
        summary: "Screen what a seller posts: QR codes in pictures, accounts at other wallets, links",
        description: "审核商家发布的内容：图片中的二维码、其他钱包的账号、链接。",
        body: ref(ScreenPostShape),
        response: answers(
          { 200: ref(ScreenedPostShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "picture_unreadable" as const],
        ),
      },
    },
    async (request) => {
      const { text = "", pictures = [] } = request.body;
      const place = await placeOf(parts, callerOf(request), request.body);
      const contents = pictures.map((one) => Buffer.from(one, "base64"));
      return wire(settled(await links.screenPost({ ...place, text, pictures: contents }))) as never;
    },
  );
}

export function linkReportRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/link-reports/:id",
    {
      config: { access: "public" },
      schema: {
        ...mine,
        operationId: "readLinkReport",
        summary: "The public transparency report of a marketplace's links",
        description: "平台链接的公开透明度报告。",
        response: answers({ 200: ref(LinkReportShape) }, "not_found"),
      },
    },
    async (request) => {
      const { id } = found(await parts.directory.getMarketplace(request.params.id));
      return wire(await parts.links.linkReport(id)) as never;
    },
  );
}
