import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { ApiRefusal, makeApi } from "../api.ts";
import { closeServer, listenOnFirstFree } from "../listen.ts";
import { Refusal, rawRefusal, readJsonObject } from "../problem.ts";
import { BodyTooLarge, rawJson, readRaw, writeRaw } from "../requests.ts";
import type { Demo } from "../seed.ts";
import { staticFile } from "../static.ts";
import { readBasket } from "./basket.ts";
import { type Counter, openCheckout, verify } from "./checkout.ts";
import { catalogue, purchaseView } from "./pages.ts";
import { picture } from "./pictures.ts";
import { openPurchases } from "./purchases.ts";
import { type Visitor, visitorOf } from "./visitor.ts";
import { hear } from "./webhook.ts";

export type ShopOptions = {
  /** Folder of the built pages. */
  pages: string;
  /** The house's public address: all that the shop knows of it. */
  houseUrl: string;
  /** Its order book is kept in the folder "sandbox". */
  home: string;
  /** 0: any free one; so too when it is taken. */
  port: number;
};

export type Shop = {
  url: string;
  /** Begins to sell: the marketplace stands. */
  open(demo: Demo): void;
  close(): Promise<void>;
};

const host = "127.0.0.1";

type Place = { pages: string; counter: Counter | null };
type Route = (counter: Counter, visitor: Visitor, request: RawRequest) => Promise<RawResponse> | RawResponse;

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^GET \/api\/catalogue$/, () => rawJson(200, catalogue())],
  [/^POST \/api\/checkouts$/, order],
  [/^GET \/api\/purchases$/, purchases],
  [/^GET \/api\/purchases\/[\w-]+$/, purchase],
  [/^POST \/webhooks$/, webhook],
];

async function order(counter: Counter, visitor: Visitor, request: RawRequest): Promise<RawResponse> {
  const asked = readJsonObject(request.body);
  const ref = typeof asked["ref"] === "string" && /^[A-Za-z0-9]{8,32}$/.test(asked["ref"]) ? asked["ref"] : null;
  if (ref === null)
    throw new Refusal(400, "ref_wrong", { en: "The order's reference is missing.", zh: "缺少订单编号。" });
  const locale = asked["locale"] === "en" ? "en" : "zh-CN";
  const lines = readBasket(asked["lines"]);
  const made = await openCheckout(counter, { ref, session: visitor.session, lines, locale });
  if (made.session !== visitor.session) throw notYours();
  return rawJson(201, { ref, url: made.url }, visitor.headers);
}

async function purchases(counter: Counter, visitor: Visitor): Promise<RawResponse> {
  const own = counter.purchases.ofSession(visitor.session).slice(0, 30);
  // What is over stays as it was found; only what may still change is asked for.
  const fresh = await Promise.all(own.map((one) => (one.state === "open" ? verify(counter, one) : one)));
  return rawJson(200, { data: fresh.map(purchaseView) }, visitor.headers);
}

async function purchase(counter: Counter, visitor: Visitor, request: RawRequest): Promise<RawResponse> {
  const ref = request.path.split("?", 1)[0]?.split("/").at(-1) ?? "";
  const found = counter.purchases.get(ref);
  if (!found || found.session !== visitor.session) throw notYours();
  return rawJson(200, purchaseView(await verify(counter, found)), visitor.headers);
}

async function webhook(counter: Counter, _visitor: Visitor, request: RawRequest): Promise<RawResponse> {
  await hear(counter, request);
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

function notYours(): Refusal {
  return new Refusal(404, "purchase_unknown", {
    en: "There is no such order of yours in this browser.",
    zh: "这个浏览器里没有这笔订单。",
  });
}

async function answer(place: Place, request: RawRequest): Promise<RawResponse> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const path = request.path.split("?", 1)[0] ?? "/";
  const drawn = /^\/pictures\/([a-z]+)\.svg$/.exec(path)?.[1];
  if (drawn !== undefined) return picture(drawn) ?? rawRefusal(nothingHere(path));
  const route = routes.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
  if (route && place.counter) return route(place.counter, visitorOf(request, randomBytes), request);
  if (route) throw new Refusal(503, "opening", { en: "The shop is opening.", zh: "商城正在开门。" });
  if (method !== "GET" || path.startsWith("/api/")) throw nothingHere(path);
  const page = (await staticFile(place.pages, path)) ?? (await staticFile(place.pages, "/index.html"));
  if (page) return page;
  throw new Refusal(503, "not_built", {
    en: "The shop's page is not built yet: run npm run build.",
    zh: "商城页面尚未构建，请运行 npm run build。",
  });
}

function nothingHere(path: string): Refusal {
  return new Refusal(404, "nothing_here", { en: `The shop has no ${path}.`, zh: `商城没有 ${path}。` });
}

function refusalOf(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof BodyTooLarge)
    return new Refusal(413, "body_too_large", { en: cause.message, zh: "请求体过大。" });
  console.error(cause);
  if (cause instanceof ApiRefusal)
    return new Refusal(502, "house_refused", {
      en: `The payment service refused: ${cause.message}`,
      zh: `支付服务拒绝了请求：${cause.message}`,
    });
  return new Refusal(502, "house_unreachable", {
    en: "The payment service does not answer. Your order is safe; try again in a moment.",
    zh: "支付服务没有应答。订单不会丢失，请稍后重试。",
  });
}

function shopServer(place: Place): Server {
  return createServer((request, response) => {
    const work = async () => {
      try {
        writeRaw(response, await answer(place, await readRaw(request)));
      } catch (cause) {
        if (!request.complete && !(cause instanceof BodyTooLarge)) request.socket.destroy();
        else writeRaw(response, rawRefusal(refusalOf(cause)));
      }
    };
    void work();
  });
}

/** The demo marketplace's own server: an outsider to the house, with nothing but its API key. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const purchases = await openPurchases(join(options.home, "sandbox"));
  const place: Place = { pages: options.pages, counter: null };
  const server = shopServer(place);
  const port = await listenOnFirstFree(server, host, options.port === 0 ? [] : [options.port]);
  const url = `http://${host}:${port}`;
  return {
    url,
    open(demo) {
      const api = makeApi(options.houseUrl, demo.token);
      place.counter = { shopUrl: url, api, demo, purchases, now: () => new Date() };
    },
    async close() {
      await closeServer(server);
      await purchases.written();
    },
  };
}
