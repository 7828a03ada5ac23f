import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { watchBy } from "./watch.ts";

type Party = Record<"idType" | "idValue" | "firstName" | "middleName" | "lastName" | "displayName", string> & {
  idSubValue?: string;
};
type Body = Record<string, unknown>;

const secret = "judge";
const fulfilmentOf = (packet: string): Buffer => createHmac("sha256", secret).update(packet).digest();

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const typeOf = (resource: string): string => `application/vnd.interoperability.${resource}+json;version=1.0`;

/**
 * A payee's wallet for the judge: what Mojaloop's simulator does in the golden path, parties told by POST
 * /repository/parties, terms without a fee, transfers fulfilled.
 */
export async function startPayee(name: string, hub: string): Promise<{ url: string; server: Server }> {
  const parties = new Map<string, Party>();
  const say = async (method: string, path: string, to: string, body: object): Promise<void> => {
    const resource = path.split("/")[1] ?? "";
    const headers = {
      ...{ "content-type": typeOf(resource), date: new Date().toUTCString() },
      ...{ "fspiop-source": name, "fspiop-destination": to, "fspiop-uri": path, "fspiop-http-method": method },
    };
    const answer = await fetch(hub + path, { method, headers, body: JSON.stringify(body) });
    if (answer.status !== 202) console.error(`${method} ${path} of ${name}: ${answer.status} ${await answer.text()}`);
  };
  const hear = async (method: string, path: string, from: string, body: Body): Promise<void> => {
    if (method === "GET" && path.startsWith("/parties/")) {
      const [, , idType, idValue, sub] = path.split("/");
      const party = parties.get([idType, idValue, sub ?? ""].join(" "));
      if (party) return await say("PUT", path, from, { party: partyOf(party, name) });
      const error = { errorCode: "3200", errorDescription: "ID not found" };
      return await say("PUT", `${path}/error`, from, { errorInformation: error });
    }
    if (method === "POST" && path === "/quotes") {
      const { quoteId, amount } = body as { quoteId: string; amount: object };
      const packet = Buffer.from(JSON.stringify({ quoteId, amount })).toString("base64url");
      const condition = createHash("sha256").update(fulfilmentOf(packet)).digest("base64url");
      const expiration = new Date(Date.now() + 60_000).toISOString();
      const terms = { transferAmount: amount, payeeReceiveAmount: amount, ilpPacket: packet, condition, expiration };
      return await say("PUT", `/quotes/${quoteId}`, from, terms);
    }
    if (method === "POST" && path === "/transfers") {
      const { transferId, ilpPacket } = body as { transferId: string; ilpPacket: string };
      const fulfilment = fulfilmentOf(ilpPacket).toString("base64url");
      const completedTimestamp = new Date().toISOString();
      await say("PUT", `/transfers/${transferId}`, from, {
        transferState: "COMMITTED",
        fulfilment,
        completedTimestamp,
      });
    }
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const body = (text === "" ? {} : JSON.parse(text)) as Body;
    const path = request.url ?? "/";
    if (path === "/repository/parties") {
      const party = body as Party;
      parties.set([party.idType, party.idValue, party.idSubValue ?? ""].join(" "), party);
    } else {
      const method = request.method ?? "";
      tell({ method, path, headers: request.headers, data: body });
      await hear(method, path, String(request.headers["fspiop-source"]), body);
    }
    response.writeHead(202).end();
  };
  const server = createServer((request, response) => void serve(request, response));
  const tell = watchBy(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function partyOf({ idType, idValue, idSubValue, firstName, middleName, lastName, displayName }: Party, fspId: string) {
  const sub = idSubValue === undefined ? {} : { partySubIdOrType: idSubValue };
  return {
    partyIdInfo: { partyIdType: idType, partyIdentifier: idValue, ...sub, fspId },
    name: displayName,
    personalInfo: { complexName: { firstName, middleName, lastName } },
  };
}
