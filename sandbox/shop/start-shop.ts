import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { ApiRefusal, makeApi } from "../api.ts";
import { keepJson, keptText } from "../keep.ts";
import { closeServer, listenOnFirstFree } from "../listen.ts";
import { Refusal, rawRefusal } from "../problem.ts";
import { BodyTooLarge, rawJson, readRaw, writeRaw } from "../requests.ts";
import type { Demo } from "../seed.ts";
import { staticFile } from "../static.ts";
import type { Counter } from "./checkout.ts";
import { picture } from "./pictures.ts";
import { openPurchases } from "./purchases.ts";
import { routeOf } from "./routes.ts";
import { catalogue } from "./views.ts";

export type ShopOptions = {
  /** Folder of the built pages. */
  pages: string;
  /** The house's public address: all that the shop knows of it. */
  houseUrl: string;
  /** Its order book and its port are kept in the folder "sandbox". */
  home: string;
  /** For its first start. 0: any free one; so too when it is taken. */
  port: number;
  /** Address of the pretend phone: a buyer without a second device is led there. */
  phone?: string;
};

export type Shop = {
  url: string;
  /** Begins to sell: the marketplace stands. */
  open(demo: Demo): void;
  close(): Promise<void>;
};

const host = "127.0.0.1";

/** Nothing inline, nothing from elsewhere; leaving for the cashier is a navigation, which no policy of ours hinders. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const pageHeaders = { "content-security-policy": policy, "referrer-policy": "same-origin" };

type Place = { pages: string; phone: string | null; counter: Counter | null };

async function answer(place: Place, request: RawRequest): Promise<RawResponse> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const path = request.path.split("?", 1)[0] ?? "/";
  const route = routeOf(method, path);
  if (route && place.counter) return route(place.counter, request);
  if (route) throw new Refusal(503, "opening", { en: "The shop is opening.", zh: "商城正在开门。" });
  if (method === "GET" && path === "/api/goods") return rawJson(200, catalogue(place.phone));
  const drawn = /^\/pictures\/([a-z]+)\.svg$/.exec(path)?.[1];
  const found = method !== "GET" || path.startsWith("/api/") ? null : drawn ? picture(drawn) : await page(place, path);
  if (found) return found;
  throw new Refusal(404, "nothing_here", { en: `The shop has no ${path}.`, zh: `商城没有 ${path}。` });
}

/** The page's places (/cart, /orders, …) are all one document; what looks like a file must be one. */
async function page(place: Place, path: string): Promise<RawResponse | null> {
  const file = await staticFile(place.pages, path === "/" || extname(path) === "" ? "/index.html" : path);
  if (file) return file.headers["content-security-policy"] ? dressed(file) : file;
  if (extname(path) !== "") return null;
  throw new Refusal(503, "not_built", {
    en: "The shop's page is not built yet: run npm run build.",
    zh: "商城页面尚未构建，请运行 npm run build。",
  });
}

function dressed(document: RawResponse): RawResponse {
  return { ...document, headers: { ...document.headers, ...pageHeaders } };
}

function refusalOf(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof BodyTooLarge)
    return new Refusal(413, "body_too_large", { en: cause.message, zh: "请求体过大。" });
  console.error(`The demo shop could not serve: ${cause instanceof Error ? cause.message : String(cause)}`);
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

/** Its first port is kept: webhooks, open orders and bookmarks lead there after a restart too. */
async function listenAsBefore(server: Server, folder: string, wished: number): Promise<number> {
  const file = join(folder, "shop-port.json");
  const text = await keptText(file);
  const kept = text === null ? null : (JSON.parse(text) as number);
  const ports = [kept ?? 0, wished].filter((port) => port !== 0);
  const port = await listenOnFirstFree(server, host, ports);
  if (port !== kept) await keepJson(file, port);
  return port;
}

/** The demo marketplace's own server: an outsider to the house, with nothing but its API key. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const folder = join(options.home, "sandbox");
  const purchases = await openPurchases(folder);
  const place: Place = { pages: options.pages, phone: options.phone ?? null, counter: null };
  const server = shopServer(place);
  const port = await listenAsBefore(server, folder, options.port);
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
