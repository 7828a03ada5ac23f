import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { AskLinkFollowShape, Id, LinkFollowShape, ListOf, PageQuery, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["link policy"];
const reads = { access: { scope: "openings:read" } } as const;

/** Where strangers' addresses lead: followed by the worker, kept as evidence. */
export function linkFollowRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/link-follows",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        ...{ operationId: "askLinkFollow", tags, description: "查明陌生网址的最终去向；由后台任务执行并留存为证据。" },
        summary:
          "Have a stranger's address followed to where it leads; asked twice within a day it is the same evidence",
        body: ref(AskLinkFollowShape),
        response: answers(
          { 200: ref(LinkFollowShape) },
          ...[common.withCaller, common.withBody, "not_found" as const],
          ...(["link_follow_off", "link_follow_needless"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      return wire(settled(await links.askFollow(caller, { marketplace, url: request.body.url }))) as never;
    },
  );
  app.get(
    "/v1/link-follows",
    {
      config: reads,
      schema: {
        ...{ operationId: "listLinkFollows", tags, description: "已查明去向的网址，最新的在前。" },
        summary: "List addresses that were followed, newest first",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(LinkFollowShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await links.listFollows({ marketplace }, pageOfIds(request.query, "lfo"))) as never;
    },
  );
  app.get(
    "/v1/link-follows/:id",
    {
      config: reads,
      schema: {
        ...{ operationId: "getLinkFollow", tags, description: "查询一条去向证据。" },
        summary: "Read where an address was seen to lead, stop by stop",
        params: params({ id: Id("lfo") }),
        response: answers({ 200: ref(LinkFollowShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(steering(callerOf(request)), await links.getFollow(request.params.id))) as never,
  );
}
