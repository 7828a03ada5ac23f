import { type Money, toMinorNumber } from "#money";
import type { AskOutcome, BuyerAction, PayMethod, PaymentSubject, PayOutcome, StartRequest } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { appHandOver, jsapiHandOver } from "./hand-over.ts";
import { meaningOf, payOutcome, unknownError } from "./outcome.ts";
import { wireTime } from "./time.ts";
import { type Answer, type JsonObject, textAt, type Wire } from "./wire.ts";

type Path = "native" | "h5" | "jsapi" | "app";
type Refused = Extract<PayOutcome, { kind: "refused" }>;
type Opening = Pick<StartRequest, "method" | "device" | "buyer" | "returnUrl">;

export const refused = (code: string, says: string): Refused => ({ kind: "refused", code, says });

/** A desktop's browser cannot jump into WeChat: it is shown the code instead. */
export function pathOf(method: PayMethod, device: "desktop" | "phone"): Path {
  if (method === "qr" || (method === "jump" && device === "desktop")) return "native";
  return method === "jump" ? "h5" : method === "in_app" ? "jsapi" : "app";
}

/** What is missing before the wallet can be asked at all; null when nothing is. */
export function missing(request: Opening): Refused | null {
  const path = pathOf(request.method, request.device);
  if (path === "jsapi" && !request.buyer.openid)
    return refused("openid_missing", "在微信内支付需要买家的 openid。Paying inside WeChat needs the buyer's openid.");
  if (path === "h5" && !request.buyer.ip)
    return refused("payer_ip_missing", "H5 支付需要买家的 IP。An H5 payment needs the buyer's IP address.");
  return null;
}

/** A partner's payment names its store; a direct merchant's must not, or the money would go elsewhere than asked. */
export function wrongStore(settings: WeChatPaySettings, subMerchant: string | undefined): Refused | null {
  if (settings.mode === "partner" && !subMerchant)
    return refused("sub_merchant_missing", "店铺没有特约商户号。The store has no sub-merchant number.");
  if (settings.mode === "direct" && subMerchant)
    return refused(
      "sub_merchant_not_ours",
      "直连商户不能为特约商户收款。A direct merchant cannot collect for another.",
    );
  return null;
}

export function sceneInfo(path: Path, ip: string | undefined): JsonObject {
  if (!ip) return {};
  const h5 = path === "h5" ? { h5_info: { type: "Wap" } } : {};
  return { scene_info: { payer_client_ip: ip, ...h5 } };
}

export async function startPayment(
  settings: WeChatPaySettings,
  wire: Wire,
  request: StartRequest,
): Promise<PayOutcome> {
  const fault = wrongStore(settings, request.subMerchant) ?? missing(request);
  if (fault) return fault;
  const path = pathOf(request.method, request.device);
  const answer = await wire.post(`${root(settings)}/${path}`, {
    ...parties(settings, request.subMerchant),
    description: request.title,
    out_trade_no: request.paymentId,
    time_expire: wireTime(request.expiresAt),
    notify_url: request.noticeUrl,
    amount: { total: toMinorNumber(request.amount), currency: request.amount.currency },
    ...settleInfo(settings),
    ...payer(settings, path, request.buyer.openid),
    ...sceneInfo(path, request.buyer.ip),
  });
  const ask = () => askPayment(settings, wire, request);
  return started(answer, () => actionOf(settings, wire, path, answer, request), ask);
}

/** An order whose money stays with the wallet until it is released. */
export function settleInfo(settings: WeChatPaySettings): JsonObject {
  return settings.holding === null ? {} : { settle_info: { profit_sharing: true } };
}

function payer(settings: WeChatPaySettings, path: Path, openid: string | undefined): JsonObject {
  if (path !== "jsapi") return {};
  return { payer: settings.mode === "partner" ? { sp_openid: openid } : { openid } };
}

/** Turns the answer to a creation, plain or combined, into an outcome. */
export async function started(
  answer: Answer,
  action: () => Promise<BuyerAction | null>,
  ask: () => Promise<AskOutcome>,
): Promise<PayOutcome> {
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) {
    const next = await action();
    return next ? { kind: "waiting", action: next, stage: "offered" } : unknownError(null, 200, answer.body);
  }
  const code = textAt(answer.body, "code");
  const meaning = meaningOf("start", answer.status, code);
  if (meaning === "refused") return refused(code, textAt(answer.body, "message"));
  if (meaning === "closed") return { kind: "closed", code };
  if (meaning !== "look") return unknownError(meaning, answer.status, answer.body);
  const found = await ask();
  if (found.kind === "absent") return refused(code, textAt(answer.body, "message"));
  // It exists and can still be paid, but not as we asked now: somebody must look.
  return found.kind === "waiting" ? unknownError(null, answer.status, answer.body) : found;
}

