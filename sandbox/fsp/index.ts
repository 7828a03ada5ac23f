import { join } from "node:path";
import { Agent } from "undici";
import { callOver } from "#http-call";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { keptOrMade } from "../keep.ts";
import { Refusal, readJsonObject } from "../problem.ts";
import { rawJson } from "../requests.ts";
import { isProven, orderedText, proofOf } from "./jws.ts";
import { type FspKey, type KeyRing, makeFspKey, makeKeyRing } from "./keys.ts";
import { peopleOf } from "./people.ts";
import { type Answer, type FspWallet, makeFspWallet, type SayToHub } from "./wallet.ts";

/** Where the hub listens; the admin API is there in sandbox mode alone. */
export type HubUrls = { fspiop: string; admin: string };

const agent = new Agent({ connections: 16, keepAliveTimeout: 10_000 });

async function call(method: string, url: string, headers: Record<string, string>, body = ""): Promise<RawResponse> {
  const text = body === "" ? {} : { body };
  return await callOver(agent, { method, url: new URL(url), headers, ...text, timeoutMs: 10_000 });
}

async function must(method: string, url: string, body?: object): Promise<unknown> {
  const answer = await call(method, url, { "content-type": "application/json" }, body && JSON.stringify(body));
  if (answer.status >= 300) throw new Error(`${method} ${url} answered ${answer.status}: ${answer.body.toString()}`);
  return answer.body.length === 0 ? null : JSON.parse(answer.body.toString());
}

