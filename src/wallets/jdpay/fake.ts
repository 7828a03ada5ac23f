import { nextNotice, plain, restoreState, stateText, toldNotices, withFaults, wordsPage } from "../fake-parts.ts";
import {
  defineFake,
  type FakeCredentials,
  type FakeLedger,
  type FakeOutside,
  noFaults,
  type WalletFake,
} from "../fake-protocol.ts";
import type { RawRequest, RawResponse } from "../protocol.ts";
import { charge, revoke } from "./fake/charge.ts";
import { deliverDue } from "./fake/notices.ts";
import { act, look, pagePath } from "./fake/phone.ts";
import { emptyState, refundedOf } from "./fake/state.ts";
import { finishStuck, isRefusal, no, queryTrade, takeRefund, takeTrade } from "./fake/trades.ts";
import { jdMessage, makeWorld, nowMs, type World } from "./fake/world.ts";
import { accountSettings, type JdPayCredentials, makeCredentials, readCredentials } from "./fake-credentials.ts";
import { type Fields, openMessage, readXml } from "./xml.ts";

export { accountSettings, type JdPayCredentials, makeCredentials };

/** JD Pay's side of the wire, as described by IJPay: unified order, query, refund, pay page, notices. */
export function makeJdPayFake(credentials: FakeCredentials, outside: FakeOutside): WalletFake {
  const world = makeWorld(readCredentials(credentials), { outside, state: emptyState(), knobs: { ...noFaults } });
  const setFaults: WalletFake["setFaults"] = (faults) => {
    const wasStuck = world.knobs.refund_stuck;
    Object.assign(world.knobs, faults);
    if (wasStuck && !world.knobs.refund_stuck) finishStuck(world);
  };
  return {
    handle: withFaults(world, (request) => answer(world, request)),
    look: (code) => look(world, code),
    act: async (code, decision, buyer) => act(world, code, decision, buyer ?? "sandbox buyer"),
    deliverDue: () => deliverDue(world),
    nextDue: () => nextNotice(world.state.notices),
    setFaults,
    clearFaults: () => setFaults(noFaults),
    faults: () => ({ ...world.knobs }),
    ledger: () => ledgerOf(world),
    payerCodes: world.payerCodes,
    save: () => stateText(world.state),
    load: (text) => restoreState(world.state, text, "JD Pay"),
  };
}

const calls: Readonly<Record<string, (world: World, fields: Fields) => Fields>> = {
  "/service/uniorder": (world, fields) => {
    const made = takeTrade(world, fields, null);
    if (isRefusal(made)) return made;
    return { "result.code": "000000", "result.desc": "success", tradeNum: made.tradeNum, orderId: made.orderId };
  },
  "/service/fkmPay": charge,
  "/service/revoke": revoke,
  "/service/query": queryTrade,
  "/service/refund": takeRefund,
};

function answer(world: World, request: RawRequest): RawResponse {
  // The sandbox sends a browser on to the phone; whatever cannot be opened there says why, here.
  const page = browserCode(request, world.outside.origin);
  if (page !== null) return wordsPage(look(world, page).says);
  const path = request.path.split("?", 1)[0] ?? "";
  if (path === pagePath) return plain(405, "Use POST.");
  const call = calls[path];
  if (!call) return plain(404, "There is no such address at this gateway.");
  if (request.method !== "POST") return plain(405, "Use POST.");
  const outer = readXml(request.body.toString());
  if (outer?.["merchant"] !== world.merchant) return message(world, no("JDP0001", "商户不存在[merchant]"));
  const opened = openMessage(outer["encrypt"] ?? "", world.merchantKey, world.secret);
  if ("why" in opened) return message(world, no("JDP0001", `验签失败：${opened.why}`));
  return message(world, call(world, opened.fields));
}

function message(world: World, fields: Fields): RawResponse {
  return { status: 200, headers: { "content-type": "application/xml;charset=UTF-8" }, body: jdMessage(world, fields) };
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function ledgerOf(world: World): FakeLedger {
  const { trades, refunds, notices } = world.state;
  return {
    payments: trades.map((trade) => ({
      out_trade_no: trade.tradeNum,
      transaction_id: trade.orderId,
      merchant: world.merchant,
      sub_merchant: trade.vendor,
      amount: trade.amount.toString(),
      state: trade.paidAt !== null ? "PAID" : trade.expiresAt <= nowMs(world) ? "CLOSED" : "WAITING",
      refunded: refundedOf(world.state, trade).toString(),
      paid_at: iso(trade.paidAt),
      combined: null,
    })),
    refunds: refunds.map((one) => ({
      out_refund_no: one.tradeNum,
      refund_id: one.orderId,
      out_trade_no: one.oTradeNum,
      amount: one.amount.toString(),
      state: { "1": "PROCESSING", "2": "SUCCESS", "3": "FAILED" }[one.status],
      at: new Date(one.at).toISOString(),
    })),
    notices: toldNotices(notices),
  };
}

/** The code of the pay page that a browser posts its form to; null for anything else. */
export function browserCode(request: RawRequest, origin: string): string | null {
  const isPage = request.method === "POST" && request.path.split("?", 1)[0] === pagePath;
  return isPage ? `${origin}${pagePath}?${request.body.toString()}` : null;
}

export const fakeKind = defineFake<JdPayCredentials>({
  makeCredentials: ({ now }) => makeCredentials(now),
  makeFake: makeJdPayFake,
  published: accountSettings,
  accountSettings,
  addresses: (origin) => ({ gateway: origin }),
  ownsCode: (code) => /\/jdpay\/saveOrder\?|^\d{20}$|^\{.*"orderId":"\d{20}"/.test(code),
  userAgent: "Mozilla/5.0 (Linux; Android 14) jdapp;android;13.2 (sandbox)",
  browserCode,
});
