import { createHash, createHmac, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";

/** What a wallet hears from the hub. */
export type Heard = { method: string; path: string; headers: Record<string, string>; body: Record<string, unknown> };

const secret = "a payee's own";
export const fulfilmentOf = (packet: string): Buffer => createHmac("sha256", secret).update(packet).digest();
export const conditionOf = (packet: string): string =>
  createHash("sha256").update(fulfilmentOf(packet)).digest("base64url");

/** A wallet at the hub, in one process: what it hears is kept, what it says is injected. */
export function makeTestWallet(name: string, hub: () => FastifyInstance, now: () => Date) {
  const heard: Heard[] = [];
  const say = async (method: string, path: string, body?: object, more: Record<string, string> = {}) => {
    const resource = path.split("/", 2)[1];
    const type = `application/vnd.interoperability.${resource}+json;version=1.1`;
    const headers = { accept: type, date: now().toUTCString(), "fspiop-source": name, "content-type": type, ...more };
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    return await hub().inject({ method: method as "POST", url: path, headers, ...payload });
  };
  return {
    name,
    heard,
    say,
    last: (path: RegExp): Heard | undefined => heard.filter((one) => path.test(one.path)).at(-1),
    quote: (payee: string, amount: string, change: object = {}) => ({
      ...{ quoteId: randomUUID(), transactionId: randomUUID(), amountType: "SEND" },
      payer: { partyIdInfo: { partyIdType: "MSISDN", partyIdentifier: "13800000001", fspId: name } },
      payee: { partyIdInfo: { partyIdType: "MSISDN", partyIdentifier: "13900000002", fspId: payee } },
      ...{ amount: { currency: "CNY", amount } },
      transactionType: { scenario: "TRANSFER", initiator: "PAYER", initiatorType: "CONSUMER" },
      ...change,
    }),
    transfer: (payee: string, amount: string, packet: string, change: object = {}) => ({
      ...{ transferId: randomUUID(), payerFsp: name, payeeFsp: payee, amount: { currency: "CNY", amount } },
      ...{ ilpPacket: packet, condition: conditionOf(packet) },
      expiration: new Date(now().getTime() + 60_000).toISOString(),
      ...change,
    }),
  };
}

export type TestWallet = ReturnType<typeof makeTestWallet>;
