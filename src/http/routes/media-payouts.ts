import { fromJson } from "#money";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  Id,
  ListOf,
  MediaAccountShape,
  MediaPayeeShape,
  MediaPayoutShape,
  NewMediaPayoutShape,
  PageQuery,
  ref,
  SetMediaPayeeShape,
  TellMediaPayoutShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["media payouts"];
const [reads, writes] = [{ scope: "books:read" } as const, { scope: "withdrawals:write" } as const];
const one = { tags, params: params({ id: Id("mpo") }) };

const accountOf = async (parts: HttpParts, caller: Caller, id: string) =>
  within(caller, await parts.directory.getWalletAccount(id)).id;
const payoutOf = async (parts: HttpParts, caller: Caller, id: string) =>
  within(steering(caller), await parts.campaigns.getPayout(id));

/** What host apps are owed, and where they are paid. */
export function mediaAccountRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.get(
    "/v1/media-accounts",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "listMediaAccounts", tags, description: "应付各宿主应用的广告费。" },
        summary: "What each host app is owed at each wallet account",
        response: answers({ 200: ListOf(MediaAccountShape) }, common.withCaller),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf({ data: await campaigns.listMediaAccounts({ marketplace }), next: null });
    },
  );
  app.post(
    "/v1/media-payees",
    {
      config: { access: writes, recentStep: true },
      schema: {
        ...{ operationId: "setMediaPayee", tags, description: "登记宿主应用的收款银行账户。" },
        summary: "Tell the bank account to which a host app is paid; the newest counts for payouts asked from then on",
        body: ref(SetMediaPayeeShape),
        response: answers(
          { 201: ref(MediaPayeeShape) },
          ...[common.withCaller, common.withBody, ["not_found", "media_payee_invalid"] as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      await accountOf(parts, caller, request.body.wallet_account);
      return reply.code(201).send(wire(settled(await campaigns.setPayee(caller.id, request.body))));
    },
  );
}

export function mediaPayoutRoutes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.post(
    "/v1/media-payouts",
    {
      config: { access: writes },
      schema: {
        ...{ operationId: "askMediaPayout", tags, description: "申请付款给宿主应用；须由另一人确认。" },
        summary: "Set aside what a host app is to be paid; never more than it is owed. Another person confirms it",
        body: ref(NewMediaPayoutShape),
        response: answers(
          { 201: ref(MediaPayoutShape) },
          ...[common.withCaller, common.withBody, ["not_found", "media_payee_missing", "media_due_short"] as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      await accountOf(parts, caller, request.body.wallet_account);
      const input = { ...request.body, amount: fromJson(request.body.amount) };
      const made = answered(reply, await campaigns.askPayout(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );
  app.get(
    "/v1/media-payouts",
    {
      config: { access: reads },
      schema: {
        ...{ operationId: "listMediaPayouts", tags, description: "付给宿主应用的款项，最新的在前。" },
        summary: "List payouts to host apps, newest first",
        querystring: query(PageQuery),
        response: answers({ 200: ListOf(MediaPayoutShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      return listOf(await campaigns.listPayouts({ marketplace }, pageOfIds(request.query, "mpo")));
    },
  );
  app.get(
    "/v1/media-payouts/:id",
    {
      config: { access: reads },
      schema: {
        ...{ ...one, operationId: "getMediaPayout", description: "查询一笔付款。" },
        summary: "Read a payout to a host app",
        response: answers({ 200: ref(MediaPayoutShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(await payoutOf(parts, callerOf(request), request.params.id)),
  );
}

const answer = answers(
  { 200: ref(MediaPayoutShape) },
  ...[common.withCaller, common.withBody, ["not_found", "payout_wrong_state"] as const],
  "second_person_needed",
);

/** Confirmed by a second person, or called off. */
export function mediaPayoutMoves(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.post(
    "/v1/media-payouts/:id/confirm",
    {
      config: { access: reads, recentStep: true },
      schema: {
        ...{ ...one, operationId: "confirmMediaPayout", description: "由另一人确认付款；随后指示钱包或由人办理。" },
        summary: "Confirm a payout: never one's own, never with a key; then it is sent",
        response: answer,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const payout = await payoutOf(parts, caller, request.params.id);
      const may = await parts.mayApprove(caller, payout.marketplace, payout.asked_by);
      if (!may.ok) throw new Refusal("second_person_needed", may.detail);
      return wire(settled(await campaigns.confirmPayout(caller.id, payout.id)));
    },
  );
  app.post(
    "/v1/media-payouts/:id/cancel",
    {
      config: { access: writes },
      schema: {
        ...{ ...one, operationId: "cancelMediaPayout", description: "确认前取消付款；仍为应付。" },
        summary: "Call a payout off while nobody confirmed it: it is owed as before",
        response: answer,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await payoutOf(parts, caller, request.params.id);
      return wire(settled(await campaigns.cancelPayout(caller.id, id)));
    },
  );
}

/** What the bank answered to whoever carried a payout there: one tells, another says the same. */
export function mediaPayoutOutcomes(app: App, parts: HttpParts): void {
  const { campaigns } = parts;
  app.post(
    "/v1/media-payouts/:id/outcome",
    {
      config: { access: writes },
      schema: {
        ...{
          ...one,
          operationId: "tellMediaPayout",
          description: "人工办理的付款：登记银行结果，须两人登记一致方为有效。",
        },
        summary: "Tell what the bank answered to a payout that people carried there; it counts once two people said it",
        body: ref(TellMediaPayoutShape),
        response: answer,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await payoutOf(parts, caller, request.params.id);
      return wire(settled(await campaigns.tellPayout(caller.id, id, request.body)));
    },
  );
  app.post(
    "/v1/media-payouts/:id/outcome/confirm",
    {
      config: { access: reads, recentStep: true },
      schema: {
        ...{ ...one, operationId: "confirmMediaPayoutOutcome", description: "由另一人核对并确认银行结果。" },
        summary: "Say the same of the bank's answer as another person did, word for word; then the books move",
        body: ref(TellMediaPayoutShape),
        response: answer,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id, marketplace, state, told } = await payoutOf(parts, caller, request.params.id);
      if (told === null) throw new Refusal("payout_wrong_state", { state, told });
      const may = await parts.mayApprove(caller, marketplace, told.by);
      if (!may.ok) throw new Refusal("second_person_needed", may.detail);
      // Whom the guard was asked about is whose word must still stand when the books move.
      return wire(settled(await campaigns.confirmTold(caller.id, id, { ...request.body, toldBy: told.by })));
    },
  );
}
