import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Call, FspiopNeeds, Resource } from "./context.ts";
import { isCorrelationId, type PartyKey, partyKeyOf } from "./elements.ts";
import { CallRefused, errorInformation } from "./faults.ts";
import { carriedHeaders, versionOf } from "./headers.ts";
import { whyUnproven } from "./jws.ts";
import { say, sayError } from "./outbox.ts";
import { knownParticipant, publishedKeys } from "./participants.ts";
import { answerParty, lookUpParticipant, lookUpParty, registerParty, removeParty } from "./parties.ts";
import { askQuote, carryQuote, giveTerms } from "./quotes.ts";
import { askTransfer, fulfil, readTransfer, refuseTransfer } from "./transfers.ts";

type Act = (needs: FspiopNeeds, call: Call, places: Places) => Promise<void>;
/** `begins`: not taken from, nor for, a participant that is paused. */
type Route = { method: "GET" | "POST" | "PUT" | "DELETE"; url: string; resource: Resource; begins: boolean; act: Act };
type Places = Readonly<Record<string, string>>;

const party = (places: Places): PartyKey => partyKeyOf(places["type"] ?? "", places["id"] ?? "", places["sub"]);

const idOf = (places: Places): string => {
  const id = places["id"] ?? "";
  if (!isCorrelationId(id)) throw new CallRefused(400, "3101", "the ID must be a UUID or a ULID");
  return id;
};

const partyRoutes: readonly Route[] = ["", "/:sub"].flatMap((sub) => {
  const [participants, parties] = [`/participants/:type/:id${sub}`, `/parties/:type/:id${sub}`];
  const at = (method: Route["method"], url: string, begins: boolean, act: Act): Route => {
    return { method, url, resource: url.startsWith("/parties") ? "parties" : "participants", begins, act };
  };
  return [
    at("POST", participants, true, (needs, call, places) => registerParty(needs, call, party(places))),
    at("DELETE", participants, false, (needs, call, places) => removeParty(needs, call, party(places))),
    at("GET", participants, false, (needs, call, places) => lookUpParticipant(needs, call, party(places))),
    at("GET", parties, true, (needs, call, places) => lookUpParty(needs, call, party(places))),
    at("PUT", parties, false, (needs, call, places) => answerParty(needs, call, party(places))),
    at("PUT", `${parties}/error`, false, (needs, call, places) => answerParty(needs, call, party(places))),
  ];
});

const routes: readonly Route[] = [
  ...partyRoutes,
  { method: "POST", url: "/quotes", resource: "quotes", begins: true, act: askQuote },
  {
    method: "GET",
    url: "/quotes/:id",
    resource: "quotes",
    begins: false,
    act: (n, c, p) => carryQuote(n, c, idOf(p), "GET"),
  },
  { method: "PUT", url: "/quotes/:id", resource: "quotes", begins: false, act: (n, c, p) => giveTerms(n, c, idOf(p)) },
  {
    ...{ method: "PUT", url: "/quotes/:id/error", resource: "quotes", begins: false },
    act: (needs, call, places) => carryQuote(needs, call, idOf(places), "PUT"),
  },
  { method: "POST", url: "/transfers", resource: "transfers", begins: true, act: askTransfer },
  {
    ...{ method: "GET", url: "/transfers/:id", resource: "transfers", begins: false },
    act: (needs, call, places) => readTransfer(needs, call, idOf(places)),
  },
  {
    ...{ method: "PUT", url: "/transfers/:id", resource: "transfers", begins: false },
    act: (needs, call, places) => fulfil(needs, call, idOf(places)),
  },
  {
    ...{ method: "PUT", url: "/transfers/:id/error", resource: "transfers", begins: false },
    act: (needs, call, places) => refuseTransfer(needs, call, idOf(places)),
  },
];

/**
 * The FSPIOP face, on an origin of its own: every call that can be taken is answered 202 with nothing, after what
 * follows from it has been committed; the answer proper is a callback.
 */
export function buildFspiopServer(needs: FspiopNeeds): FastifyInstance {
  const app = fastify({
    ...{ bodyLimit: 131_072, routerOptions: { maxParamLength: 200 } },
    // A path that cannot be read reaches no route, nor the handler of errors below.
    frameworkErrors: (_fault, _request, reply) => refusePath(reply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.setErrorHandler(async (fault, _request, reply) => {
    const refused = fault instanceof CallRefused ? fault : null;
    const status = refused?.status ?? statusOf(fault);
    if (status >= 500) needs.alarm("hub_call_failed", { fault: String(fault) });
    const code = refused?.code ?? (status >= 500 ? "2001" : "3101");
    await reply.code(status).send(errorInformation(code, refused?.message ?? ""));
  });
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send(errorInformation("3002", "")));
  app.get("/health", async () => ({ status: "OK" }));
  // As Mojaloop's connection manager has it; keys are public, and this origin is for participants alone.
  app.get("/dfsps/jwscerts", async () => await publishedKeys(needs));
  for (const route of routes) {
    app.route({
      ...{ method: route.method, url: route.url, exposeHeadRoute: false },
      handler: async (request, reply) => {
        await take(needs, route, request);
        needs.kick();
        return await reply.code(202).send();
      },
    });
  }
  return app;
}

function refusePath(reply: FastifyReply): void {
  reply.code(400).send(errorInformation("3101", "the path cannot be read"));
}

const statusOf = (fault: unknown): number => {
  const status = (fault as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" && status >= 400 ? status : 500;
};

async function take(needs: FspiopNeeds, route: Route, request: FastifyRequest): Promise<void> {
  const headers = carriedHeaders(request.headers);
  const source = headers["fspiop-source"];
  if (!source) throw new CallRefused(400, "3102", "FSPIOP-Source is missing");
  if (!headers["date"]) throw new CallRefused(400, "3102", "Date is missing");
  if (!headers["content-type"] && !headers["accept"]) throw new CallRefused(400, "3102", "Content-Type is missing");
  const version = versionOf(route.resource, headers);
  const path = request.url.split("?", 1)[0] ?? "/";
  const text = typeof request.body === "string" ? request.body : "";
  const body = readBody(route, text);
  const destination = headers["fspiop-destination"] ?? null;
  const call: Call = { source, destination, resource: route.resource, version, path, headers, text, body };
  const known = await knownParticipant(needs, source);
  if (known === null) throw new CallRefused(400, "3100", `there is no participant ${source}`);
  // A GET changes nothing, and its answer goes to whom it names: FSPIOP signs none.
  if (known.verify && route.method !== "GET") {
    const why = whyUnproven(known.publicKeys, { headers, method: route.method, path, body: text });
    if (why !== null) throw new CallRefused(400, "3105", why);
  }
  if (known.paused && route.begins)
    return await say(needs, [await sayError(needs, call, "2003", `${source} is paused`)]);
  await route.act(needs, call, request.params as Places);
}

function readBody({ method }: Route, text: string): Call["body"] {
  if (method === "GET" || (method === "DELETE" && text === "")) return {};
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Call["body"];
  } catch {
    // Told below, as any other body that is no object.
  }
  throw new CallRefused(400, "3101", "the body must be a JSON object");
}
