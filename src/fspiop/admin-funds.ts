import type { FastifyInstance } from "fastify";
import { isCurrency } from "#money";
import type { FundsOutEnd, Position } from "#transfers";
import { accountIdOf, accountsOf, mustFind, refuse } from "./admin-accounts.ts";
import type { FspiopNeeds } from "./context.ts";
import { moneyOf, textOf } from "./elements.ts";

type Body = Readonly<Record<string, unknown>>;
type Places = { name: string; id: string; transfer: string };

/**
 * Accounts, money put down, and money taken back in its two steps: reserved, then committed or aborted. The second is
 * told at the transfer's own path (PUT), or where the first was (POST) with its transferId.
 */
export function fundsRoutes(app: FastifyInstance, needs: FspiopNeeds): void {
  app.get<{ Params: Places }>("/participants/:name/accounts", async ({ params }) => {
    await mustFind(needs, params.name);
    return await accountsOf(needs, params.name);
  });
  app.post<{ Params: Places; Body: Body }>("/participants/:name/accounts", async ({ params, body }, reply) => {
    const [type, currency] = [textOf(body, "type", 40), textOf(body, "currency", 3)];
    if (!isCurrency(currency)) return refuse(400, "3101", `the hub keeps no ${currency}`);
    return await reply.code(201).send({ name: params.name, accounts: [{ ledgerAccountType: type, currency }] });
  });
  app.post<{ Params: Places; Body: Body }>("/participants/:name/accounts/:id", async ({ params, body }, reply) => {
    await mustHaveAccount(needs, params);
    const action = textOf(body, "action", 40);
    const { name } = params;
    if (action === "recordFundsIn") await record(needs, name, body);
    else if (action === "recordFundsOutPrepareReserve") await reserve(needs, name, body);
    else await end(needs, name, textOf(body, "transferId", 40), action);
    return await reply.code(202).send();
  });
  app.put<{ Params: Places; Body: Body }>(
    "/participants/:name/accounts/:id/transfers/:transfer",
    async ({ params, body }, reply) => {
      await mustHaveAccount(needs, params);
      await end(needs, params.name, params.transfer, textOf(body, "action", 40));
      return await reply.code(202).send();
    },
  );
}

async function mustHaveAccount({ transfers }: FspiopNeeds, { name, id }: Places): Promise<void> {
  const of = (position: Position): boolean => `${accountIdOf(position, "SETTLEMENT")}` === id;
  if (!(await transfers.positions(name)).some(of)) refuse(404, "3201", `${name} has no settlement account ${id}`);
}

async function record({ transfers }: FspiopNeeds, participant: string, body: Body): Promise<void> {
  const [id, amount] = [textOf(body, "transferId", 40), moneyOf(body, "amount")];
  if (amount.minor <= 0n) return refuse(400, "3100", "amount must be above zero");
  const said = await transfers.recordFundsIn({ id, participant, amount, why: "admin API" });
  if (said === "modified") return refuse(400, "3106", `${id} is another payment of ${participant}'s`);
  if (said !== "recorded" && said !== "repeat") return refuse(400, "3201", "there is no account in that currency");
}

async function reserve({ transfers }: FspiopNeeds, participant: string, body: Body): Promise<void> {
  const [id, amount] = [textOf(body, "transferId", 40), moneyOf(body, "amount")];
  if (amount.minor <= 0n) return refuse(400, "3100", "amount must be above zero");
  const said = await transfers.reserveFundsOut({ id, participant, amount, why: "admin API" });
  if (said === "modified") return refuse(400, "3106", `${id} names other funds out`);
  if (said !== "reserved" && said !== "repeat") return refuse(400, "4001", "the position needs these funds");
}

const ends: Readonly<Record<string, FundsOutEnd>> = {
  recordFundsOutCommit: "sent",
  recordFundsOutAbort: "returned",
};

async function end({ transfers }: FspiopNeeds, participant: string, id: string, action: string): Promise<void> {
  const how = ends[action];
  if (how === undefined) return refuse(400, "3100", `there is no action ${action}`);
  const said = await transfers.endFundsOut({ id, participant, how, why: "admin API" });
  if (said === "unknown") return refuse(404, "3208", `${participant} reserved no ${id}`);
  if (said === "ended") return refuse(400, "3100", `${id} ended in the other way`);
}
