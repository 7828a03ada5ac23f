import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { isProven, orderedText, proofOf } from "../../sandbox/fsp/jws.ts";
import { provision } from "./hub.ts";
import type { Verdict } from "./toolkit.ts";

/** Mojaloop's own signer and checker, as they lie in the toolkit's folder, unmodified. */
type Sdk = {
  Jws: {
    signer: new (config: object) => { sign(request: Said): void };
    validator: new (config: object) => { validate(request: { headers: object; body: object }): boolean };
  };
};
type Said = { method: string; uri: string; headers: Record<string, string>; body: object | string };
type Heard = { headers: Record<string, string>; body: object };

const silent: Record<string, unknown> = { isDebugEnabled: false };
for (const level of ["debug", "info", "warn", "error", "verbose"]) silent[level] = () => {};
silent["child"] = () => silent;

const name = "sdkfsp";
const path = "/participants/MSISDN/8613800138000";

/** A wallet that listens and keeps what it hears. */
async function listener(): Promise<{ url: string; next(): Promise<Heard>; close(): void }> {
  const waiting: ((heard: Heard) => void)[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString() || "{}") as object;
    response.writeHead(202).end();
    waiting.shift()?.({ headers: request.headers as Record<string, string>, body });
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, next: () => new Promise((done) => waiting.push(done)), close: () => void server.close() };
}

/**
 * The SDK of Mojaloop's wallets signs and the hub takes it, with a changed byte refuses it; what the hub says, and what
 * our pretend wallets say, the SDK proves, and refuses with a changed byte.
 */
export async function judgeJws(toolkit: string, urls: { fspiop: string; admin: string }): Promise<Verdict> {
  const { Jws } = createRequire(join(toolkit, "package.json"))("@mojaloop/sdk-standard-components") as Sdk;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privatePem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const wallet = await listener();
  await provision(urls.admin, name, wallet.url, "USD");
  const json = { "content-type": "application/json" };
  const enrol = { method: "POST", headers: json, body: JSON.stringify({ publicKey: publicPem }) };
  await fetch(`${urls.admin}/dfsps/${name}/jwscerts`, enrol);
  const type = "application/vnd.interoperability.participants+json;version=1.1";
  const headers = { "content-type": type, date: new Date().toUTCString(), "fspiop-source": name };
  const said = { "fspiop-uri": path, "fspiop-http-method": "POST", ...headers };
  const request: Said = {
    method: "POST",
    uri: urls.fspiop + path,
    headers: said,
    body: { fspId: name, currency: "USD" },
  };
  new Jws.signer({ signingKey: privatePem, logger: silent }).sign(request);
  const text = String(request.body);
  const send = async (body: string) => {
    const { status } = await fetch(urls.fspiop + path, { method: "POST", headers: request.headers, body });
    return status;
  };
  const answer = wallet.next();
  const results: [what: string, good: boolean][] = [];
  results.push(["the hub takes what the SDK signed", (await send(text)) === 202]);
  results.push(["the hub refuses it with a changed byte", (await send(text.replace("USD", "USN"))) === 400]);
  const certificates = await fetch(`${urls.fspiop}/dfsps/jwscerts`);
  const known = (await certificates.json()) as { dfspId: string; publicKey: string }[];
  const keys = Object.fromEntries(known.map((one) => [one.dfspId, one.publicKey]));
  const proves = ({ headers: given, body }: Heard): boolean => {
    try {
      return new Jws.validator({ validationKeys: keys, logger: silent }).validate({ headers: given, body });
    } catch {
      return false;
    }
  };
  const heard = await answer;
  results.push(["the SDK proves what the hub says", proves(heard)]);
  results.push(["and not with a changed byte", !proves({ ...heard, body: { ...heard.body, fspId: "other" } })]);
  const own = { method: "POST", path, headers, body: orderedText({ fspId: name, currency: "USD" }) };
  const signed = { ...headers, ...proofOf(privatePem, own) };
  results.push(["the SDK proves what a pretend wallet signs", proves({ headers: signed, body: JSON.parse(own.body) })]);
  results.push(["and not with a changed byte", !proves({ headers: signed, body: { fspId: "other" } })]);
  const proven = isProven([publicPem], { method: "POST", path, headers: request.headers, body: text });
  results.push(["a pretend wallet proves what the SDK signed", proven]);
  wallet.close();
  const failed = results.filter(([, good]) => !good).map(([what]) => what);
  return {
    name: "Jws of sdk-standard-components",
    total: results.length,
    passed: results.length - failed.length,
    skipped: 0,
    failed,
  };
}
