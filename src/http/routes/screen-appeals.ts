import type { Static } from "typebox";
import type { NewAppeal } from "#links";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  DecideScreenAppealShape,
  Id,
  ListOf,
  NewScreenAppealShape,
  PageQuery,
  ref,
  ScreenAppealShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["screen appeals"];
const one = { tags, params: params({ id: Id("lap") }) };
type Body = Static<typeof NewScreenAppealShape>;

/** What is appealed against: a block by its id, or something that is refused in the post at this moment. */
async function inputOf(parts: HttpParts, body: Body, marketplace: string): Promise<NewAppeal> {
  const { store, why, block, text = "", pictures = [], subject } = body;
  const about = { marketplace, store, why };
  if ((block === undefined) === (subject === undefined)) throw new Refusal("appeal_groundless");
  if (block !== undefined) return { ...about, kind: "host", block };
  const contents = pictures.map((picture) => Buffer.from(picture, "base64"));
  const post = { marketplace, store, text, pictures: contents };
  const { kind, partner, policy } = settled(await parts.links.contestable(post, subject ?? ""));
  return { ...about, kind, subject: subject ?? "", partner, policy };
}

/** Stores' appeals against what keeps their links and posts out. */
export function screenAppealRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/screen-appeals",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        ...{ operationId: "appealScreen", tags, description: "店铺对屏蔽或审核结果提出申诉。" },
        summary: "Appeal for a store against a block, or against what the screen refuses in a post",
        body: ref(NewScreenAppealShape),
        response: answers(
          { 201: ref(ScreenAppealShape) },
          ...[common.withCaller, common.withBody, ["not_found", "appeal_open", "appeal_groundless"] as const],
          ...(["link_block_wrong_state", "picture_unreadable"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { marketplace } = await readStore(parts, caller, request.body.store);
      const input = await inputOf(parts, request.body, marketplace);
      return reply.code(201).send(wire(answered(reply, await links.appealScreen(caller, input, repeatOf(request)))));
    },
  );
  app.get(
    "/v1/screen-appeals",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        ...{ operationId: "listScreenAppeals", tags, description: "申诉列表，最新的在前；店铺只见自己的。" },
        summary: "List appeals, newest first; a store sees its own",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(ScreenAppealShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace, store } = callerOf(request);
      return listOf(await links.listAppeals({ marketplace, store }, pageOfIds(request.query, "lap")));
    },
  );
}

/** One appeal, and the word on it. */
export function screenAppealMoves(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.get(
    "/v1/screen-appeals/:id",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        ...{ ...one, operationId: "getScreenAppeal", description: "查询申诉及裁决理由（中英文）。" },
        summary: "Read an appeal, with the decision's reasons in both languages",
        response: answers({ 200: ref(ScreenAppealShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await links.getAppeal(request.params.id))),
  );
  app.post(
    "/v1/screen-appeals/:id/decide",
    {
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...{ ...one, operationId: "decideScreenAppeal", description: "裁决申诉：不得由申诉人或屏蔽者本人裁决。" },
        summary: "Decide an appeal: never whoever appealed or blocked, never a key",
        body: ref(DecideScreenAppealShape),
        response: answers(
          { 200: ref(ScreenAppealShape) },
          ...[common.withCaller, common.withBody, ["not_found", "second_person_needed", "appeal_decided"] as const],
          "link_block_wrong_state",
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await links.getAppeal(request.params.id));
      return wire(settled(await links.decideAppeal(caller, id, request.body)));
    },
  );
}
