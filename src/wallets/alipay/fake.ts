import { happens, makeLimiter, plain } from "../fake-parts.ts";
import {
  defineFake,
  type FakeCredentials,
  type FakeLedger,
  type FakeOutside,
  NoAnswer,
  noFaults,
  type WalletFake,
} from "../fake-protocol.ts";
import type { RawRequest, RawResponse } from "../protocol.ts";
import { billPath, downloadBill } from "./fake/bills.ts";
import { isPageMethod } from "./fake/codes.ts";
import { formText, readParameters, splitPath } from "./fake/form.ts";
import { fundsLedger, settleFunds } from "./fake/funds.ts";
import { answer, handleGateway } from "./fake/gateway.ts";
import { deliverDue, nextDue } from "./fake/notices.ts";
import { act, look } from "./fake/phone.ts";
import { finishStuck } from "./fake/refunds.ts";
import { gatewayRefusal } from "./fake/refusal.ts";
import { emptyState, loadState, refundedOf, saveState } from "./fake/state.ts";
import { endIfOver } from "./fake/trades.ts";
import { faultAnswer, handleV3 } from "./fake/v3.ts";
import { makeWorld, type World } from "./fake/world.ts";
import { nextReview, reviewersOf, settleZft } from "./fake/zft-review.ts";
import {
  type AlipayCredentials,
  accountSettings,
  makeCredentials,
  published,
  readCredentials,
} from "./fake-credentials.ts";

export { type AlipayCredentials, accountSettings, makeCredentials, published };

const defaultBuyer = "sandbox buyer";

/** Alipay's side of the wire: gateway.do, the REST protocol under /v3, the pay pages and the notices. */
export function makeAlipayFake(credentials: FakeCredentials, outside: FakeOutside): WalletFake {
  const world = makeWorld(readCredentials(credentials), outside, emptyState(), { ...noFaults });
  const limiter = makeLimiter(world.outside, world.knobs);
  const setFaults: WalletFake["setFaults"] = (faults) => {
    const wasStuck = world.knobs.refund_stuck;
    Object.assign(world.knobs, faults);
    if (wasStuck && !world.knobs.refund_stuck) finishStuck(world);
  };
  return {
    handle: (request) => handleWithFaults(world, limiter, request),
    look: (code) => look(world, code),
    act: (code, decision, buyer) => act(world, code, decision, buyer ?? defaultBuyer),
    async deliverDue() {
      for (const trade of [...world.state.open]) endIfOver(world, trade);
      settleZft(world);
      return deliverDue(world);
    },
    nextDue: () => sooner(nextDue(world), nextReview(world)),
    onboarding: reviewersOf(world),
    payerCodes: world.payerCodes,
    setFaults,
    clearFaults: () => setFaults(noFaults),
    faults: () => ({ ...world.knobs }),
    ledger: () => ledgerOf(world),
    save: () => saveState(world.state),
    load: (text) => loadState(world.state, text),
  };
}

const sooner = (a: Date | null, b: number | null): Date | null =>
  b === null || (a !== null && a.getTime() <= b) ? a : new Date(b);

async function handleWithFaults(world: World, limited: () => boolean, request: RawRequest): Promise<RawResponse> {
  const { path } = splitPath(request.path);
  const isV3 = path.startsWith("/v3/");
  settleFunds(world);
  if (happens(world.outside, world.knobs.server_error)) return plain(502, "Bad Gateway (fault knob)");
  settleZft(world);
  const refused = limited();
  const response = refused
    ? await limitAnswer(world, request, isV3)
    : isV3
      ? await handleV3(world, request)
      : path === "/gateway.do"
        ? await atGateway(world, request)
        : path === billPath
          ? downloadBill(world, request.path)
          : faultAnswer(world, { status: 404, code: "not-found", message: "沙箱只有 /gateway.do 和 /v3/…" });
  if (world.knobs.delay_ms > 0) await world.outside.sleep(world.knobs.delay_ms);
  if (!refused && happens(world.outside, world.knobs.timeout_after_success)) throw new NoAnswer();
  return response;
}

/** GET and POST alone carry parameters; a HEAD is answered as its GET. */
async function atGateway(world: World, request: RawRequest): Promise<RawResponse> {
  if (["GET", "HEAD", "POST"].includes(request.method)) return handleGateway(world, request);
  const fault = faultAnswer(world, { status: 405, code: "method-not-allowed", message: "请使用 GET 或 POST" });
  return { ...fault, headers: { ...fault.headers, allow: "GET, HEAD, POST" } };
}

function limitAnswer(world: World, request: RawRequest, isV3: boolean): RawResponse | Promise<RawResponse> {
  const refusal = gatewayRefusal("isv.app-call-limited");
  if (isV3) return faultAnswer(world, { status: 429, code: "app-call-limited", message: refusal.subMsg });
  const parameters = readParameters(request);
  return answer(world, parameters["method"] ?? "", refusal, null, Boolean(parameters["app_cert_sn"]));
}

function ledgerOf(world: World): FakeLedger {
  const trades = [...world.state.trades.values()];
  return {
    payments: trades.map((trade) => ({
      out_trade_no: trade.outTradeNo,
      transaction_id: trade.tradeNo || null,
      merchant: world.sellerId,
      sub_merchant: trade.subMerchant,
      amount: trade.total.toString(),
      state: trade.state,
      refunded: refundedOf(trade, "done").toString(),
      paid_at: iso(trade.paidAt),
      combined: trade.merge,
      payer: trade.buyer,
    })),
    refunds: trades.flatMap((trade) =>
      trade.refunds.map((refund) => ({
        out_refund_no: refund.outRequestNo,
        // Alipay gives refunds no number of its own.
        refund_id: refund.outRequestNo,
        out_trade_no: trade.outTradeNo,
        amount: refund.amount.toString(),
        state: refund.done ? "SUCCESS" : "PROCESSING",
        at: new Date(refund.at).toISOString(),
        to: trade.buyer,
      })),
    ),
    ...fundsLedger(world),
    notices: world.state.notices.map(({ to, about, tries, answered, nextAt }) => ({
      to,
      about,
      tries,
      answered,
      next_at: iso(nextAt),
    })),
  };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** The code that Alipay's app would open for a pay page that a browser asks for; null for anything else. */
export function browserCode(request: RawRequest, origin: string): string | null {
  if (splitPath(request.path).path !== "/gateway.do") return null;
  const parameters = readParameters(request);
  if (!isPageMethod(parameters["method"] ?? "")) return null;
  return `${origin}/gateway.do?${formText(parameters)}`;
}

export const fakeKind = defineFake<AlipayCredentials>({
  makeCredentials: ({ now }) => makeCredentials(now),
  makeFake: makeAlipayFake,
  published,
  accountSettings,
  addresses: (origin) => ({ gateway: `${origin}/gateway.do`, endpoint: origin }),
  ownsCode: (code) => /^https:\/\/qr\.alipay\.com\/|\/gateway\.do\?|(^|&)method=alipay\./.test(code),
  userAgent: "Mozilla/5.0 (Linux; Android 14) AlipayClient/10.6 (sandbox)",
  browserCode,
});
