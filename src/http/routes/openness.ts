import Type from "typebox";
import { type App, answers, params, query } from "../app.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { moreOpenings, opennessReader } from "../openness.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import {
  Id,
  ListOf,
  OpennessBallotsShape,
  OpennessLeavesShape,
  OpennessOpeningShape,
  OpennessShape,
  PageQuery,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** What the public page shows, as figures that an outsider can reckon with. */
export function opennessRoutes(app: App, parts: HttpParts): void {
  const read = opennessReader(parts);
  app.get(
    "/v1/openness",
    {
      config: { access: "public" },
      schema: {
        operationId: "readOpenness",
        tags: ["oversight"],
        summary: "How open the house is: every opening with rules, tally and steps; the wallets' figures; fees",
        description: "开放度公示：全部开放计划的规则、计票与进程，各钱包的数据，以及费率。",
        response: answers({ 200: ref(OpennessShape) }),
      },
    },
    async () => wire(await read()) as never,
  );
  app.get(
    "/v1/openness/openings",
    {
      config: { access: "public" },
      schema: {
        operationId: "listOpennessOpenings",
        tags: ["oversight"],
        summary: "Openings as the published file tells them, newest first, page by page: also those that it leaves out",
        description: "逐页列出公开的开放计划，最新的在前，含公开文件未列出的更早计划。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(OpennessOpeningShape) }, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => listOf(await moreOpenings(parts, pageOfIds(request.query, "opn"))) as never,
  );
  app.get(
    "/v1/openness/:id/consultations/:n/leaves",
    {
      config: { access: "public" },
      schema: {
        operationId: "readOpennessLeaves",
        tags: ["oversight"],
        summary: "The leaves under a vote's published root: hashes, one a ballot, of which nobody learns a choice",
        description: "投票结果根哈希之下的全部叶子：每票一个哈希，看不出投票内容。",
        params: params({ id: Id("opn"), n: Type.Integer({ minimum: 1, maximum: 1000 }) }),
        response: answers({ 200: ref(OpennessLeavesShape) }, "not_found", "consultation_under_way", "request_invalid"),
      },
    },
    async ({ params: { id, n } }) => settled(await parts.openings.leavesOf(id, n)) as never,
  );
  app.get(
    "/v1/openness/:id/consultations/:n/ballots",
    {
      config: { access: "public" },
      schema: {
        operationId: "readOpennessBallots",
        tags: ["oversight"],
        summary:
          "A sealed vote's ballots without their stores: choice, band of turnover, and the hash that hides the rest",
        description: "截止后公布的匿名选票：选择、成交额档位与隐去店铺的哈希，可据此重算计票。",
        params: params({ id: Id("opn"), n: Type.Integer({ minimum: 1, maximum: 1000 }) }),
        response: answers({ 200: ref(OpennessBallotsShape) }, "not_found", "consultation_under_way", "request_invalid"),
      },
    },
    async ({ params: { id, n } }) => settled(await parts.openings.ballotsOf(id, n)) as never,
  );
}
