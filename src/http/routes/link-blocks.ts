import Type from "typebox";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import {
  DecideBlockShape,
  Id,
  LinkBlockShape,
  ListOf,
  LogStepShape,
  NewLinkBlockShape,
  ref,
  SaidWhyShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["link blocks"];
const one = { tags, params: params({ id: Id("lbk") }) };
const moveFaults = ["not_found", "link_block_wrong_state"] as const;

export function linkBlockRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/link-blocks",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        operationId: "blockHost",
        tags,
        summary: "Keep a host and everything below it out",
        description: "屏蔽一个域名及其下级域名。",
        body: ref(NewLinkBlockShape),
        response: answers(
          { 201: ref(LinkBlockShape) },
          ...[common.withCaller, common.withBody, "not_found" as const, "link_block_exists" as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const marketplace = marketplaceFor(caller, request.body.marketplace);
      return reply.code(201).send(wire(settled(await links.blockHost(caller, { ...request.body, marketplace }))));
    },
  );
  app.get(
    "/v1/link-blocks",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listLinkBlocks",
        tags,
        summary: "Blocked hosts, newest first; lifted ones too",
        description: "屏蔽列表，含已解除的。",
        querystring: query({ marketplace: Type.Optional(Id("mkt")) }),
        response: answers({ 200: ListOf(LinkBlockShape) }, common.withCaller, "request_invalid", "not_found"),
      },
    },
    async (request) => {
      // A store sees what may concern its links too: the reasons are told in both languages.
      const marketplace = marketplaceFor(callerOf(request), request.query.marketplace);
      return listOf({ data: await links.listBlocks(marketplace), next: null });
    },
  );
  app.get(
    "/v1/link-blocks/:id/steps",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readLinkBlockSteps",
        summary: "The decision log of a block",
        description: "屏蔽的决定记录。",
        response: answers({ 200: ListOf(LogStepShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = within({ ...callerOf(request), store: null }, await links.getBlock(request.params.id));
      return listOf({ data: await links.stepsOfBlock(id), next: null });
    },
  );
}

export function linkAppealRoutes(app: App, parts: HttpParts): void {
  const { links } = parts;
  app.post(
    "/v1/link-blocks/:id/appeal",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        ...one,
        operationId: "appealLinkBlock",
        summary: "Appeal against a block, once; it stays until that is decided",
        description: "对屏蔽提出申诉；决定之前屏蔽不变。",
        body: ref(SaidWhyShape),
        response: answers({ 200: ref(LinkBlockShape) }, common.withCaller, common.withBody, moveFaults),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = within(caller, await links.getBlock(request.params.id));
      return wire(settled(await links.appealBlock(caller, id, request.body.why)));
    },
  );
  app.post(
    "/v1/link-blocks/:id/decide",
    {
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideLinkBlock",
        summary: "Decide an appeal: another person than whoever blocked, never a key",
        description: "裁决申诉：不得由屏蔽者本人裁决，密钥不能裁决。",
        body: ref(DecideBlockShape),
        response: answers(
          { 200: ref(LinkBlockShape) },
          ...[common.withCaller, common.withBody, moveFaults, "second_person_needed" as const],
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await links.getBlock(request.params.id));
      return wire(settled(await links.decideBlock(caller, id, request.body)));
    },
  );
}
