import { randomBytes } from "node:crypto";
import type { RawRequest, RawResponse } from "#wallets/protocol";
import { Refusal, readJsonObject } from "../problem.ts";
import { rawJson } from "../requests.ts";
import { readBasket } from "./basket.ts";
import { type Counter, type Locale, openCheckout } from "./checkout.ts";
import type { Purchase } from "./purchases.ts";
import { checkAgain, verify } from "./verify.ts";
import { purchaseView } from "./views.ts";
import { type Visitor, visitorOf } from "./visitor.ts";
import { hear } from "./webhook.ts";

type Route = (counter: Counter, visitor: Visitor, request: RawRequest) => Promise<RawResponse>;

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^POST \/api\/checkout$/, checkout],
  [/^GET \/api\/orders$/, ownPurchases],
  [/^GET \/api\/orders\/[\w-]+$/, (...all) => look(verify, ...all)],
  [/^POST \/api\/orders\/[\w-]+\/check$/, (...all) => look(checkAgain, ...all)],
  [/^POST \/api\/orders\/[\w-]+\/again$/, again],
];

const shownMax = 20;

/** The shop's own API, for its own pages; and the door for the house's webhooks. Null: no such route. */
export function routeOf(method: string, path: string): ((counter: Counter, request: RawRequest) => Reply) | null {
  if (method === "POST" && path === "/webhooks") return webhook;
  const route = routes.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
  return route ? (counter, request) => route(counter, visitorOf(request, randomBytes), request) : null;
}

type Reply = Promise<RawResponse>;

/** One checkout for the whole cart. Prices are the shop's own: the page says only what, and how many. */
async function checkout(counter: Counter, visitor: Visitor, request: RawRequest): Reply {
  const asked = readJsonObject(request.body);
  return sell(counter, visitor, { ...formOf(request, asked), lines: readBasket(asked["items"]) });
}

/** What of an unpaid purchase is still unpaid, anew: at today's prices, in a checkout of its own. */
async function again(counter: Counter, visitor: Visitor, request: RawRequest): Reply {
  const found = await verify(counter, own(counter, visitor, request));
  if (found.state === "open") return rawJson(200, { ref: found.ref, url: found.url }, visitor.headers);
  const unpaid = found.orders.filter((order) => order.paid_at === null).flatMap((order) => order.lines);
  const lines = readBasket(unpaid.map(({ good, quantity }) => ({ good, quantity })));
  return sell(counter, visitor, { ...formOf(request, readJsonObject(request.body)), lines });
}

async function sell(
  counter: Counter,
  visitor: Visitor,
  asked: { ref: string; locale: Locale; lines: ReturnType<typeof readBasket> },
): Reply {
  const made = await openCheckout(counter, { ...asked, session: visitor.session });
  if (made.session !== visitor.session) throw notYours();
  return rawJson(201, { ref: made.ref, url: made.url }, visitor.headers);
}

/** The submission's own number, made by the page so that a repeat is the same; made here where it made none. */
function formOf(request: RawRequest, asked: Record<string, unknown>): { ref: string; locale: Locale } {
  const ref = request.headers["idempotency-key"] ?? randomBytes(8).toString("hex");
  if (!/^[a-z0-9]{12,24}$/.test(ref))
    throw new Refusal(400, "idempotency_key_wrong", {
      en: "The Idempotency-Key is 12 to 24 small letters and digits.",
      zh: "Idempotency-Key 应为 12 到 24 位小写字母或数字。",
    });
  return { ref, locale: asked["locale"] === "en" ? "en" : "zh-CN" };
}

async function ownPurchases(counter: Counter, visitor: Visitor): Reply {
  const kept = counter.purchases.ofSession(visitor.session).slice(0, shownMax);
  const fresh = await Promise.all(kept.map((one) => verify(counter, one)));
  return rawJson(200, { data: fresh.map(purchaseView) }, visitor.headers);
}

async function look(ask: typeof verify, counter: Counter, visitor: Visitor, request: RawRequest): Reply {
  return rawJson(200, purchaseView(await ask(counter, own(counter, visitor, request))), visitor.headers);
}

/** By the page's own reference or by the house's checkout id. */
function own(counter: Counter, visitor: Visitor, request: RawRequest): Purchase {
  const id = request.path.split(/[/?]/)[3] ?? "";
  const found = counter.purchases.get(id) ?? counter.purchases.ofCheckout(id);
  if (found?.session !== visitor.session) throw notYours();
  return found;
}

async function webhook(counter: Counter, request: RawRequest): Reply {
  await hear(counter, request);
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

function notYours(): Refusal {
  return new Refusal(404, "purchase_unknown", {
    en: "There is no such order of yours in this browser.",
    zh: "这个浏览器里没有这笔订单。",
  });
}
