import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerCall, type Member, makeHolder, makeMember, type WireRequest } from "#alliance";
import { runProgram } from "../lifecycle.ts";
import { say } from "../say.ts";
import { openParty, type Party, type PartyOptions, wrong } from "./party.ts";

/** A chunk of 8192 elements with sealed amounts is 0.8 MB. */
const mostBytes = 2_000_000;
/** Of three parties and more a list comes in one piece: room for 200,000 rows with their amounts. */
const mostOfRing = 40_000_000;

async function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > most) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
};

/** With a contract of three parties or more, one of its ring. */
function memberOf(party: Party, name: string | undefined): Member | null {
  if (party.contract.parties.length < 3) return null;
  if (name === undefined || !party.contract.parties.includes(name))
    throw wrong("--name says which of the contract's parties this is.", "须以 --name 指明是合同中的哪一方。");
  return makeMember({
    ...party,
    name,
    ids: party.rows.map((row) => row.id),
    amounts: party.rows.map((row) => row.amount),
  });
}

/** Stays up until it is stopped. */
export function serve(options: PartyOptions & { host: string; port: string; name?: string }): Promise<void> {
  return runProgram(async (closer, failed) => {
    const party = await openParty(options, closer);
    const holder = makeHolder(party);
    const member = memberOf(party, options.name);
    const most = member === null ? mostBytes : mostOfRing;
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = request.method === "POST" ? await readBody(request, most) : null;
      if (body === null) {
        response.writeHead(413).end();
        return;
      }
      const at = header(request, "x-alliance-at");
      const asked: WireRequest = { path: request.url ?? "", at, mac: header(request, "x-alliance-mac"), body };
      const told = await answerCall(holder, party.secret, party.clock, asked, member);
      response.writeHead(told.status, { "x-alliance-mac": told.mac, "content-type": "application/octet-stream" });
      response.end(told.body);
    };
    const server = createServer((request, response) => {
      answer(request, response).catch((fault: unknown) => {
        console.error(fault);
        response.writeHead(500).end();
      });
    });
    server.on("error", failed);
    await new Promise<void>((resolve) => server.listen(Number.parseInt(options.port, 10), options.host, resolve));
    closer.add(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    const { port } = server.address() as AddressInfo;
    say({
      en: `Serving ${party.rows.length} rows of "${party.dataset.title}" at http://${options.host}:${port}.`,
      zh: `“${party.dataset.title}”共 ${party.rows.length} 行，监听 http://${options.host}:${port}。`,
    });
    return null;
  });
}
