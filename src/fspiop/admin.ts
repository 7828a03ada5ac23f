import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { isCurrency, type Money, money } from "#money";
import type { Position } from "#transfers";
import { accountsOf, mustFind, numberOf, refuse } from "./admin-accounts.ts";
import { fundsRoutes } from "./admin-funds.ts";
import type { FspiopNeeds } from "./context.ts";
import { moneyOf, objectOf, textOf } from "./elements.ts";
import { endpointsOf, setEndpoint } from "./endpoints.ts";
import { CallRefused, errorInformation } from "./faults.ts";

type Body = Readonly<Record<string, unknown>>;
type Places = { name: string; id: string };

/**
 * Participants, limits, endpoints, accounts and funds in the form of Mojaloop's central-ledger admin API. Who reaches
 * it may do everything, alone: it is for the sandbox and for tests, never served in production.
 */
export function buildAdminServer(needs: FspiopNeeds): FastifyInstance {
  const app = fastify({ bodyLimit: 65_536, forceCloseConnections: true });
  app.setErrorHandler(async (fault, _request, reply) => {
    if (!(fault instanceof CallRefused)) return await reply.code(500).send(errorInformation("2001", String(fault)));
    return await reply.code(fault.status).send(errorInformation(fault.code, fault.message));
  });
  app.get("/health", async () => ({ status: "OK" }));
  participantRoutes(app, needs);
  limitRoutes(app, needs);
  fundsRoutes(app, needs);
  // Settlement is our own; what provisioning scripts set up for it in Mojaloop has nothing to hold here.
  const nothingToDo = async (_request: unknown, reply: FastifyReply) => await reply.code(201).send({});
  for (const url of ["/settlementModels", "/oracles"]) app.post(url, nothingToDo);
  return app;
}

async function participantView(needs: FspiopNeeds, name: string) {
  const found = await mustFind(needs, name);
  const accounts = await accountsOf(needs, name);
  return {
    ...{ name, id: name, created: found.created_at.toISOString(), isActive: found.state === "active" ? 1 : 0 },
    ...{ links: { self: name }, accounts },
  };
}

function participantRoutes(app: FastifyInstance, needs: FspiopNeeds): void {
  const { transfers, db } = needs;
  app.post<{ Body: Body }>("/participants", async (request, reply) => {
    const name = textOf(request.body, "name", 30);
    const currency = textOf(request.body, "currency", 3);
    if (!isCurrency(currency)) return refuse(400, "3101", `the hub keeps no ${currency}`);
    // The call carries no title: one that people gave it stays.
    const known = (await transfers.listParticipants()).find((one) => one.name === name);
    await transfers.putParticipant({ name, title: known?.title ?? { zh: name, en: name } });
    if (!(await transfers.positions(name)).some((one) => one.cap.currency === currency))
      await transfers.setCap(name, money(0n, currency));
    return await reply.code(201).send(await participantView(needs, name));
  });
  app.get("/participants", async () => {
    const all = await transfers.listParticipants();
    return await Promise.all(all.map((one) => participantView(needs, one.name)));
  });
  app.get<{ Params: Places }>("/participants/:name", async ({ params }) => await participantView(needs, params.name));
  app.put<{ Params: Places; Body: Body }>("/participants/:name", async ({ params, body }) => {
    await mustFind(needs, params.name);
    if (typeof body["isActive"] !== "boolean") return refuse(400, "3101", "isActive must be true or false");
    await transfers.setParticipantState(params.name, body["isActive"] ? "active" : "paused");
    return await participantView(needs, params.name);
  });
  app.post<{ Params: Places; Body: Body }>("/participants/:name/endpoints", async ({ params, body }, reply) => {
    const endpoint = { type: textOf(body, "type", 80), value: textOf(body, "value", 512) };
    await setEndpoint(db, params.name, endpoint);
    return await reply.code(201).send();
  });
  // Of Mojaloop's connection manager: what the participant signs with.
  app.post<{ Params: Places; Body: Body }>("/dfsps/:name/jwscerts", async ({ params, body }, reply) => {
    await mustFind(needs, params.name);
    const why = await transfers.putKey(params.name, textOf(body, "publicKey", 8192));
    if (why !== null) return refuse(400, "3101", `publicKey: ${why}`);
    return await reply.code(201).send({ dfspId: params.name });
  });
  app.get<{ Params: Places }>("/participants/:name/endpoints", async ({ params }) => endpointsOf(db, params.name));
}

function limitRoutes(app: FastifyInstance, needs: FspiopNeeds): void {
  const { transfers } = needs;
  const capOf = (body: Body): Money => {
    const currency = textOf(body, "currency", 3);
    const limit = objectOf(body, "limit");
    if (!isCurrency(currency)) return refuse(400, "3101", `the hub keeps no ${currency}`);
    const value = limit["value"];
    if (typeof value !== "number" && typeof value !== "string") return refuse(400, "3102", "limit.value is missing");
    return moneyOf({ cap: { currency, amount: `${value}` } }, "cap");
  };
  app.post<{ Params: Places; Body: Body }>(
    "/participants/:name/initialPositionAndLimits",
    async ({ params, body }, reply) => {
      await mustFind(needs, params.name);
      await transfers.setCap(params.name, capOf(body));
      return await reply.code(201).send();
    },
  );
  app.put<{ Params: Places; Body: Body }>("/participants/:name/limits", async ({ params, body }) => {
    await mustFind(needs, params.name);
    const { cap } = await transfers.setCap(params.name, capOf(body));
    return { currency: cap.currency, limit: { type: "NET_DEBIT_CAP", value: numberOf(cap), alarmPercentage: 10 } };
  });
  app.get<{ Params: Places }>("/participants/:name/limits", async ({ params }) => {
    await mustFind(needs, params.name);
    const view = ({ cap }: Position) => ({
      currency: cap.currency,
      limit: { type: "NET_DEBIT_CAP", value: numberOf(cap), alarmPercentage: 10 },
    });
    return (await transfers.positions(params.name)).map(view);
  });
  app.get<{ Params: Places }>("/participants/:name/positions", async ({ params }) => {
    await mustFind(needs, params.name);
    const view = ({ position }: Position) => ({ currency: position.currency, value: numberOf(position) });
    return (await transfers.positions(params.name)).map(view);
  });
}
