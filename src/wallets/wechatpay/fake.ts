import { happens } from "../fake-parts.ts";
import {
  defineFake,
  type FakeCredentials,
  type FakeLedger,
  type FakeOutside,
  makePayerCodes,
  NoAnswer,
  noFaults,
  type WalletFake,
} from "../fake-protocol.ts";
import type { RawRequest, RawResponse } from "../protocol.ts";
import { type Result, toResponse, WireFault } from "./fake/answer.ts";
import { reviewersOf, settleApplyments } from "./fake/applyments-review.ts";
import { makeTokens } from "./fake/bills.ts";
import { type Context, namedKey, readKeys } from "./fake/context.ts";
import { pendingOf, settleFunds } from "./fake/funds.ts";
import { authenticate, makeRate, requireHeaders } from "./fake/gate.ts";
import { deliverDueNotices, nextNoticeAt } from "./fake/notices.ts";
import { act, look } from "./fake/phone.ts";
import { settleRefunds } from "./fake/refunds.ts";
import { route } from "./fake/routes.ts";
import { type Kept, Store } from "./fake/state.ts";
import { settleTransfers } from "./fake/transfers.ts";
import { answerV2, isV2 } from "./fake/v2-gate.ts";
import {
  accountSettings,
  makeCredentials,
  published,
  readCredentials,
  type WeChatPayCredentials,
} from "./fake-credentials.ts";

export { accountSettings, makeCredentials, published, type WeChatPayCredentials };

export type WeChatPayFake = WalletFake & {
  /** Turns answers and notices, where the request names no key, to another of the wallet's keys: a rotation. */
  signWith(serial: string): void;
};

function settleAll(context: Context): void {
  settleRefunds(context);
  settleFunds(context);
  settleTransfers(context);
}

/** WeChat Pay's side of the wire: strict, deterministic under its clock and randomness, everything signed. */
export function makeWeChatPayFake(kept: FakeCredentials, outside: FakeOutside): WeChatPayFake {
  const credentials = readCredentials(kept);
  const context: Context = {
    outside,
    credentials,
    keys: readKeys(credentials),
    store: new Store(),
    faults: { ...noFaults },
    payerCodes: makePayerCodes({ prefix: "13", length: 18 }, outside),
  };
  const tokens = makeTokens();
  const checkRate = makeRate(context);
  const settle = (): void => settleAll(context);

  const answer = (context: Context, request: RawRequest): Result => {
    try {
      if (happens(context.outside, context.faults.server_error))
        throw new WireFault(500, "SYSTEM_ERROR", "系统错误，请稍后重试");
      checkRate();
      requireHeaders(request);
      authenticate(context, request);
      settle();
      settleApplyments(context);
      return route(context, request, tokens);
    } catch (error) {
      if (error instanceof WireFault) return error.toResult();
      throw error;
    }
  };
  const handle = async (request: RawRequest): Promise<RawResponse> => {
    if (request.method === "GET" && request.path.startsWith("/cgi-bin/mmpayweb-bin/checkmweb")) return h5Page;
    if (isV2(request)) return await older(context, request, checkRate, settle);
    const asked = { ...context, named: namedKey(context, request) };
    const result = answer(asked, request);
    if (context.faults.delay_ms > 0) await outside.sleep(context.faults.delay_ms);
    if (happens(context.outside, context.faults.timeout_after_success)) throw new NoAnswer();
    return toResponse(asked, result);
  };
  return {
    handle,
    // A transfer that was not taken in time is over, also on the phone.
    look: (code) => {
      settleTransfers(context);
      return look(context, code);
    },
    act: async (code, decision, buyer = "buyer") => {
      settleTransfers(context);
      return act(context, code, decision, buyer);
    },
    deliverDue: () => {
      settle();
      return deliverDueNotices(context);
    },
    nextDue: () => nextDue(context),
    setFaults: (faults) => void Object.assign(context.faults, faults),
    clearFaults: () => void Object.assign(context.faults, noFaults),
    faults: () => ({ ...context.faults }),
    ledger: () => ledger(context),
    payerCodes: context.payerCodes,
    onboarding: reviewersOf(context),
    save: () => JSON.stringify(context.store.keep()),
    load: (text) => {
      context.store = Store.of(JSON.parse(text) as Kept);
    },
    signWith: (serial) => {
      context.store.signer = serial;
    },
  };
}

