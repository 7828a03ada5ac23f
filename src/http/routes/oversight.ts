import Type from "typebox";
import { dayOf } from "#openings";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import {
  BuyerFiguresShape,
  Day,
  FiguresShape,
  Id,
  ListOf,
  OrderFlowsShape,
  ref,
  WalletHealthShape,
} from "../schemas/index.ts";
import type { Streams } from "../sse.ts";
import { stillHolds } from "../still-holds.ts";
import { wire } from "../wire.ts";

const tags = ["oversight"];
const dayMs = 86_400_000;
const longestDays = 400;

/** Midnight of a day in a zone: its offset is looked up where the day begins. `request_invalid` for no day at all. */
function startOf(field: "from" | "to", day: string, timeZone: string): Date {
  const guess = new Date(`${day}T00:00:00Z`);
  // JavaScript takes 30 February for 1 March, and cannot read day 0 at all.
  if (Number.isNaN(guess.getTime()) || !guess.toISOString().startsWith(day))
    throw new Refusal("request_invalid", {}, [{ field, message: "is not a day", zh: "不是有效的日期" }]);
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset" });
  const offset = format.formatToParts(guess).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const iso = offset === "GMT" ? "Z" : offset.slice(3);
  return new Date(`${day}T00:00:00${iso}`);
}

async function zoneOf(parts: HttpParts, caller: Caller): Promise<string> {
  const market = caller.marketplace === null ? null : await parts.directory.getMarketplace(caller.marketplace);
  return market?.time_zone ?? "Asia/Shanghai";
}

/** The time between two days, both included; without them, the last thirty. */
async function spanFor(parts: HttpParts, caller: Caller, asked: { from?: string; to?: string }) {
  const timeZone = await zoneOf(parts, caller);
  const now = parts.clock.now();
  const last = startOf("to", asked.to ?? dayOf(now, timeZone), timeZone);
  const to = new Date(last.getTime() + dayMs);
  const from = asked.from === undefined ? new Date(to.getTime() - 30 * dayMs) : startOf("from", asked.from, timeZone);
  const days = (to.getTime() - from.getTime()) / dayMs;
  if (!(days > 0 && days <= longestDays)) {
    const message = `is before "to" by at most ${longestDays} days`;
    throw new Refusal("request_invalid", {}, [{ field: "from", message, zh: `须早于 to，且不超过 ${longestDays} 天` }]);
  }
  return { from, to, timeZone };
}

async function figuresFor(parts: HttpParts, caller: Caller, asked: { from?: string; to?: string }) {
  const { timeZone, ...span } = await spanFor(parts, caller, asked);
  const data = await parts.oversight.dayFigures(reachOf(caller), { ...span, timeZone });
  return { ...wire({ data, ...span }), time_zone: timeZone };
}

/** Who buyers are, as a marketplace told: its own people's business, not a store's. */
export function buyerFigureRoutes(app: App, parts: HttpParts): void {
  app.get(
    "/v1/figures/buyers",
    {
      config: { access: { scope: "payments:read" } },
      schema: {
        operationId: "readBuyerFigures",
        tags,
        summary: "Checkouts by the buyer's city tier and age band: offered, started, paid",
        description: "按买家城市级别与年龄段统计收银台：展示、发起、付成。",
        querystring: query({ from: Type.Optional(Day), to: Type.Optional(Day) }),
        response: answers({ 200: ref(BuyerFiguresShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { timeZone, ...span } = await spanFor(parts, caller, request.query);
      const reach = { marketplace: caller.marketplace, store: null };
      const data = await parts.oversight.buyerFigures(reach, span);
      return { ...wire({ data, ...span }), time_zone: timeZone };
    },
  );
}

export function oversightRoutes(app: App, parts: HttpParts): void {
  const { oversight } = parts;
  app.get(
    "/v1/figures",
    {
      config: { access: { scope: "payments:read" } },
      schema: {
        operationId: "readFigures",
        tags,
        summary: "Payments by day and wallet: started, paid, refused, without a last word, amounts",
        description: "按日、按钱包统计：发起、成功、被拒、未知及金额。",
        querystring: query({ from: Type.Optional(Day), to: Type.Optional(Day) }),
        response: answers({ 200: ref(FiguresShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => await figuresFor(parts, callerOf(request), request.query),
  );

  app.get(
    "/v1/wallet-health",
    {
      config: { access: { scope: "payments:read" } },
      schema: {
        operationId: "listWalletHealth",
        tags,
        summary: "How each wallet does: success, latency, unknowns, hour by hour",
        description: "各钱包健康度：成功率、耗时、未知结果，按小时。",
        response: answers({ 200: ListOf(WalletHealthShape) }, common.withCaller),
      },
    },
    async (request) => ({
      data: wire(await oversight.walletHealth(reachOf(callerOf(request)))),
      next_cursor: null,
    }),
  );

  app.get(
    "/v1/orders/:id/flows",
    {
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "readOrderFlows",
        tags,
        summary: "An order's four flows on one timeline: information, transaction, payment, logistics; and gaps",
        description: "订单的信息流、交易流、资金流、物流，以及异常缺口。",
        params: params({ id: Id("ord") }),
        response: answers({ 200: ref(OrderFlowsShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await oversight.orderFlows(request.params.id))),
  );
}

const liveEveryMs = 3000;

/**
 * Open pages of one process share nothing: each asks every three seconds, and hears only of change. The first event
 * holds all that a page shows, so that it reads nothing beside; the later ones the two days in which anything moves.
 */
export function figuresLiveRoutes(app: App, parts: HttpParts, streams: Streams): void {
  const shaped: Record<string, unknown> = { ...ref(FiguresShape) };
  app.get(
    "/v1/figures/live",
    {
      config: { access: { scope: "payments:read" } },
      schema: {
        operationId: "followFigures",
        tags,
        summary: "Server-sent events: `figures` of thirty days at once; of today and yesterday whenever they change",
        description: "服务器推送：先推近三十日，之后变化时推今日与昨日。",
        response: answers(
          { 200: { content: { "text/event-stream": { schema: Type.String() } } } as never },
          common.withCaller,
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const timeZone = await zoneOf(parts, caller);
      let told = false;
      await streams.open(reply, {
        holds: stillHolds(parts, request),
        read: async () => {
          const from = dayOf(new Date(parts.clock.now().getTime() - dayMs), timeZone);
          const view = await figuresFor(parts, caller, told ? { from } : {});
          told = true;
          return { event: "figures", data: String(reply.serializeInput(view, shaped)) };
        },
        subscribe: (changed) => parts.timers.every(liveEveryMs, changed),
      });
    },
  );
}
