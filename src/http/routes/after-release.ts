import { Readable } from "node:stream";
import Type from "typebox";
import { encodeGbk } from "#gbk";
import { fen, fromJson } from "#money";
import { statementAccounts } from "#settlement";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, isBearer, within } from "../auth.ts";
import { listOf } from "../cursor.ts";
import { instantOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  choice,
  Id,
  Instant,
  ListOf,
  NewRateCardShape,
  RateCardShape,
  ReleaseExtensionShape,
  ReleaseLimitShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { reachMarketplace } from "./directory.ts";
import { readStore } from "./stores.ts";

const tags = ["settlement"];
const monthMs = 30 * 86_400_000;
const yearMs = 366 * 86_400_000;

export function releaseLimitRoutes(app: App, parts: HttpParts): void {
  const { settlement, payments } = parts;
  app.post(
    "/v1/orders/:id/receipt/extend",
    {
      config: { access: { scope: "orders:write", also: ["checkout"] } },
      schema: {
        operationId: "extendReceipt",
        tags,
        summary: "The goods are late: five days more before the money is released by itself, once",
        description: "延长收货：自动放款延后五天，仅限一次。",
        params: params({ id: Id("ord") }),
        response: answers(
          { 200: ref(ReleaseExtensionShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "order_not_paid", "order_released", "release_extended"] as const),
          ...(["release_not_begun", "release_hold_ends"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const order = within(caller, await payments.getOrder(request.params.id));
      if (!isBearer(caller) && caller.checkout !== order.checkout) throw new Refusal("not_found");
      if (caller.store !== null)
        throw new Refusal("forbidden", { needs: "the buyer's page, or a key of the marketplace" });
      return wire(answered(reply, await settlement.extendRelease(caller.id, order.id, repeatOf(request))));
    },
  );

  app.get(
    "/v1/orders/:id/release-limit",
    {
      config: { access: { scope: "orders:read", also: ["checkout"] } },
      schema: {
        operationId: "getReleaseLimit",
        tags,
        summary: "When a paid order's money is released by itself, and from what that counts",
        description: "查询订单的自动放款期限：自付款、发货还是签收起算。",
        params: params({ id: Id("ord") }),
        response: answers({ 200: ref(ReleaseLimitShape) }, common.withCaller, "not_found", "order_not_paid"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const order = within(caller, await payments.getOrder(request.params.id));
      if (!isBearer(caller) && caller.checkout !== order.checkout) throw new Refusal("not_found");
      const limit = await settlement.releaseLimit(order.id);
      if (!limit) throw new Refusal("order_not_paid");
      return wire(limit);
    },
  );
}

export function rateCardRoutes(app: App, parts: HttpParts): void {
  const { settlement } = parts;
  const path = "/v1/marketplaces/:id/rate-cards";
  const one = { tags, params: params({ id: Id("mkt") }) };

  app.get(
    path,
    {
      config: { access: { scope: "directory:read" } },
      schema: {
        ...one,
        operationId: "readRateCards",
        summary: "What the marketplace takes, newest card first; a store sees its own and those for all",
        description: "费率卡列表，最新的在前。",
        response: answers({ 200: ListOf(RateCardShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const id = await reachMarketplace(parts, caller, request.params.id);
      return listOf({ data: await settlement.listRateCards(id, caller.store), next: null });
    },
  );

  app.post(
    path,
    {
      config: { access: { scope: "directory:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "addRateCard",
        summary: "Add a rate card, for all stores or for one, from now or a later instant on",
        description: "新增费率卡，只增不改；已支付的订单沿用其支付时的费率。",
        body: ref(NewRateCardShape),
        response: answers(
          { 201: ref(RateCardShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "rate_card_invalid", "rate_card_taken"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const marketplace = await reachMarketplace(parts, caller, request.params.id);
      const { id: by } = steering(caller);
      const { store = null, starts_at, commission_bp, fixed, end = false } = request.body;
      if (store !== null && (await readStore(parts, caller, store)).marketplace !== marketplace)
        throw new Refusal("not_found");
      // A card has figures, or ends an earlier one; a share without a fixed sum has none of it.
      if (end === (commission_bp !== undefined) || (end && fixed !== undefined)) throw new Refusal("rate_card_invalid");
      const figures = end
        ? { commission_bp: null, fixed: null }
        : { commission_bp: commission_bp ?? 0, fixed: fixed ? fromJson(fixed) : fen(0) };
      const card = { marketplace, store, starts_at: instantOf(starts_at), ...figures };
      return reply.code(201).send(wire(settled(await settlement.setRateCard(by, card))));
    },
  );
}

/** Without the mark of UTF-8 at its beginning. */
async function* inGbk(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield encodeGbk(piece.replace(/^\uFEFF/, ""));
}

export function statementRoutes(app: App, parts: HttpParts): void {
  const { settlement, directory } = parts;
  app.get(
    "/v1/stores/:id/statements/:account",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "readStatement",
        tags: ["books"],
        summary: "A store's accounts at one wallet account as CSV: opening, every change, closing",
        description:
          "店铺账户对账单（CSV）：of 选科目；form 可取微信支付资金账单或支付宝账务明细的列；encoding 可取 gbk。",
        params: params({ id: Id("sto"), account: Id("wac") }),
        querystring: query({
          from: Type.Optional({ ...Instant, description: "Absent: thirty days before `to`." }),
          to: Type.Optional({ ...Instant, description: "Not included; absent: now." }),
          of: Type.Optional(choice([...statementAccounts, "all"], "Absent: `balance`. `all`: in the form `ledger`.")),
          form: Type.Optional(choice(["ledger", "wechatpay", "alipay"])),
          encoding: Type.Optional(choice(["utf-8", "gbk"], "Absent: `utf-8`. In `gbk` a sign that it lacks is `?`.")),
        }),
        response: {
          ...answers({}, common.withCaller, "not_found", "request_invalid"),
          200: {
            description: "CSV in the encoding that was asked for.",
            content: { "text/csv": { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id: store, marketplace } = await readStore(parts, caller, request.params.id);
      const account = await directory.getWalletAccount(request.params.account);
      const { id: wallet_account } = within({ ...caller, marketplace, store: null }, account);
      const { form = "ledger", of = "balance", encoding = "utf-8", ...asked } = request.query;
      const to = instantOf(asked.to) ?? parts.clock.now();
      const from = instantOf(asked.from) ?? new Date(to.getTime() - monthMs);
      const length = to.getTime() - from.getTime();
      if (!(length > 0 && length <= yearMs))
        throw new Refusal("request_invalid", {}, [
          { field: "to", message: "is after `from`, by a year at most", zh: "应晚于 from，最多相隔一年" },
        ]);
      if (of === "all" && form !== "ledger")
        throw new Refusal("request_invalid", {}, [
          { field: "of", message: "is one account in a wallet's own columns", zh: "钱包账单格式只能选择单个科目" },
        ]);
      const pieces = settlement.statement({ store, wallet_account, of, from, to, form });
      const name = `statement-${store.slice(4)}-${of}-${from.toISOString().slice(0, 10)}.csv`;
      reply.header("content-disposition", `attachment; filename="${name}"`).type(`text/csv; charset=${encoding}`);
      return reply.send(Readable.from(encoding === "gbk" ? inGbk(pieces) : pieces) as never);
    },
  );
}