/** The older protocol has a gate and answers of its own. */
async function older(context: Context, request: RawRequest, ...hooks: [() => void, () => void]): Promise<RawResponse> {
  const { faults, outside } = context;
  if (happens(context.outside, faults.server_error)) return { status: 502, headers: {}, body: Buffer.alloc(0) };
  const response = answerV2(context, request, ...hooks);
  if (faults.delay_ms > 0) await outside.sleep(faults.delay_ms);
  if (happens(context.outside, faults.timeout_after_success)) throw new NoAnswer();
  return response;
}

/** What a browser without WeChat shows for an H5 link; the sandbox's pretend phone opens the link itself. */
const h5Page: RawResponse = {
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: Buffer.from(
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>微信支付</title><p>请在微信中打开此页面。Open this page in WeChat.</p></html>',
  ),
};

function nextDue(context: Context): Date | null {
  const dues = [nextNoticeAt(context)];
  if (!context.faults.refund_stuck) for (const refund of context.store.processing) dues.push(refund.dueAt);
  for (const transfer of context.store.transfers.open) dues.push(transfer.dueAt);
  const times = dues.filter((due) => due !== null);
  return times.length === 0 ? null : new Date(times.reduce((a, b) => Math.min(a, b)));
}

function afterPayment(context: Context): Pick<FakeLedger, "balances" | "shares" | "withdrawals"> {
  settleFunds(context);
  const { orders, funds } = context.store;
  const merchants = new Set([...[...orders.values()].map((order) => order.merchant), ...funds.balances.keys()]);
  return {
    balances: [...merchants].map((merchant) => ({
      merchant,
      available: funds.balance(merchant).toString(),
      pending: pendingOf(context, merchant).toString(),
    })),
    shares: [...funds.shares.values()].flatMap((share) =>
      share.receivers.map((part) => ({
        out_order_no: share.outOrderNo,
        merchant: share.merchant,
        receiver: part.account,
        amount: part.amount.toString(),
        state: part.result,
      })),
    ),
    withdrawals: [...funds.withdrawals.values()].map((one) => ({
      out_request_no: one.outRequestNo,
      merchant: one.merchant,
      amount: one.amount.toString(),
      state: one.status,
    })),
  };
}

function ledger(context: Context): FakeLedger {
  const { orders, refunds, notices } = context.store;
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    payments: [...orders.values()].map((order) => ({
      out_trade_no: order.outTradeNo,
      transaction_id: order.transactionId,
      merchant: order.mchid,
      sub_merchant: order.subMchid,
      amount: order.total.toString(),
      state: order.state,
      refunded: order.refunded.toString(),
      paid_at: iso(order.paidAt),
      combined: order.combined,
      payer: order.payer,
    })),
    refunds: [...refunds.values()].map((refund) => ({
      out_refund_no: refund.outRefundNo,
      refund_id: refund.refundId,
      out_trade_no: context.store.order(refund.order).outTradeNo,
      amount: refund.amount.toString(),
      state: refund.status,
      at: new Date(refund.createdAt).toISOString(),
      to: refund.receivedAt ?? context.store.order(refund.order).payer,
    })),
    notices: notices.map((notice) => ({
      to: notice.to,
      about: notice.about,
      tries: notice.tries,
      answered: notice.answered,
      next_at: iso(notice.nextAt),
    })),
    ...afterPayment(context),
  };
}

export const fakeKind = defineFake<WeChatPayCredentials>({
  makeCredentials,
  makeFake: makeWeChatPayFake,
  published,
  accountSettings: (credentials, origin) => accountSettings(credentials, origin),
  addresses: (origin) => ({ base_url: origin }),
  ownsCode: (code) => /^(weixin|wxp):\/\/|^prepay_id=|^wx\d{14,}|checkmweb\?/.test(code),
  userAgent: "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0 (sandbox)",
  // H5: what the phone's browser opens leads to the app.
  browserCode: (request, origin) =>
    request.method === "GET" && request.path.startsWith("/cgi-bin/mmpayweb-bin/checkmweb")
      ? `${origin}${request.path}`
      : null,
});
