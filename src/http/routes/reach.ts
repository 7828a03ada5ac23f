import type { Static } from "typebox";
import Type from "typebox";
import {
  circlesInWords,
  circlesOf,
  compareMonths,
  drawCircles,
  type Reached,
  reachOf,
  type Segment,
  standardWhatIf,
} from "#reach";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { instantOf, mine, steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { found, Refusal } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  AskReachShape,
  AskWhatIfShape,
  EffectReportShape,
  Id,
  ListOf,
  NewEffectReportShape,
  PageQuery,
  type ReachSegmentShape,
  ReachShape,
  ref,
  WhatIfShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["reach"];
const plainNames = { a: { zh: "甲", en: "A" }, b: { zh: "乙", en: "B" } };

const circled = <T extends Reached>(of: T) => ({ ...of, circles: circlesOf(of.a, of.b, of.overlap) });

/** A segment's overlap as given, or as a run found it; noise may lead past what is possible, so it is cut there. */
async function segmentOf(parts: HttpParts, caller: Caller, given: Static<typeof ReachSegmentShape>): Promise<Segment> {
  const { city_tier = null, age_band = null, a, b, overlap, run } = given;
  const place = { city_tier, age_band, a, b };
  if (overlap !== undefined) return { ...place, overlap };
  if (run === undefined)
    throw new Refusal("reach_impossible", { segment: `${city_tier} ${age_band}`, lacks: "overlap" });
  const { people } = within(caller, await parts.alliance.getRun(run));
  if (people === null) throw new Refusal("alliance_run_not_done", { run });
  return { ...place, overlap: Math.max(0, Math.min(people, a, b)) };
}

export function reachRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/reach",
    {
      config: { access: { scope: "openings:read" }, reads: true },
      schema: {
        operationId: "askReach",
        tags,
        summary: "Reach (A + B − overlap) by city tier and age band, with the two circles drawn true to area",
        description: "按城市层级与年龄段计算可触达人数（A + B − 重合），并画出两个圆。",
        body: ref(AskReachShape),
        response: answers(
          { 200: ref(ReachShape) },
          ...([common.withCaller, common.withBody, "not_found", "reach_impossible", "alliance_run_not_done"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { names = plainNames } = request.body;
      const segments: Segment[] = [];
      for (const given of request.body.segments) segments.push(await segmentOf(parts, caller, given));
      const told = reachOf(segments);
      if ("fault" in told) throw new Refusal("reach_impossible", { why: told.fault, segment: `${told.at}` });
      const { a, b, overlap } = told.total;
      const drawn = (locale: "zh" | "en") => ({ a, b, overlap, names, locale });
      return {
        total: circled(told.total),
        by_segment: told.by_segment.map(circled),
        by_tier: told.by_tier.map(circled),
        by_age: told.by_age.map(circled),
        words: { zh: circlesInWords(drawn("zh")), en: circlesInWords(drawn("en")) },
        svg: { zh: drawCircles(drawn("zh")), en: drawCircles(drawn("en")) },
      };
    },
  );
}

export function whatIfRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/what-if",
    {
      config: { access: { scope: "openings:read" }, reads: true },
      schema: {
        operationId: "askWhatIf",
        tags,
        summary: "Closed against open, month by month, from A, B and their overlap and your own curves",
        description: "按给定人数与曲线，逐月比较封闭与开放。是推演，不是预测。",
        body: ref(AskWhatIfShape),
        response: answers(
          { 200: ref(WhatIfShape) },
          ...([common.withCaller, common.withBody, "not_found", "reach_impossible", "alliance_run_not_done"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { run, ...body } = request.body;
      const { overlap } = await segmentOf(parts, caller, request.body);
      const asked = { ...standardWhatIf, ...body, overlap };
      const { a, b } = asked;
      if (overlap > Math.min(a, b)) throw new Refusal("reach_impossible", { why: "overlap_impossible", lacks: "" });
      return { asked, reach: a + b - overlap, circles: circlesOf(a, b, overlap), months: compareMonths(asked) };
    },
  );
}

export function effectReportRoutes(app: App, parts: HttpParts): void {
  const { reach } = parts;
  app.post(
    "/v1/effect-reports",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        operationId: "createEffectReport",
        tags,
        summary: "What a stage did, from orders, against the buyers whom its share holds out",
        description: "以未放开的买家为对照组，按订单计算某阶段的效果，附 95% 置信区间。",
        body: ref(NewEffectReportShape),
        response: answers(
          { 201: ref(EffectReportShape) },
          ...([common.withCaller, common.withBody, "not_found"] as const),
          ...(["effect_no_hold_out", "effect_not_begun", "effect_too_many_orders"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      mine(caller, await parts.openings.getOpening(request.body.opening));
      const { start } = request.body;
      const asked = { ...request.body, start: start === undefined ? null : found(instantOf(start)) };
      const made = answered(reply, await reach.makeReport(caller, asked, repeatOf(request)));
      return reply.code(201).send(wire(made) as never);
    },
  );

  app.get(
    "/v1/effect-reports",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listEffectReports",
        tags,
        summary: "List effect reports, newest first",
        description: "效果报告列表。",
        querystring: query({ ...PageQuery, opening: Type.Optional(Id("opn")) }),
        response: answers({ 200: ListOf(EffectReportShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { opening } = request.query;
      const filter = opening === undefined ? { marketplace } : { marketplace, opening };
      return listOf(await reach.listReports(filter, pageOfIds(request.query, "efr"))) as never;
    },
  );

  app.get(
    "/v1/effect-reports/:id",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "getEffectReport",
        tags,
        summary: "Read an effect report",
        description: "查询效果报告。",
        params: params({ id: Id("efr") }),
        response: answers({ 200: ref(EffectReportShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await reach.getReport(request.params.id))) as never,
  );
}
