import Type from "typebox";
import { isId } from "#db";
import { dayOf } from "#openings";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf, pageOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import {
  FundsMoveShape,
  Id,
  ListOf,
  PageQuery,
  PlatformDaysShape,
  PlatformMoveShape,
  ref,
  StoreOwingShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["funds"];
const dayMs = 86_400_000;
const access = { scope: "books:read" } as const;

/** What was proposed about the platform's own money, and every move of its book at a wallet account. */
export function fundsLists(app: App, { settlement, directory }: HttpParts): void {
  const paged = [common.withCaller, ["cursor_invalid", "request_invalid"] as const] as const;
  app.get(
    "/v1/funds",
    {
      config: { access },
      schema: {
        ...{ operationId: "listFundsMoves", tags },
        summary: "Proposals to put the platform's own money somewhere or to take it away, newest first",
        description: "平台自有资金的存入与取回提议，最新的在前。",
        querystring: query({ ...PageQuery, wallet_account: Type.Optional(Id("wac")) }),
        response: answers({ 200: ListOf(FundsMoveShape) }, ...paged, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { wallet_account = null } = request.query;
      if (wallet_account !== null) within(caller, await directory.getWalletAccount(wallet_account));
      const reach = { marketplace: caller.marketplace, wallet_account };
      return listOf(await settlement.listFunds(reach, pageOfIds(request.query, "pfm")));
    },
  );
  app.get(
    "/v1/wallet-accounts/:id/funds/moves",
    {
      config: { access },
      schema: {
        ...{ operationId: "listPlatformMoves", tags, params: params({ id: Id("wac") }) },
        summary: "Every move of the platform's own book at a wallet account, newest first, with its cause",
        description: "平台在该钱包账户账簿的每笔变动及事由，最新的在前。",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(PlatformMoveShape) }, ...paged, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await directory.getWalletAccount(request.params.id));
      const { after, limit } = pageOf(request.query);
      const { data, next } = await settlement.platformMoves(id, { after: placeOf(after), limit });
      return listOf({ data, next: next && `${next.at.toISOString()}_${next.id}` });
    },
  );
}

/** Where a page of moves ended: an instant and a transfer's id. */
function placeOf(after: string | null): { at: Date; id: string } | null {
  if (after === null) return null;
  const [, at = "", id = ""] = /^([^_]{24})_(.+)$/.exec(after) ?? [];
  if (Number.isNaN(Date.parse(at)) || !isId(id, "tra")) throw new Refusal("cursor_invalid", { parameter: "cursor" });
  return { at: new Date(at), id };
}

/** The platform's money over time, and who owes it. */
export function fundsPictures(app: App, parts: HttpParts): void {
  const { directory, oversight } = parts;
  const accountOf = async (caller: Caller, id: string) => within(caller, await directory.getWalletAccount(id));
  app.get(
    "/v1/wallet-accounts/:id/funds/days",
    {
      config: { access },
      schema: {
        ...{ operationId: "readPlatformDays", tags, params: params({ id: Id("wac") }) },
        summary:
          "The platform's own book at a wallet account as each day ended, oldest first; the last is as it is now",
        description: "平台在该钱包账户各日终余额：自有资金、垫款、补偿、应付媒体款与在途；最后一日为当前。",
        querystring: query({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 90 })) }),
        response: answers({ 200: ref(PlatformDaysShape) }, common.withCaller, "not_found", "request_invalid"),
      },
    },
    async (request) => {
      const { id, marketplace } = await accountOf(steering(callerOf(request)), request.params.id);
      const zone = (await directory.getMarketplace(marketplace))?.time_zone ?? "Asia/Shanghai";
      const count = request.query.days ?? 90;
      const now = parts.clock.now();
      const span = {
        days: daysUntil(now, count, zone),
        timeZone: zone,
        since: new Date(now.getTime() - (count + 1) * dayMs),
      };
      return wire({ wallet_account: id, time_zone: zone, data: await oversight.platformDays(id, span) });
    },
  );
  app.get(
    "/v1/wallet-accounts/:id/funds/owing",
    {
      config: { access },
      schema: {
        ...{ operationId: "listStoresOwing", tags, params: params({ id: Id("wac") }) },
        summary: "What stores owe the platform there for refunds that it advanced, the most first",
        description: "各店铺在该钱包账户尚欠平台的垫款，由多到少。",
        response: answers({ 200: ListOf(StoreOwingShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await accountOf(steering(callerOf(request)), request.params.id);
      return listOf({ data: await oversight.storesOwing(id), next: null });
    },
  );
}

/** So many days of a time zone, oldest first, today the last. */
function daysUntil(now: Date, count: number, timeZone: string): readonly string[] {
  const last = Date.parse(`${dayOf(now, timeZone)}T00:00:00Z`);
  return Array.from({ length: count }, (_, n) => new Date(last - (count - 1 - n) * dayMs).toISOString().slice(0, 10));
}
