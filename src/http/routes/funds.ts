import { fromJson } from "#money";
import { type App, answers, common, params } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { DecideFundsShape, FundsMoveShape, Id, NewFundsMoveShape, PlatformBookShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["funds"];

/** The platform's own money at its wallet accounts. Stores see none of it; two people move it. */
export function fundsRoutes(app: App, parts: HttpParts): void {
  const { settlement, directory } = parts;
  const account = { tags, params: params({ id: Id("wac") }) };
  const accountOf = async (caller: Caller, id: string) => within(caller, await directory.getWalletAccount(id));

  app.get(
    "/v1/wallet-accounts/:id/funds",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        ...account,
        operationId: "readPlatformBook",
        summary: "The platform's own book at a wallet account: its funds, what it advanced, what it gave",
        description: "平台在该钱包账户的账簿：自有资金、垫款、补偿。",
        response: answers({ 200: ref(PlatformBookShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const { id } = await accountOf(steering(callerOf(request)), request.params.id);
      return wire(await settlement.platformBook(id));
    },
  );

  app.post(
    "/v1/wallet-accounts/:id/funds",
    {
      config: { access: { scope: "withdrawals:write" } },
      schema: {
        ...account,
        operationId: "proposeFunds",
        summary: "Say that the platform put own money there, or took it away; another person confirms it",
        description: "登记平台存入或取回自有资金，须由另一人确认。",
        body: ref(NewFundsMoveShape),
        response: answers(
          { 201: ref(FundsMoveShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "amount_invalid"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id: wallet_account, marketplace } = await accountOf(caller, request.params.id);
      const { act, why } = request.body;
      const input = { marketplace, wallet_account, act, why, amount: fromJson(request.body.amount) };
      const made = answered(reply, await settlement.proposeFunds(caller.id, input, repeatOf(request)));
      return reply.code(201).send(wire(made));
    },
  );
}

/** What one person proposed about the platform's own money, and another decides. */
export function fundsMoves(app: App, parts: HttpParts): void {
  const { settlement } = parts;
  const one = { tags, params: params({ id: Id("pfm") }) };

  app.get(
    "/v1/funds/:id",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        ...one,
        operationId: "getFundsMove",
        summary: "Read a movement of the platform's own money",
        description: "查询平台自有资金变动。",
        response: answers({ 200: ref(FundsMoveShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      return wire(within(caller, await settlement.getFunds(request.params.id)));
    },
  );

  app.post(
    "/v1/funds/:id/decide",
    {
      // An approver reads all and writes nothing; the directory says whether this one may approve that proposal.
      config: { access: { scope: "books:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideFunds",
        summary: "Approve (the books move at once) or reject; never one's own, never with a key",
        description: "批准（即刻入账）或否决；不得批准自己的提议，密钥不能批准。",
        body: ref(DecideFundsShape),
        response: answers(
          { 200: ref(FundsMoveShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "funds_short", "funds_wrong_state"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const move = within(caller, await settlement.getFunds(request.params.id));
      const may = await parts.mayApprove(caller, move.marketplace, move.proposer);
      if (!may.ok) throw new Refusal("second_person_needed", may.detail);
      return wire(settled(await settlement.decideFunds(caller.id, move.id, request.body.approve)));
    },
  );
}