/** The buyer's next step out of a creation's answer; null when the answer lacks it. */
export async function actionOf(
  settings: WeChatPaySettings,
  wire: Pick<Wire, "stamp">,
  path: Path,
  answer: Answer,
  request: { returnUrl: string; subMerchant?: string },
): Promise<BuyerAction | null> {
  const body: JsonObject = answer.kind === "proven" ? answer.body : {};
  if (path === "native") {
    const content = textAt(body, "code_url");
    return content === "" ? null : { kind: "qr", content };
  }
  if (path === "h5") {
    const url = textAt(body, "h5_url");
    return url === "" ? null : { kind: "jump", url: withReturn(url, request.returnUrl) };
  }
  const prepayId = textAt(body, "prepay_id");
  if (prepayId === "") return null;
  if (path === "jsapi") {
    const parameters = await jsapiHandOver(settings, prepayId, wire.stamp());
    return { kind: "invoke", bridge: "WeixinJSBridge.getBrandWCPayRequest", parameters };
  }
  const order = await appHandOver(settings, request.subMerchant ?? settings.mchid, prepayId, wire.stamp());
  return { kind: "app", order: JSON.stringify(order) };
}

/** The wallet sends the buyer back to redirect_url after an H5 payment. */
function withReturn(h5Url: string, returnUrl: string): string {
  return `${h5Url}${h5Url.includes("?") ? "&" : "?"}redirect_url=${encodeURIComponent(returnUrl)}`;
}

export async function askPayment(
  settings: WeChatPaySettings,
  wire: Wire,
  subject: Pick<PaymentSubject, "paymentId" | "subMerchant">,
): Promise<AskOutcome> {
  const answer = await wire.get(`${orderPath(settings, subject.paymentId)}?${query(settings, subject.subMerchant)}`);
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) {
    const theirs = strayed(settings, answer.body, subject);
    return theirs
      ? { kind: "unknown", cause: `the answer is about another payment: ${theirs}`, alarm: true }
      : payOutcome(answer.body);
  }
  const meaning = meaningOf("ask", answer.status, textAt(answer.body, "code"));
  return meaning === "absent" ? { kind: "absent" } : unknownError(meaning, answer.status, answer.body);
}

export async function closePayment(
  settings: WeChatPaySettings,
  wire: Wire,
  now: Date,
  subject: PaymentSubject,
): Promise<PayOutcome> {
  const body =
    settings.mode === "partner"
      ? { sp_mchid: settings.mchid, sub_mchid: subject.subMerchant }
      : { mchid: settings.mchid };
  const answer = await wire.post(`${orderPath(settings, subject.paymentId)}/close`, body);
  return closed(answer, now, subject.expiresAt, () => askPayment(settings, wire, subject));
}

/** Turns the answer to a close, plain or of a combined order, into an outcome. */
export async function closed(
  answer: Answer,
  now: Date,
  expiresAt: Date,
  ask: () => Promise<AskOutcome>,
): Promise<PayOutcome> {
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 204 || answer.status === 200) return { kind: "closed", code: "CLOSED" };
  const code = textAt(answer.body, "code");
  const meaning = meaningOf("close", answer.status, code);
  if (meaning === "closed") return { kind: "closed", code };
  if (meaning === "absent") return neverMade(now, expiresAt, code);
  if (meaning !== "look") return unknownError(meaning, answer.status, answer.body);
  const found = await ask();
  return found.kind === "absent" ? neverMade(now, expiresAt, code) : found;
}

/** An order that the wallet does not have may still be on its way there, until its own time is over. */
function neverMade(now: Date, expiresAt: Date, code: string): PayOutcome {
  if (now > expiresAt) return { kind: "closed", code };
  return { kind: "unknown", cause: `${code}: not at the wallet, but a creation may still arrive` };
}

/** Names the field in which a plain text or answer is not about our account or payment; null when it is ours. */
export function strayed(
  settings: WeChatPaySettings,
  order: JsonObject,
  subject: { paymentId?: string; subMerchant?: string; amount?: Money },
): string | null {
  const expected: [string, string | undefined][] =
    settings.mode === "partner"
      ? [
          ["sp_mchid", settings.mchid],
          ["sp_appid", settings.appid],
          ["sub_mchid", subject.subMerchant],
        ]
      : [
          ["mchid", settings.mchid],
          ["appid", settings.appid],
        ];
  expected.push(["out_trade_no", subject.paymentId]);
  for (const [field, ours] of expected) if (ours !== undefined && textAt(order, field) !== ours) return field;
  return null;
}

function root(settings: WeChatPaySettings): string {
  return settings.mode === "partner" ? "/v3/pay/partner/transactions" : "/v3/pay/transactions";
}

function orderPath(settings: WeChatPaySettings, paymentId: string): string {
  return `${root(settings)}/out-trade-no/${encodeURIComponent(paymentId)}`;
}

function query(settings: WeChatPaySettings, subMerchant: string | undefined): string {
  if (settings.mode !== "partner") return `mchid=${settings.mchid}`;
  return `sp_mchid=${settings.mchid}&sub_mchid=${encodeURIComponent(subMerchant ?? "")}`;
}

function parties(settings: WeChatPaySettings, subMerchant: string | undefined): JsonObject {
  if (settings.mode !== "partner") return { appid: settings.appid, mchid: settings.mchid };
  return { sp_appid: settings.appid, sp_mchid: settings.mchid, sub_mchid: subMerchant };
}
