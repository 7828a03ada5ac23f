import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Http, RawRequest, RawResponse } from "#wallets/protocol";
import type { SandboxClock } from "../clock.ts";
import type { FspDoor } from "../fsp/index.ts";
import type { HostAppsDoor } from "../host-apps/door.ts";
import type { MountedWallet } from "../open-wallet.ts";
import { Refusal, rawRefusal, readJsonObject } from "../problem.ts";
import { BodyTooLarge, rawHtml, rawJson, readRaw, writeRaw } from "../requests.ts";
import { staticFile } from "../static.ts";
import { readClock, setClock } from "./clock.ts";
import { knobsOf, turnKnobs } from "./faults.ts";
import { indexPage } from "./index-page.ts";
import { openMerchantCode, payMerchantCode } from "./merchant-code.ts";
import { applications, decideApplication } from "./onboarding.ts";
import { lookAtCode, showCode } from "./payer-code.ts";
import { look, pay } from "./phone.ts";

export type Control = {
  /** May still fill while the sandbox starts. */
  mounted: readonly MountedWallet[];
  phonePages: string;
  /** Null where nobody may set it. */
  clock: SandboxClock | null;
  failed: (cause: unknown) => void;
  /** The pretend phone's way to the pages that it scans. */
  http: Http;
  /** The host apps' servers, which make links into mini programs. */
  hostApps?: HostAppsDoor;
  /** The wallets' side of transfers; absent without a hub. */
  fsps?: FspDoor;
};

type Route = (control: Control, request: RawRequest) => Promise<RawResponse> | RawResponse;

const routes: Readonly<Record<string, Route>> = {
  "GET /": (control) => rawHtml(200, indexPage(control.mounted)),
  "GET /healthz": () => rawJson(200, { ok: true }),
  "GET /credentials.json": ({ mounted }) => rawJson(200, byWallet(mounted, credentialsOf)),
  "GET /wallets.json": ({ mounted }) => rawJson(200, { data: mounted.map(walletCard) }),
  "GET /codes.json": async ({ mounted }) => rawJson(200, { data: await openCodes(mounted) }),
  "GET /ledger.json": ({ mounted }) =>
    rawJson(
      200,
      byWallet(mounted, ({ fake }) => fake.ledger()),
    ),
  "GET /clock": ({ clock }) => rawJson(200, readClock(clock)),
  "POST /clock": (control, request) => {
    const view = setClock(control.clock, readJsonObject(request.body));
    for (const one of control.mounted) one.touched();
    return rawJson(200, view);
  },
  "GET /faults": ({ mounted }) => rawJson(200, knobsOf(mounted)),
  "POST /faults": ({ mounted }, request) => rawJson(200, turnKnobs(mounted, readJsonObject(request.body))),
  "GET /onboarding": ({ mounted }) => rawJson(200, applications(mounted)),
  "POST /onboarding": ({ mounted }, request) => rawJson(200, decideApplication(mounted, readJsonObject(request.body))),
  "POST /phone/code": ({ mounted }, request) => rawJson(200, showCode(mounted, readJsonObject(request.body))),
  "POST /phone/code/look": async ({ mounted }, request) =>
    rawJson(200, await lookAtCode(mounted, readJsonObject(request.body))),
  "POST /phone/merchant": async (control, request) =>
    rawJson(200, await openMerchantCode(control, readJsonObject(request.body))),
  "POST /phone/merchant/pay": async (control, request) =>
    rawJson(200, await payMerchantCode(control, readJsonObject(request.body))),
  "POST /phone/look": async ({ mounted }, request) => rawJson(200, await look(mounted, readJsonObject(request.body))),
  "POST /phone/pay": async ({ mounted }, request) => rawJson(200, await pay(mounted, readJsonObject(request.body))),
};

function byWallet<T>(mounted: readonly MountedWallet[], of: (one: MountedWallet) => T): Record<string, T> {
  return Object.fromEntries(mounted.map((one) => [one.wallet.id, of(one)]));
}

function credentialsOf({ wallet, credentials, origin }: MountedWallet): Record<string, unknown> {
  return wallet.published(credentials, origin);
}

function walletCard({ wallet, origin }: MountedWallet) {
  return { id: wallet.id, title: wallet.title, mark: wallet.mark.svg, colour: wallet.mark.colour, origin };
}

async function openCodes(mounted: readonly MountedWallet[]) {
  const lists = mounted.map(async ({ wallet, codes, fake }) =>
    (await codes.open(fake)).map((one) => ({ wallet: wallet.id, ...one })),
  );
  return (await Promise.all(lists)).flat();
}

async function phonePage(control: Control, path: string): Promise<RawResponse | null> {
  if (path !== "/phone" && !path.startsWith("/phone/")) return null;
  const asset = path.startsWith("/phone/") ? await staticFile(control.phonePages, path.slice("/phone".length)) : null;
  return asset ?? (await staticFile(control.phonePages, "/index.html"));
}

/** A page of another origin may not turn knobs or pay with a visitor's browser. Programs send no Origin. */
function refuseForeignPage(request: RawRequest): void {
  const origin = request.headers["origin"];
  if (request.method !== "POST" || !origin || origin === `http://${request.headers["host"]}`) return;
  throw new Refusal(403, "foreign_page", {
    en: "Pages of another origin may not use the control port.",
    zh: "其他来源的网页不能使用控制端口。",
  });
}

function noRoute(method: string, path: string): Refusal {
  const list = Object.keys(routes).join(", ");
  return new Refusal(404, "no_such_route", {
    en: `The control port has no ${method} ${path}. It has: ${list}, GET /phone.`,
    zh: `控制端口没有 ${method} ${path}。可用：${list}、GET /phone。`,
  });
}

async function answer(control: Control, request: RawRequest): Promise<RawResponse> {
  refuseForeignPage(request);
  const method = request.method === "HEAD" ? "GET" : request.method;
  const path = request.path.split("?", 1)[0] ?? "/";
  const route = routes[`${method} ${path}`];
  if (route) return route(control, request);
  const fsp = path === "/fsp" || path.startsWith("/fsp/") ? await control.fsps?.answer(request, path) : null;
  if (fsp) return fsp;
  const host = control.hostApps && (await control.hostApps.answer(request));
  if (host) return host;
  const page = method === "GET" ? await phonePage(control, path) : null;
  if (page) return page;
  throw noRoute(method, path);
}

function refusalOf(control: Control, cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof BodyTooLarge)
    return new Refusal(413, "body_too_large", { en: cause.message, zh: "请求体过大。" });
  control.failed(cause);
  return new Refusal(500, "sandbox_failed", {
    en: "The sandbox failed at this request.",
    zh: "沙盒处理此请求时出错。",
  });
}

/** The console and control port: for people (index page, pretend phone) and for programs (JSON). */
export function controlServer(control: Control): Server {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    try {
      writeRaw(response, await answer(control, await readRaw(request)));
    } catch (cause) {
      if (!request.complete && !(cause instanceof BodyTooLarge)) return request.socket.destroy();
      writeRaw(response, rawRefusal(refusalOf(control, cause), { connection: "close" }));
    }
  };
  return createServer((request, response) => void serve(request, response));
}
