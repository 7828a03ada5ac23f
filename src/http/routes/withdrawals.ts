import { fromJson } from "#money";
import { type App, answers, common, params } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { BankCardShape, Id, NewWithdrawalShape, ref, SetBankCardShape, WithdrawalShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { readStore } from "./stores.ts";

const tags = ["withdrawals"];
const write = { access: { scope: "withdrawals:write" } } as const;
const askFaults = [
  ...(["not_found", "amount_invalid", "balance_short", "bank_card_missing", "bank_card_cooling_off"] as const),
  ...(["withdrawal_limit", "withdrawal_unsupported", "second_person_needed"] as const),
];

export function withdrawalRoutes(app: App, parts: HttpParts): void {
  const { settlement, directory } = parts;

  app.put(
    "/v1/stores/:id/bank-card",
    {
      config: { ...write, recentStep: true },
      schema: {
        operationId: "setBankCard",
        tags,
        summary: "Set the bank card that a store's money goes to, a day from now on",
        description: "设置店铺收款银行卡，24 小时后方可提现到该卡。",
        params: params({ id: Id("sto") }),
        body: ref(SetBankCardShape),
        response: answers(
          { 200: ref(BankCardShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "bank_card_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = await readStore(parts, caller, request.params.id);
      const { store, holder, bank, last4, usable_at } = settled(await settlement.setCard(caller.id, id, request.body));
      return wire({ store, holder, bank, last4, usable_at });
    },
  );

  app.post(
    "/v1/withdrawals",
    {
      config: { ...write, recentStep: true },
      schema: {
        operationId: "askWithdrawal",
        tags,
        summary: "Set a store's money aside for its bank card; somebody else confirms it within a day",
        description: "申请提现：金额先行冻结，须由另一人在 24 小时内确认。",
        body: ref(NewWithdrawalShape),
        response: answers({ 201: ref(WithdrawalShape) }, common.withCaller, common.withBody, askFaults),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id: store, marketplace } = await readStore(parts, caller, request.body.store);
      const account = await directory.getWalletAccount(request.body.wallet_account);
      const { id: wallet_account } = within({ ...caller, marketplace, store: null }, account);
      const input = { marketplace, store, wallet_account, amount: fromJson(request.body.amount) };
      const made = answered(reply, await settlement.askWithdrawal(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );

  app.get(
    "/v1/withdrawals/:id",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "getWithdrawal",
        tags,
        summary: "Read a withdrawal",
        description: "查询提现。",
        params: params({ id: Id("wdr") }),
        response: answers({ 200: ref(WithdrawalShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await settlement.getWithdrawal(request.params.id))),
  );
}

export function withdrawalMoves(app: App, parts: HttpParts): void {
  const { settlement } = parts;
  const one = { tags, params: params({ id: Id("wdr") }) };
  const faults = ["not_found", "withdrawal_wrong_state"] as const;

  app.post(
    "/v1/withdrawals/:id/confirm",
    {
      config: { ...write, recentStep: true },
      schema: {
        ...one,
        operationId: "confirmWithdrawal",
        summary: "Confirm it: never by whoever asked for it. The money leaves",
        description: "确认提现：不得由申请人本人确认。",
        response: answers(
          { 200: ref(WithdrawalShape) },
          ...[common.withCaller, common.withBody, faults],
          ...(["second_person_needed"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = within(caller, await settlement.getWithdrawal(request.params.id));
      return wire(answered(reply, await settlement.confirmWithdrawal(caller.id, id)));
    },
  );

  app.post(
    "/v1/withdrawals/:id/cancel",
    {
      config: write,
      schema: {
        ...one,
        operationId: "cancelWithdrawal",
        summary: "Call it off while nobody confirmed it; the money is back at once",
        description: "撤销尚未确认的提现，款项即刻退回余额。",
        response: answers({ 200: ref(WithdrawalShape) }, common.withCaller, common.withBody, faults),
      },
    },
    async (request) => {
      const { id } = within(callerOf(request), await settlement.getWithdrawal(request.params.id));
      return wire(settled(await settlement.cancelWithdrawal(id)));
    },
  );
}