function sayerTo(hub: HubUrls, now: () => Date, key: FspKey): SayToHub {
  return async (source, method, path, body, to) => {
    const type = `application/vnd.interoperability.${path.split("/")[1]}+json;version=1.1`;
    const headers: Record<string, string> = { "content-type": type, accept: type, date: now().toUTCString() };
    headers["fspiop-source"] = source;
    if (to !== undefined) headers["fspiop-destination"] = to;
    const text = body === undefined ? "" : orderedText(body);
    // A GET changes nothing: FSPIOP signs none.
    const proof = method === "GET" ? {} : proofOf(key.privatePem, { method, path, headers, body: text });
    const answer = await call(method, `${hub.fspiop}${path}`, { ...headers, ...proof }, text);
    if (answer.status !== 202)
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body.toString()}`);
  };
}

/** The pretend wallets' side of transfers, on the control port: what the hub calls, and what people do. */
export type FspDoor = {
  answer(request: RawRequest, path: string): Promise<RawResponse | null>;
  close(): Promise<void>;
};

export type FspsParts = {
  hub: HubUrls;
  /** Every wallet that has a fake: each becomes a participant. */
  wallets: readonly string[];
  controlUrl: string;
  now: () => Date;
  secret: Buffer;
  /** Where the wallets' signing keys are kept. */
  folder: string;
};

/** Makes each pretend wallet a participant with money put down, and its people known, at a hub that listens. */
export async function openFsps({ hub, wallets: ids, controlUrl, now, secret, folder }: FspsParts) {
  const ring = makeKeyRing(async () => {
    const answer = await call("GET", `${hub.fspiop}/dfsps/jwscerts`, {});
    return JSON.parse(answer.body.toString()) as { dfspId: string; publicKey: string }[];
  });
  const wallets = await Promise.all(
    ids.map(async (id) => {
      const key = await keptOrMade(join(folder, `${id}.fsp.json`), makeFspKey);
      await enrol(hub, id, `${controlUrl}/fsp/${id}`, key.publicPem);
      return makeFspWallet(peopleOf(id), sayerTo(hub, now, key), now, secret);
    }),
  );
  const door: FspDoor = { answer: (request, path) => answer(wallets, ring, request, path), close: () => agent.close() };
  return { door, register: async () => void (await Promise.all(wallets.map((one) => one.register()))) };
}

/** A participant with ten thousand yuan put down and as much cap, which is known by its key. */
async function enrol(hub: HubUrls, name: string, endpoint: string, publicKey: string): Promise<void> {
  const at = `${hub.admin}/participants`;
  await must("POST", at, { name, currency: "CNY" });
  const limit = { type: "NET_DEBIT_CAP", value: 10_000 };
  await must("POST", `${at}/${name}/initialPositionAndLimits`, { currency: "CNY", limit, initialPosition: 0 });
  await must("POST", `${at}/${name}/endpoints`, { type: "FSPIOP_CALLBACK_URL", value: endpoint });
  await must("POST", `${hub.admin}/dfsps/${name}/jwscerts`, { publicKey });
  const accounts = (await must("GET", `${at}/${name}/accounts`)) as {
    id: number;
    ledgerAccountType: string;
    value: number;
  }[];
  const funds = accounts.find((one) => one.ledgerAccountType === "SETTLEMENT");
  if (funds && funds.value === 0)
    await must("POST", `${at}/${name}/accounts/${funds.id}`, {
      ...{ transferId: "seed", externalReference: "sandbox", action: "recordFundsIn", reason: "sandbox" },
      amount: { amount: "10000", currency: "CNY" },
    });
}

const taken: RawResponse = { status: 202, headers: {}, body: Buffer.alloc(0) };

const unproven = rawJson(400, {
  errorInformation: { errorCode: "3105", errorDescription: "Invalid signature" },
});

/** Whether the hub, or another wallet through it, said this; a GET is never signed. */
async function proven(ring: KeyRing, { method, headers, body }: RawRequest, path: string): Promise<boolean> {
  if (method === "GET") return true;
  const said = { method, path, headers, body: body.toString() };
  return await ring(headers["fspiop-source"] ?? "", (keys) => isProven(keys, said));
}

async function answer(
  wallets: readonly FspWallet[],
  ring: KeyRing,
  request: RawRequest,
  path: string,
): Promise<RawResponse | null> {
  if (path === "/fsp") return rawJson(200, { data: wallets.map(cardOf) });
  const [, , name, ...rest] = path.split("/");
  const wallet = wallets.find((one) => one.name === name);
  if (!wallet) return null;
  const inner = `/${rest.join("/")}`;
  if (inner === "/look" || inner === "/quote" || inner === "/send")
    return await byPerson(wallet, inner, readJsonObject(request.body));
  if (!(await proven(ring, request, inner))) return unproven;
  const body = request.body.length === 0 ? {} : readJsonObject(request.body);
  wallet.hear(request.method, inner, body, request.headers["fspiop-source"] ?? "");
  return taken;
}

function cardOf(wallet: FspWallet) {
  const people = wallet.people().map(({ phone, name, fen }) => ({ phone, name, balance_fen: `${fen}` }));
  return { wallet: wallet.name, people };
}

/** What a person does in the wallet's pretend app. */
async function byPerson(wallet: FspWallet, act: string, body: Record<string, unknown>): Promise<RawResponse> {
  const text = (name: string): string => {
    const value = body[name];
    if (typeof value === "string" && value !== "") return value;
    throw new Refusal(400, "field_missing", { en: `Name ${name}, as text.`, zh: `缺少文本字段 ${name}。` });
  };
  if (act === "/look") {
    const found = await wallet.look(text("to"));
    if (!found.ok) return refused(found);
    const party = found.body["party"] as { name: string; partyIdInfo: { fspId: string } };
    return rawJson(200, { name: party.name, wallet: party.partyIdInfo.fspId });
  }
  if (act === "/quote") {
    if (!/^[1-9]\d{0,9}$/.test(text("fen")))
      throw new Refusal(400, "amount_wrong", { en: "fen is a whole number.", zh: "fen 须为正整数。" });
    const quote = await wallet.quote(text("from"), text("to"), BigInt(text("fen")));
    if ("ok" in quote) return refused(quote);
    const { to, fen, payerPays } = quote;
    return rawJson(200, {
      quote: quote.quote,
      transfer: quote.transaction,
      to,
      fen: `${fen}`,
      payer_pays_fen: `${payerPays}`,
    });
  }
  const ended = await wallet.send(text("from"), text("quote"));
  return ended.ok ? rawJson(200, { state: ended.body["transferState"] }) : refused(ended);
}

function refused({ body }: Answer): RawResponse {
  const { errorCode = "", errorDescription = "" } = (body["errorInformation"] ?? {}) as Record<string, string>;
  return rawJson(409, { code: errorCode, detail: errorDescription });
}
