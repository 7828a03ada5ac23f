import type { LinkView } from "#links";
import { shortUrl } from "#links";
import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, reachOf, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { instantOf } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  Id,
  LinkShape,
  ListOf,
  NewLinkShape,
  PageQuery,
  PreviewsShape,
  ResolveShape,
  ref,
  SaidWhyShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["links"];
const one = { tags, params: params({ id: Id("lnk") }) };

/** The store that a body names, or the caller's own; null: the marketplace itself. */
export async function placeOf(
  parts: HttpParts,
  caller: Caller,
  body: { marketplace?: string; store?: string },
): Promise<{ marketplace: string; store: string | null }> {
  const store = body.store ?? caller.store;
  if (store === null) return { marketplace: marketplaceFor(caller, body.marketplace), store };
  const found = await parts.directory.getStore(store);
  const { marketplace } = within(caller, found && { marketplace: found.marketplace, store });
  if (body.marketplace !== undefined && body.marketplace !== marketplace) throw new Refusal("not_found");
  return { marketplace, store };
}

const showIn = (parts: HttpParts) => (link: LinkView) => ({
  ...wire(link),
  url: shortUrl(parts.config.publicUrl, link.code),
});

export function linkRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  const shown = showIn(parts);

  app.post(
    "/v1/links",
    {
      config: { access: { scope: "checkouts:write" } },
      schema: {
        operationId: "createLink",
        tags,
        summary: "Make a link: a short address, a QR code and a share code for one thing",
        description: "生成链接：短链、二维码与口令三位一体。",
        body: ref(NewLinkShape),
        response: answers(
          { 201: ref(LinkShape) },
          common.withCaller,
          common.withBody,
          "not_found",
          "link_target_refused",
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { body } = request;
      const place = await placeOf(parts, caller, body);
      const { kind, target, title, picture = null, price } = body;
      const expires_at = instantOf(body.expires_at);
      const input = { ...place, kind, target, title, picture, price: price ? fromJson(price) : null, expires_at };
      const link = answered(reply, await links.makeLink(caller, input, repeatOf(request)));
      return reply.code(201).send(shown(link));
    },
  );

  app.get(
    "/v1/links",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        operationId: "listLinks",
        tags,
        summary: "List links, newest first",
        description: "链接列表。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(LinkShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { data, next } = await links.listLinks(reachOf(callerOf(request)), pageOfIds(request.query, "lnk"));
      return listOf({
        data: data.map((link) => ({ ...link, url: shortUrl(parts.config.publicUrl, link.code) })),
        next,
      });
    },
  );
}

export function linkMoves(app: App, parts: HttpParts): void {
  const { links } = parts;
  const shown = showIn(parts);
  app.get(
    "/v1/links/:id",
    {
      config: { access: { scope: "checkouts:read" } },
      schema: {
        ...one,
        operationId: "getLink",
        summary: "Read a link",
        description: "查询链接。",
        response: answers({ 200: ref(LinkShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => shown(within(callerOf(request), await links.getLink(request.params.id))),
  );

  app.post(
    "/v1/links/:id/revoke",
    {
      config: { access: { scope: "checkouts:write" } },
      schema: {
        ...one,
        operationId: "revokeLink",
        summary: "Take a link back, with its QR code and share code",
        description: "收回链接，短链、二维码与口令一并失效。",
        body: ref(SaidWhyShape),
        response: answers({ 200: ref(LinkShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await links.getLink(request.params.id));
      return shown(settled(await links.revokeLink(caller, id, request.body.why)));
    },
  );
}

export function linkResolveRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/link-resolutions",
    {
      config: { access: "public" },
      schema: {
        operationId: "resolveText",
        tags,
        summary: "Find the share codes and short links in a pasted text: a preview of each, before anything opens",
        description: "识别粘贴文本中的口令与短链，跳转之前先预览。",
        body: ref(ResolveShape),
        response: answers({ 200: ref(PreviewsShape) }, common.withBody),
      },
    },
    async (request) => ({ data: wire(settled(await parts.links.resolveText(request.ip, request.body.text))) }),
  );
}
